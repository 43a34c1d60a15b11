// peer-lost-state: an end knows nothing of a connection that the other one holds open. It shows by the
// RST of a host without such a connection (RFC 9293 §3.5.2), or by a SYN that meets the old one (§3.5.1).
import { ACK } from "../../decode/segment.ts";
import { COLD, FIN_SEEN, ISN, SENT_ACK, SENT_SYN, SYN_PAYLOAD } from "../../track/connection-layout.ts";
import {
  LOGGED_ACK_OF_OLDER,
  LOGGED_RST,
  LOGGED_STRAY_SYN,
  type LogEntry,
  RESET_ANSWERS,
} from "../../track/lifecycle-log.ts";
import { ACK_OF_OLDER, RST_ACCEPTED, RST_NOT_ACCEPTED } from "../../track/segment-facts.ts";
import { isBehindSyn } from "../../track/sequence.ts";
import { SYN_SENT } from "../../track/tcp-state-machine.ts";
import { defineDetector, type Judgement } from "../detector.ts";
import { isFromElsewhere, isPrompt, resetThatCounts, timeBefore } from "../logged-resets.ts";
import type { Story } from "../story.ts";

type Lost = Judgement<"peer-lost-state">;

export const peerLostState = defineDetector({
  id: "peer-lost-state",
  severity: "error",
  summary: "One end no longer knows a connection that the other end holds open",
  reference: "RFC 9293 §3.5.1",
  wakesOn: { facts: RST_ACCEPTED | RST_NOT_ACCEPTED | ACK_OF_OLDER },

  judge(story) {
    return synMetOldConnection(story) ?? resetAnswersSegment(story) ?? ackAnswersSyn(story);
  },
});

/** An ordinary segment is answered as by a host that has no such connection. */
function resetAnswersSegment(story: Story): Lost | null {
  const reset = resetThatCounts(story);
  if (reset === null || !isOfNoConnection(story, reset)) return null;
  return {
    endpoint: reset.endpoint,
    packets: [story.packetOf(reset.packetBefore), story.packetOf(reset.packet)],
    figures: { how: "rst-answers-segment", afterSeconds: reset.microsSincePeer / 1e6 },
  };
}

/** Half-open discovery: SYN, ACK with old numbers, RST (RFC 9293 figure 9). */
function synMetOldConnection(story: Story): Lost | null {
  const reset = resetThatCounts(story);
  if (reset === null || !isOfNoConnection(story, reset)) return null;
  const asked = timeBefore(reset);
  const syn = story
    .entriesOf(LOGGED_STRAY_SYN, reset.endpoint)
    .findLast(({ time }) => time <= asked && asked - time <= story.prompt);
  if (syn === undefined) return null;
  return {
    endpoint: reset.endpoint,
    packets: [syn, reset].map(({ packet }) => story.packetOf(packet)).concat(before(story, reset)),
    figures: { how: "syn-met-old-connection", afterSeconds: (asked - syn.time) / 1e9 },
  };
}

/** RST without ACK, its number taken from the segment that it promptly answers, of an end that was open. */
function isOfNoConnection(story: Story, reset: LogEntry): boolean {
  const { view } = story;
  const sender = reset.endpoint;
  if ((reset.flags & ACK) !== 0 || (reset.marks & RESET_ANSWERS) === 0) return false;
  if (!isPrompt(story, reset) || isFromElsewhere(story, sender, reset.timeToLive)) return false;
  return view.knows(sender, SENT_ACK) && !view.knows(sender, FIN_SEEN) && story.verdict === "reset";
}

/** The SYN was answered by an end that still holds an older connection, of which the capture has nothing. */
function ackAnswersSyn(story: Story): Lost | null {
  const { view } = story;
  const opener = [0, 1].find((end) => view.knows(end, SENT_SYN));
  if (opener === undefined) return null;
  const rejected = story.entriesOf(LOGGED_RST, opener).find((entry) => isRejection(story, opener, entry));
  if (rejected !== undefined) {
    const asked = timeBefore(rejected);
    return {
      endpoint: opener,
      packets: [story.synPacket(opener), before(story, rejected), story.packetOf(rejected.packet)],
      figures: { how: "ack-answers-syn", afterSeconds: Math.max(0, (asked - story.synTime(opener)) / 1e9) },
    };
  }
  const [held] = story.entriesOf(LOGGED_ACK_OF_OLDER, story.peerOf(opener));
  if (held === undefined || !isUnansweredBy(story, held)) return null;
  return {
    endpoint: opener,
    packets: [story.synPacket(opener), story.packetOf(held.packet)],
    figures: {
      how: "ack-answers-syn",
      afterSeconds: Math.max(0, (held.time - story.synTime(opener)) / 1e9),
    },
  };
}

/** What a capture of the rest shows to be open without a SYN-ACK may have lost that one, and more. */
function isUnansweredBy(story: Story, held: LogEntry): boolean {
  const { server, verdict } = story;
  if (story.synPacket(server) !== 0) return story.synTime(server) > held.time;
  return verdict === "connecting" || verdict === "unanswered";
}

/** The SYN's sender rejects an ACK of numbers that it never used. */
function isRejection(story: Story, opener: number, entry: LogEntry): boolean {
  const { view } = story;
  const holder = story.peerOf(opener);
  return (
    entry.states[0] === SYN_SENT &&
    (entry.flags & ACK) === 0 &&
    (entry.marks & RESET_ANSWERS) !== 0 &&
    view.knows(holder, SENT_ACK) &&
    !belongsToSyn(story, opener, entry.first)
  );
}

/** Whether it is the SYN's number or the one behind it. */
function belongsToSyn(story: Story, opener: number, number: number): boolean {
  const isn = story.view.endpointWord(opener, COLD + ISN);
  return number === isn || isBehindSyn(number, isn, story.view.endpointWord(opener, COLD + SYN_PAYLOAD));
}

function before(story: Story, entry: LogEntry): number {
  return story.packetOf(entry.packetBefore);
}
