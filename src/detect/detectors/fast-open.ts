// The SYN carried payload, and the SYN-ACK acknowledged it.
import { COLD, FAST_OPEN, SYN_PAYLOAD } from "../../track/connection-layout.ts";
import { defineDetector } from "../detector.ts";

export const fastOpen = defineDetector({
  id: "fast-open",
  severity: "info",
  summary: "The SYN carried data, and the server took them before the handshake was complete",
  reference: "RFC 7413 §4.2",
  wakesOn: { flags: FAST_OPEN },
  judge(story) {
    if (story.opening !== "fast-open") return null;
    const { client, server } = story;
    return {
      endpoint: client,
      packets: [story.synPacket(client), story.synPacket(server)],
      figures: { payloadBytes: story.view.endpointWord(client, COLD + SYN_PAYLOAD) },
    };
  },
});
