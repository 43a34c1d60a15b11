// The list of all detectors, in the order of a connection's life.
import type { ConnectionDetector, SubjectDetector } from "./detector.ts";
import { captureLoss } from "./detectors/capture-loss.ts";
import { duplicateFrames } from "./detectors/duplicate-frames.ts";
import { keepalive } from "./detectors/keepalive.ts";
import { keepaliveFailure } from "./detectors/keepalive-failure.ts";
import { offload } from "./detectors/offload.ts";
import { retransmissions } from "./detectors/retransmissions.ts";
import { timeWentBack } from "./detectors/time-went-back.ts";
import { truncatedPackets } from "./detectors/truncated-packets.ts";
import { zeroWindow } from "./detectors/zero-window.ts";

export const CONNECTION_DETECTORS: readonly ConnectionDetector[] = [
  zeroWindow,
  retransmissions,
  keepalive,
  keepaliveFailure,
  captureLoss,
];

export const SUBJECT_DETECTORS: readonly SubjectDetector[] = [
  offload,
  duplicateFrames,
  truncatedPackets,
  timeWentBack,
];
