// Both ends opened at once (RFC 9293 §3.5, figure 7), or one socket met itself.
import { SIMULTANEOUS_OPEN } from "../../track/connection-layout.ts";
import { defineDetector } from "../detector.ts";

export const simultaneousOpen = defineDetector({
  id: "simultaneous-open",
  severity: "info",
  summary: "Both ends sent a SYN, and neither was the answer to the other",
  reference: "RFC 9293 §3.5",
  wakesOn: { flags: SIMULTANEOUS_OPEN },
  judge(story) {
    if (story.opening !== "simultaneous") return null;
    const { client, server } = story;
    return {
      endpoint: null,
      packets: [story.synPacket(client), story.synPacket(server)],
      figures: { apartSeconds: Math.abs(story.synTime(client) - story.synTime(server)) / 1e9 },
    };
  },
});
