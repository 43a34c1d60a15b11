// An RST ended the handshake before it was complete: a scan, a client that changed its mind, a server
// that took its answer back.
import { SENT_SYN_ACK } from "../../track/connection-layout.ts";
import { defineDetector } from "../detector.ts";

export const handshakeAborted = defineDetector({
  id: "handshake-aborted",
  severity: "warning",
  summary: "An RST ended the handshake before it was complete",
  reference: "RFC 9293 §3.5.3",
  wakesOn: { verdicts: ["aborted"] },
  yieldsTo: ["stale-syn", "port-scan"],
  judge(story) {
    const { client, server, rstTime, view } = story;
    if (!view.sawSyn) return null;
    const answered = view.knows(server, SENT_SYN_ACK) && story.synTime(server) <= rstTime;
    const since = answered ? server : client;
    const last = story.lastSynTime(since);
    return {
      endpoint: view.resetBy,
      packets: [story.synPacket(client), story.synPacket(server), story.rstPacket],
      figures: {
        afterSeconds: Math.max(0, rstTime - (last <= rstTime ? last : story.synTime(since))) / 1e9,
        answered,
      },
    };
  },
});
