// The SYN carried payload, and the SYN-ACK acknowledged it.
import { COLD, FAST_OPEN, ISN, SYN_ACKNOWLEDGED } from "../../track/connection-layout.ts";
import { defineDetector } from "../detector.ts";

export const fastOpen = defineDetector({
  id: "fast-open",
  severity: "info",
  summary: "The SYN carried data, and the server took them before the handshake was complete",
  reference: "RFC 7413 §4.2",
  wakesOn: { flags: FAST_OPEN },
  judge(story) {
    if (story.opening !== "fast-open") return null;
    const { client, server, view } = story;
    const first = view.endpointWord(client, COLD + ISN) + 1;
    return {
      endpoint: client,
      packets: [story.synPacket(client), story.synPacket(server)],
      // The SYN-ACK may take less than the SYN carried.
      figures: { payloadBytes: (view.word(SYN_ACKNOWLEDGED) - first) | 0 },
    };
  },
});
