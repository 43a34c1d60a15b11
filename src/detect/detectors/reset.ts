// reset: an RST ended an open connection. Why is inference from what its sender had done before and
// what it answers; who sent it is in doubt where the time to live is another end's.
import { ACK } from "../../decode/segment.ts";
import {
  COLD,
  FIN_END,
  FIN_SEEN,
  HIGHEST_ACKNOWLEDGEMENT,
  LAST_HAD_ACK,
  LAST_SEGMENT_TIME,
  NEXT,
  SENT_ACK,
} from "../../track/connection-layout.ts";
import {
  type LogEntry,
  RESET_AFTER_OWN_PAYLOAD,
  RESET_AFTER_PAYLOAD,
  RESET_MEETS_FIN,
  RESET_MEETS_PAYLOAD,
} from "../../track/lifecycle-log.ts";
import { COPY_NANOS } from "../../track/repeats.ts";
import { isAtOrBefore, isBefore } from "../../track/sequence.ts";
import { bytesBehindFin, lastNewTime } from "../after-fin.ts";
import { defineDetector } from "../detector.ts";
import { doubtOf } from "../doubt.ts";
import type { ResetCause } from "../figures.ts";
import { finRetriesOf, isFinAcknowledged } from "../fin-retries.ts";
import { isFromElsewhere, isPrompt, payloadOf, resetThatCounts } from "../logged-resets.ts";
import type { Story } from "../story.ts";

export const reset = defineDetector({
  id: "reset",
  severity: "warning",
  summary: "An RST ended the connection instead of FINs",
  reference: "RFC 9293 §3.10.7.4",
  wakesOn: { verdicts: ["reset"] },
  yieldsTo: ["peer-lost-state", "keepalive-failure"],

  judge(story) {
    if (story.verdict !== "reset") return null;
    const { view } = story;
    const sender = view.resetBy;
    const receiver = story.peerOf(sender);
    const entry = resetThatCounts(story);
    const finFirst = hadClosed(story, sender);
    return {
      endpoint: sender,
      severity: finFirst && bytesBehindFin(story, sender) === 0 ? "info" : "warning",
      packets: [
        finFirst ? story.finPacket(sender) : 0,
        entry === null ? 0 : story.packetOf(entry.packetBefore),
        story.rstPacket,
      ],
      figures: {
        cause: entry === null ? null : causeOf(story, sender, entry),
        afterSeconds: Math.max(0, (story.rstTime - story.firstTime) / 1e9),
        sentBytes: payloadOf(story, sender),
        receivedBytes: payloadOf(story, receiver),
        timeToLive: entry?.timeToLive ?? null,
        usualTimeToLive: story.timeToLive(sender),
        doubt: doubtOf(story),
      },
    };
  },
});

/** Whether the RST's sender had sent its FIN before. */
function hadClosed(story: Story, sender: number): boolean {
  return story.view.knows(sender, FIN_SEEN) && story.finPacket(sender) < story.rstPacket;
}

function causeOf(story: Story, sender: number, entry: LogEntry): ResetCause | null {
  if (isFromElsewhere(story, sender, entry.timeToLive) || goesOn(story, entry)) return "middlebox";
  const { marks } = entry;
  if (hadClosed(story, sender) && isPrompt(story, entry)) {
    if ((marks & RESET_MEETS_PAYLOAD) !== 0) return "data-after-close";
    // Data that a FIN follows at once are what is answered first.
    if ((marks & RESET_MEETS_FIN) !== 0 && !hadTakenFin(story, sender))
      return bytesBehindFin(story, sender) > 0 ? "data-after-close" : "late-fin";
  }
  // It gave up.
  if (finRetriesOf(story, sender).length > 0 && !isFinAcknowledged(story, sender)) return null;
  if (isRejection(story, sender)) return "handshake-rejected";
  if ((entry.flags & ACK) === 0) return null;
  // Where nothing came from the other end there is nothing that could be unread.
  const theirsWasLast = (marks & RESET_AFTER_PAYLOAD) !== 0 && (marks & RESET_AFTER_OWN_PAYLOAD) === 0;
  return theirsWasLast ? "abort-or-unread-data" : "application-abort";
}

/** Whether it had acknowledged the other end's FIN before. */
function hadTakenFin(story: Story, sender: number): boolean {
  const { view } = story;
  const fin = view.endpointWord(story.peerOf(sender), COLD + FIN_END);
  return isAtOrBefore(fin, view.endpointWord(sender, HIGHEST_ACKNOWLEDGEMENT));
}

/** Whether the end in whose name the RST came sent something else afterwards. */
function goesOn(story: Story, { endpoint, time, first }: LogEntry): boolean {
  const { view } = story;
  if (lastNewTime(story, endpoint) > time && isBefore(first, view.endpointWord(endpoint, NEXT))) return true;
  const last = view.endpointDouble(endpoint, LAST_SEGMENT_TIME);
  return view.knows(endpoint, LAST_HAD_ACK) && last - time > COPY_NANOS;
}

/** A server that had sent nothing but SYN-ACKs turned the client away. */
function isRejection(story: Story, sender: number): boolean {
  return (
    sender === story.server &&
    story.ackPacket !== 0 &&
    !story.view.knows(sender, SENT_ACK) &&
    story.rstTime - story.handshakeTime <= story.prompt
  );
}
