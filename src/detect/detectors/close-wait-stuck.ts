// close-wait-stuck: the other end closed long ago, and this one neither sends nor closes.
import { bytesAfterFin } from "../after-fin.ts";
import { defineDetector } from "../detector.ts";
import { holderProcess } from "../holder-process.ts";
import { stuckHalfClosed } from "../stuck-half-closed.ts";

export const closeWaitStuck = defineDetector({
  id: "close-wait-stuck",
  severity: "warning",
  summary: "A program does not close: its end has been in CLOSE_WAIT for long",
  reference: "RFC 9293 §3.6",
  wakesOn: { verdicts: ["half-closed"] },
  yieldsTo: ["close-wait-excess"],

  judge(story) {
    const stuck = stuckHalfClosed(story);
    if (stuck === null || bytesAfterFin(story, stuck.closer) > 0) return null;
    const process = holderProcess(story.subjects.host, story.handle, stuck.holder);
    return {
      endpoint: stuck.holder,
      packets: [story.finPacket(stuck.closer), story.finAckPacket(stuck.closer)],
      figures: {
        seconds: stuck.seconds,
        ageSeconds: story.options.closeWaitAge,
        ...(process !== null && { process }),
      },
    };
  },
});
