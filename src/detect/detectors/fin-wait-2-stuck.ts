// fin-wait-2-stuck: one end closed, the other still sent data, and then neither went on nor closed.
import { DATA_AFTER_FIN } from "../../track/segment-facts.ts";
import { bytesAfterFin, lastNewTime } from "../after-fin.ts";
import { defineDetector } from "../detector.ts";
import { stuckHalfClosed } from "../stuck-half-closed.ts";

export const finWait2Stuck = defineDetector({
  id: "fin-wait-2-stuck",
  severity: "warning",
  summary: "One end closed long ago; the other sent data after that, but never its FIN",
  reference: "RFC 9293 §3.6.1",
  wakesOn: { verdicts: ["half-closed"] },

  judge(story) {
    const stuck = stuckHalfClosed(story);
    if (stuck === null) return null;
    const { closer, holder, seconds } = stuck;
    const bytes = bytesAfterFin(story, closer);
    const idleSeconds = (story.now - lastNewTime(story, holder)) / 1e9;
    // Numbers that went on without payload: a FIN that was not captured, perhaps.
    if ((story.facts & DATA_AFTER_FIN) === 0) return null;
    if (bytes === 0 || idleSeconds <= story.options.closeWaitAge) return null;
    return {
      endpoint: closer,
      packets: [story.finPacket(closer), story.finAckPacket(closer)],
      figures: { seconds, idleSeconds, bytesAfterFin: bytes },
    };
  },
});
