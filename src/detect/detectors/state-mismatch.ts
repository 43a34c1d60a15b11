// state-mismatch: live, this machine's kernel has its end of the connection in another state than the packets tell.
import { KERNEL_DIFFERS } from "../../track/connection-layout.ts";
import { defineDetector } from "../detector.ts";

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
    return { endpoint, packets: [story.lastPacket], figures: { kernel, wire } };
  },
});
