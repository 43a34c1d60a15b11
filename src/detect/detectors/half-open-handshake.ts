// The server waits for the last ACK of the handshake, and tells so by its SYN-ACKs or by time.
import { defineDetector } from "../detector.ts";
import { figuresOfSynAcks, synAckRetries } from "../retries.ts";

const WAITED_NANOS = 3e9;

export const halfOpenHandshake = defineDetector({
  id: "half-open-handshake",
  severity: "warning",
  summary: "The last ACK of the handshake did not reach the server, or was not taken",
  reference: "RFC 9293 §3.5",
  wakesOn: { verdicts: ["half-open"] },
  yieldsTo: ["syn-flood", "accept-queue-overflow"],
  judge(story) {
    const { client, server, now } = story;
    const span = { unanswered: true };
    const retries = synAckRetries(story, server, span);
    if (retries.length === 0 && now - story.synTime(server) < WAITED_NANOS) return null;
    return {
      // A client that did acknowledge is not the one who is to blame.
      endpoint: story.isHandshakeComplete ? server : client,
      packets: [
        story.synPacket(client),
        story.synPacket(server),
        story.ackPacket,
        ...retries.map(({ packet }) => story.packetOf(packet)),
      ],
      figures: {
        ...figuresOfSynAcks(story, server, retries, span),
        waitedSeconds: (now - story.synTime(server)) / 1e9,
      },
    };
  },
});
