// time-wait-reuse: a new connection on addresses of which an end was still in TIME_WAIT.
import { SENT_SYN_ACK } from "../../track/connection-layout.ts";
import {
  ALLOWED_BY_SEQUENCE,
  ALLOWED_BY_TIMESTAMP,
  LOGGED_TIME_WAIT_REUSE,
} from "../../track/lifecycle-log.ts";
import { ADDRESSES_REUSED } from "../../track/segment-facts.ts";
import { defineDetector } from "../detector.ts";

export const timeWaitReuse = defineDetector({
  id: "time-wait-reuse",
  severity: "info",
  summary: "The same addresses and ports were used again while TIME_WAIT still lasted",
  reference: "RFC 9293 §3.10.7.4",
  wakesOn: { facts: ADDRESSES_REUSED },

  judge(story) {
    const [reuse] = story.entriesOf(LOGGED_TIME_WAIT_REUSE);
    if (reuse === undefined) return null;
    const opener = reuse.endpoint;
    const waiting = story.peerOf(opener);
    if (!story.view.knows(waiting, SENT_SYN_ACK)) return null;
    return {
      endpoint: opener,
      packets: [story.synPacket(opener), story.synPacket(waiting)],
      figures: {
        afterSeconds: Math.max(0, (reuse.time - reuse.extra) / 1e9),
        allowedBy:
          reuse.second === ALLOWED_BY_TIMESTAMP
            ? "timestamp"
            : reuse.second === ALLOWED_BY_SEQUENCE
              ? "sequence"
              : null,
        previous: reuse.first >>> 0,
      },
    };
  },
});
