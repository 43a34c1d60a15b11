// What the log says of an RST that several detectors ask: which one counts, whether it was an answer,
// whether it can be from whom it says.
import { PAYLOAD, RST_PACKET } from "../track/connection-layout.ts";
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

/** Bytes of payload that the endpoint sent, copies included. */
export function payloadOf(story: Story, endpoint: number): number {
  return story.view.endpointDouble(endpoint, PAYLOAD);
}
