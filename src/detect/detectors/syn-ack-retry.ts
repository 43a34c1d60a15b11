// The SYN-ACK was sent again by timer: the client's ACK did not come, or was not taken.
import { RETRIED_AFTER_PAYLOAD } from "../../track/lifecycle-log.ts";
import { SYN_ACK_RETRY } from "../../track/segment-facts.ts";
import { defineDetector } from "../detector.ts";
import { figuresOfSynAcks, synAckRetries } from "../retries.ts";
import type { Story } from "../story.ts";

/** A server that waits for data keeps silent as long before it repeats its SYN-ACK (TCP_DEFER_ACCEPT). */
const DEFERRED_NANOS = 4e9;

export const synAckRetry = defineDetector({
  id: "syn-ack-retry",
  severity: "warning",
  summary: "The SYN-ACK was sent again",
  reference: "RFC 9293 §3.8.1",
  wakesOn: { facts: SYN_ACK_RETRY },
  yieldsTo: ["half-open-handshake", "accept-queue-overflow", "syn-flood"],
  judge(story) {
    const { server } = story;
    const span = { unanswered: false };
    const retries = synAckRetries(story, server, span);
    const [first] = retries;
    if (first === undefined) return null;
    const afterAck = first.time - acknowledged(story);
    const isDeferred = afterAck > DEFERRED_NANOS && (first.marks & RETRIED_AFTER_PAYLOAD) === 0;
    return {
      endpoint: server,
      packets: [
        story.synPacket(server),
        story.ackPacket,
        ...retries.map(({ packet }) => story.packetOf(packet)),
      ],
      severity: isDeferred ? "info" : "warning",
      figures: {
        ...figuresOfSynAcks(story, server, retries, span),
        afterAckSeconds: afterAck >= 0 ? afterAck / 1e9 : null,
        deferredAcceptLikely: isDeferred,
        doubt: story.directions === "both" ? null : "one-sided",
      },
    };
  },
});

/** When the client's handshake ACK was captured; +∞: it was not. */
function acknowledged(story: Story): number {
  const isCaptured = story.isHandshakeComplete && story.directions === "both";
  return isCaptured ? story.handshakeTime : Number.POSITIVE_INFINITY;
}
