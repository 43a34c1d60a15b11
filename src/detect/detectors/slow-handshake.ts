// slow-handshake: it took much longer than the earlier ones between the same client and service.
import { ACK_RTT, MARKED, SYN_RTT } from "../../track/connection-layout.ts";
import { defineDetector } from "../detector.ts";

export const slowHandshake = defineDetector({
  id: "slow-handshake",
  severity: "warning",
  summary: "The handshake took much longer than earlier ones to the same service",
  reference: "RFC 9293 §3.5",
  wakesOn: { flags: MARKED },

  judge(story) {
    const slow = story.subjects.population.slowHandshake(story.handle);
    if (slow === null) return null;
    const { client, server, view } = story;
    // Whoever took the larger part of it, seen from where the packets were captured.
    const answered = view.double(SYN_RTT) >= view.double(ACK_RTT);
    return {
      endpoint: answered ? server : client,
      packets: [story.synPacket(client), story.synPacket(server), story.ackPacket],
      figures: {
        handshakeSeconds: slow.nanos / 1e9,
        medianSeconds: slow.medianNanos / 1e9,
        comparedWith: slow.comparedWith,
      },
    };
  },
});
