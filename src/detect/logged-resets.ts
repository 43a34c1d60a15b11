// What the log says of an RST that several detectors ask: which one counts, whether it was an answer,
// whether it can be from whom it says.
import {
  COLD,
  FIN_SEEN,
  ISN,
  ISN_KNOWN,
  NEXT,
  PAYLOAD,
  RST_PACKET,
  SEQUENCE_KNOWN,
} from "../track/connection-layout.ts";
import { LOGGED_RST, type LogEntry } from "../track/lifecycle-log.ts";
import type { Story } from "./story.ts";

/** Routes change by a hop; two or more hops are another sender (SEMANTICS §3, reset). */
const OTHER_SENDER_HOPS = 2;

/** The RST that ended the connection, or null: none did, or the log has no more of it. */
export function resetThatCounts(story: Story): LogEntry | null {
  if (!story.view.isReset) return null;
  const packet = story.view.word(RST_PACKET);
  return story.entriesOf(LOGGED_RST, story.view.resetBy).find((entry) => entry.packet === packet) ?? null;
}

/** Whether it came promptly after the other end's last segment. */
export function isPrompt(story: Story, reset: LogEntry): boolean {
  return reset.microsSincePeer * 1e3 <= story.prompt;
}

/** When the other end's last segment before it came (exact where the RST was prompt). */
export function timeBefore(reset: LogEntry): number {
  return reset.time - reset.microsSincePeer * 1e3;
}

/** Whether its time to live is out of line with what else that end sent. */
export function isFromElsewhere(story: Story, endpoint: number, timeToLive: number): boolean {
  const usual = story.timeToLive(endpoint);
  return usual !== null && Math.abs(usual - timeToLive) >= OTHER_SENDER_HOPS;
}

/** Numbers come round again after twice as many. */
const HALF_OF_NUMBERS = 2 ** 31;

/** Bytes of payload that the endpoint sent, each once: what was counted may hold copies and repeats. */
export function payloadOf(story: Story, endpoint: number): number {
  const { view } = story;
  const counted = view.endpointDouble(endpoint, PAYLOAD);
  const numbered = view.knows(endpoint, ISN_KNOWN) && view.knows(endpoint, SEQUENCE_KNOWN);
  if (!numbered || counted >= HALF_OF_NUMBERS) return counted;
  const controls = view.knows(endpoint, FIN_SEEN) ? 2 : 1;
  const first = view.endpointWord(endpoint, COLD + ISN);
  const span = ((view.endpointWord(endpoint, NEXT) - first) | 0) - controls;
  return span < 0 ? counted : Math.min(counted, span);
}
