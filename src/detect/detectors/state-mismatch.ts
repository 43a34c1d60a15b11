// state-mismatch: live, this machine's kernel has its end of the connection in another state than the packets tell.
import type { State } from "../../record/connection-record.ts";
import { KERNEL_DIFFERS } from "../../track/connection-layout.ts";
import { defineDetector } from "../detector.ts";

/** How far a connection has come in each state. */
const PROGRESS: Readonly<Record<State, number>> = {
  UNKNOWN: 0,
  LISTEN: 0,
  SYN_SENT: 1,
  SYN_RECEIVED: 2,
  ESTABLISHED: 3,
  FIN_WAIT_1: 4,
  CLOSE_WAIT: 4,
  FIN_WAIT_2: 5,
  CLOSING: 5,
  LAST_ACK: 5,
  TIME_WAIT: 6,
  CLOSED: 7,
};

export const stateMismatch = defineDetector({
  id: "state-mismatch",
  severity: "info",
  summary: "This machine's kernel has the connection in another state than its packets tell",
  reference: "RFC 9293 §3.3.2",
  wakesOn: { flags: KERNEL_DIFFERS },

  judge(story) {
    const mismatch = story.subjects.host?.mismatchOf(story.handle) ?? null;
    if (mismatch === null) return null;
    const { endpoint, kernel, wire } = mismatch;
    const ahead = PROGRESS[kernel] - PROGRESS[wire];
    // What moves a connection on was captured and not received, or received and not captured.
    const behind = ahead < 0 ? "kernel" : ahead > 0 ? "capture" : null;
    return { endpoint, packets: [story.lastPacket], figures: { kernel, wire, behind } };
  },
});
