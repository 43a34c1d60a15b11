// delayed-segment: what was left of an earlier connection on these addresses arrived in this one.
import { OUT_OF_ORDER, RETRANSMISSION } from "../../track/segment-facts.ts";
import { defineDetector } from "../detector.ts";

export const delayedSegment = defineDetector({
  id: "delayed-segment",
  severity: "warning",
  summary: "A segment of an earlier connection on the same addresses arrived in this one",
  reference: "RFC 9293 §3.4.3",
  wakesOn: { facts: RETRANSMISSION | OUT_OF_ORDER },

  judge(story) {
    const ofClient = story.watches.delayedSegments.of(story.handle, story.client);
    const ofServer = story.watches.delayedSegments.of(story.handle, story.server);
    const delayed = ofClient ?? ofServer;
    if (delayed === null) return null;
    return {
      endpoint: delayed === ofClient ? story.client : story.server,
      packets: delayed.packets.first,
      packetsTotal: delayed.packets.total,
      figures: { segments: delayed.packets.total, bytes: delayed.bytes },
    };
  },
});
