// delayed-segment: what was left of an earlier connection on these addresses arrived in this one.
import { COLD, SYN_ACKS } from "../../track/connection-layout.ts";
import { COPY, OUT_OF_ORDER, RETRANSMISSION, SYN_ACK_RETRY } from "../../track/segment-facts.ts";
import { defineDetector } from "../detector.ts";
import type { Story } from "../story.ts";

export const delayedSegment = defineDetector({
  id: "delayed-segment",
  severity: "warning",
  summary: "A segment of an earlier connection on the same addresses arrived in this one",
  reference: "RFC 9293 §3.4.3",
  wakesOn: { facts: RETRANSMISSION | OUT_OF_ORDER },

  judge(story) {
    if (isRenumbered(story)) return null;
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

/** Captured on both sides of a firewall that changes the numbers: then the SYN-ACK comes twice, once with each. */
function isRenumbered(story: Story): boolean {
  const synAcks = story.view.endpointWord(story.server, COLD + SYN_ACKS);
  return synAcks > 1 && (story.facts & (SYN_ACK_RETRY | COPY)) === 0;
}
