// The list of all detectors, in the order of a connection's life.
import type { ConnectionDetector, SubjectDetector } from "./detector.ts";
import { acceptQueueOverflow } from "./detectors/accept-queue-overflow.ts";
import { captureLoss, captureLossOfInterfaces } from "./detectors/capture-loss.ts";
import { challengeAck } from "./detectors/challenge-ack.ts";
import { closeWaitExcess } from "./detectors/close-wait-excess.ts";
import { closeWaitStuck } from "./detectors/close-wait-stuck.ts";
import { connectionRefused } from "./detectors/connection-refused.ts";
import { delayedSegment } from "./detectors/delayed-segment.ts";
import { duplicateFrames } from "./detectors/duplicate-frames.ts";
import { fastOpen } from "./detectors/fast-open.ts";
import { finRetry } from "./detectors/fin-retry.ts";
import { finWait2Stuck } from "./detectors/fin-wait-2-stuck.ts";
import { halfClose } from "./detectors/half-close.ts";
import { halfOpenHandshake } from "./detectors/half-open-handshake.ts";
import { handshakeAborted } from "./detectors/handshake-aborted.ts";
import { icmpTtlExceeded } from "./detectors/icmp-ttl-exceeded.ts";
import { icmpUnreachable } from "./detectors/icmp-unreachable.ts";
import { keepalive } from "./detectors/keepalive.ts";
import { keepaliveFailure } from "./detectors/keepalive-failure.ts";
import { lastAckStuck } from "./detectors/last-ack-stuck.ts";
import { offload } from "./detectors/offload.ts";
import { peerLostState } from "./detectors/peer-lost-state.ts";
import { portExhaustion } from "./detectors/port-exhaustion.ts";
import { portScan } from "./detectors/port-scan.ts";
import { reset } from "./detectors/reset.ts";
import { retransmissions } from "./detectors/retransmissions.ts";
import { rstOutOfWindow } from "./detectors/rst-out-of-window.ts";
import { simultaneousClose } from "./detectors/simultaneous-close.ts";
import { simultaneousOpen } from "./detectors/simultaneous-open.ts";
import { slowHandshake } from "./detectors/slow-handshake.ts";
import { staleSyn } from "./detectors/stale-syn.ts";
import { stateMismatch } from "./detectors/state-mismatch.ts";
import { synAckRetry } from "./detectors/syn-ack-retry.ts";
import { synFlood } from "./detectors/syn-flood.ts";
import { synRetry } from "./detectors/syn-retry.ts";
import { synUnanswered } from "./detectors/syn-unanswered.ts";
import { timeWaitAssassination } from "./detectors/time-wait-assassination.ts";
import { timeWaitReuse } from "./detectors/time-wait-reuse.ts";
import { timeWentBack } from "./detectors/time-went-back.ts";
import { truncatedPackets } from "./detectors/truncated-packets.ts";
import { zeroWindow } from "./detectors/zero-window.ts";

export const CONNECTION_DETECTORS: readonly ConnectionDetector[] = [
  connectionRefused,
  icmpUnreachable,
  icmpTtlExceeded,
  synRetry,
  synUnanswered,
  synAckRetry,
  halfOpenHandshake,
  handshakeAborted,
  staleSyn,
  simultaneousOpen,
  fastOpen,
  slowHandshake,
  zeroWindow,
  retransmissions,
  keepalive,
  keepaliveFailure,
  challengeAck,
  rstOutOfWindow,
  peerLostState,
  captureLoss,
  reset,
  halfClose,
  simultaneousClose,
  finRetry,
  lastAckStuck,
  closeWaitStuck,
  finWait2Stuck,
  timeWaitReuse,
  timeWaitAssassination,
  delayedSegment,
  stateMismatch,
];

export const SUBJECT_DETECTORS: readonly SubjectDetector[] = [
  acceptQueueOverflow,
  synFlood,
  portScan,
  closeWaitExcess,
  portExhaustion,
  captureLossOfInterfaces,
  offload,
  duplicateFrames,
  truncatedPackets,
  timeWentBack,
];
