// simultaneous-close: the FINs crossed (RFC 9293 §3.6, figure 13).
import { CROSSED_FINS } from "../../track/connection-layout.ts";
import { defineDetector } from "../detector.ts";

export const simultaneousClose = defineDetector({
  id: "simultaneous-close",
  severity: "info",
  summary: "Both ends closed at once: their FINs crossed",
  reference: "RFC 9293 §3.6",
  wakesOn: { flags: CROSSED_FINS },

  judge(story) {
    if (story.closing !== "simultaneous") return null;
    const { client, server } = story;
    return {
      endpoint: null,
      packets: [client, server].flatMap((end) => [story.finPacket(end), story.finAckPacket(end)]),
      figures: { apartSeconds: Math.abs(story.finTime(client) - story.finTime(server)) / 1e9 },
    };
  },
});
