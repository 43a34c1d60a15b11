// What was sent again, as figures: the tries of a SYN or SYN-ACK out of a connection's log, and the
// schedule that they follow.
import { COLD, SYN_ACKS, SYNS } from "../track/connection-layout.ts";
import { LOGGED_SYN_ACK_RETRY, LOGGED_SYN_RETRY, type LogEntry } from "../track/lifecycle-log.ts";
import type { Retries } from "./figures.ts";
import { scheduleOf } from "./retry-schedules.ts";
import type { Story } from "./story.ts";

/** Which tries, and what is known of the time after them. */
interface Span {
  /** Only tries before this moment (nanoseconds); default: all. */
  readonly before?: number;
  /** Nothing answered them by now, so that silence tells too. */
  readonly unanswered: boolean;
}

/** Retries of the SYN (or SYN-ACK) of `endpoint`, in their order. */
export function synRetries(story: Story, endpoint: number, span: Span): LogEntry[] {
  return retriesOf(story, LOGGED_SYN_RETRY, endpoint, span);
}

export function synAckRetries(story: Story, endpoint: number, span: Span): LogEntry[] {
  return retriesOf(story, LOGGED_SYN_ACK_RETRY, endpoint, span);
}

export function figuresOfSyns(story: Story, endpoint: number, retries: LogEntry[], span: Span): Retries {
  return figures(story, "syn", endpoint, retries, span);
}

export function figuresOfSynAcks(story: Story, endpoint: number, retries: LogEntry[], span: Span): Retries {
  return figures(story, "syn-ack", endpoint, retries, span);
}

/** Seconds of each try since the first. A clock that went back makes none of them earlier than the one before it. */
export function offsetsOf(first: number, retries: readonly LogEntry[]): number[] {
  let last = 0;
  return [
    0,
    ...retries.map(({ time }) => {
      last = Math.max(last, (time - first) / 1e9);
      return last;
    }),
  ];
}

function retriesOf(story: Story, kind: number, endpoint: number, span: Span): LogEntry[] {
  const before = span.before ?? Number.POSITIVE_INFINITY;
  return story.entriesOf(kind, endpoint).filter(({ time }) => time < before);
}

function figures(
  story: Story,
  what: "syn" | "syn-ack",
  endpoint: number,
  retries: readonly LogEntry[],
  span: Span,
): Retries {
  const first = story.synTime(endpoint);
  const offsetsSeconds = offsetsOf(first, retries);
  const leftOut = story.entriesLeftOut;
  // The log keeps the first and the last; the counter counts copies of frames too.
  const counted = story.view.endpointWord(endpoint, COLD + (what === "syn" ? SYNS : SYN_ACKS));
  const tries = leftOut === 0 ? offsetsSeconds.length : Math.min(offsetsSeconds.length + leftOut, counted);
  const elapsed = span.unanswered ? (story.now - first) / 1e9 : null;
  const timeToLive = story.timeToLive(endpoint);
  const schedule = leftOut === 0 ? scheduleOf({ what, offsets: offsetsSeconds, elapsed, timeToLive }) : null;
  return { offsetsSeconds, tries, schedule };
}
