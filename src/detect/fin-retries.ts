// How often, and when, an end sent its FIN again by timer. A copy with a higher acknowledgement than the
// one before it is an answer, and no retry (SEMANTICS §1, retry or copy); it is not logged as one.
import { FIN_ACKNOWLEDGED, FINS } from "../track/connection-layout.ts";
import { LOGGED_FIN_RETRY, type LogEntry } from "../track/lifecycle-log.ts";
import type { Retries } from "./figures.ts";
import { offsetsOf } from "./retries.ts";
import { scheduleOf } from "./retry-schedules.ts";
import type { Story } from "./story.ts";

/** The retries of the endpoint's FIN, as they are logged. */
export function finRetriesOf(story: Story, endpoint: number): LogEntry[] {
  return story.entriesOf(LOGGED_FIN_RETRY, endpoint);
}

export function retriesInFigures(story: Story, endpoint: number, retries: readonly LogEntry[]): Retries {
  const first = story.finTime(endpoint);
  const offsetsSeconds = offsetsOf(first, retries);
  // What was left out may be other segments; the counter counts copies of frames too.
  const leftOut = story.entriesLeftOut;
  const counted = story.view.word(FINS + endpoint) >>> 0;
  const silent = !isFinAcknowledged(story, endpoint) && !story.view.isReset;
  const tries = {
    what: "fin",
    offsets: offsetsSeconds,
    elapsed: silent ? (story.now - first) / 1e9 : null,
    timeToLive: story.timeToLive(endpoint),
  } as const;
  return {
    offsetsSeconds,
    tries: leftOut === 0 ? offsetsSeconds.length : Math.min(offsetsSeconds.length + leftOut, counted),
    schedule: leftOut === 0 ? scheduleOf(tries) : null,
  };
}

/** Whether its FIN is acknowledged, and was not sent again since. */
export function isFinAcknowledged(story: Story, endpoint: number): boolean {
  return story.view.knows(endpoint, FIN_ACKNOWLEDGED);
}
