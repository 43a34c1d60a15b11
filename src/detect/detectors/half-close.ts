// half-close: one end closed its direction, and the other went on sending to it (RFC 9293 §3.6.1).
import { LOGGED_DATA_AFTER_FIN, LOGGED_RST } from "../../track/lifecycle-log.ts";
import { DATA_AFTER_FIN } from "../../track/segment-facts.ts";
import { bytesAfterFin, bytesReceivedAfterFin, lastNewTime } from "../after-fin.ts";
import { defineDetector } from "../detector.ts";

export const halfClose = defineDetector({
  id: "half-close",
  severity: "info",
  summary: "One end closed its direction and went on receiving",
  reference: "RFC 9293 §3.6.1",
  wakesOn: { facts: DATA_AFTER_FIN },

  judge(story) {
    const [data] = story.entriesOf(LOGGED_DATA_AFTER_FIN);
    if (data === undefined) return null;
    const sender = data.endpoint;
    const closer = story.peerOf(sender);
    if (bytesReceivedAfterFin(story, closer) < 1) return null;
    // Then it had closed for good, and said so.
    if (story.entriesOf(LOGGED_RST, closer).length > 0) return null;
    return {
      endpoint: closer,
      packets: [story.finPacket(closer), story.packetOf(data.packet)],
      figures: {
        bytes: bytesAfterFin(story, closer),
        seconds: Math.max(0, (lastNewTime(story, sender) - story.finTime(closer)) / 1e9),
      },
    };
  },
});
