// The SYN had to be sent again before its first answer came. What an RST, an ICMP error or a challenge
// ACK provoked is another story.
import {
  LOGGED_ACK_OF_OLDER,
  LOGGED_DISCOVERY,
  LOGGED_ICMP,
  LOGGED_RST,
  RESET_ACCEPTED,
} from "../../track/lifecycle-log.ts";
import { SYN_RETRY } from "../../track/segment-facts.ts";
import { defineDetector } from "../detector.ts";
import type { Figures } from "../figures.ts";
import { figuresOfSyns, synRetries } from "../retries.ts";
import type { Story } from "../story.ts";

interface Answer {
  readonly answer: Figures["syn-retry"]["answer"];
  readonly time: number;
  /** 0: it was not captured. */
  readonly packet: number;
}

export const synRetry = defineDetector({
  id: "syn-retry",
  severity: "warning",
  summary: "The SYN was sent again before its first answer came",
  reference: "RFC 6298 §2",
  wakesOn: { facts: SYN_RETRY },
  judge(story) {
    const { client } = story;
    const first = firstAnswer(story);
    if (first === null) return null;
    const span = { before: Math.min(first.time, firstHindrance(story)), unanswered: false };
    const retries = synRetries(story, client, span);
    if (retries.length === 0) return null;
    return {
      endpoint: client,
      packets: [
        story.synPacket(client),
        ...retries.map(({ packet }) => story.packetOf(packet)),
        first.packet,
      ],
      figures: {
        ...figuresOfSyns(story, client, retries, span),
        answeredSeconds: Math.max(0, first.time - story.synTime(client)) / 1e9,
        answer: first.answer,
      },
    };
  },
});

function firstAnswer(story: Story): Answer | null {
  const { server } = story;
  const answers: Answer[] = story
    .entriesOf(LOGGED_RST, server)
    .filter(({ marks }) => (marks & RESET_ACCEPTED) !== 0)
    .map(({ time, packet }) => ({ answer: "rst", time, packet: story.packetOf(packet) }));
  if (story.synPacket(server) !== 0) {
    const answer = story.opening === "simultaneous" ? "syn" : "syn-ack";
    answers.push({ answer, time: story.synTime(server), packet: story.synPacket(server) });
  } else if (story.isHandshakeComplete) {
    // The SYN-ACK was not captured, but acknowledged.
    answers.push({ answer: "syn-ack", time: story.handshakeTime, packet: story.ackPacket });
  }
  return answers.toSorted((a, b) => a.time - b.time)[0] ?? null;
}

/** When something else than silence made the client try again. */
function firstHindrance(story: Story): number {
  const times = story.entries.map(({ kind, time, extra }) => {
    if (kind === LOGGED_RST || kind === LOGGED_ICMP || kind === LOGGED_ACK_OF_OLDER) return time;
    return kind === LOGGED_DISCOVERY ? extra : Number.POSITIVE_INFINITY;
  });
  return Math.min(...times);
}
