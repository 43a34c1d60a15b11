// What an end sent after the other one's FIN, by the numbers.
import {
  COLD,
  FIN_ACKNOWLEDGEMENT,
  FIN_END,
  FIN_SEEN,
  HIGHEST_ACKNOWLEDGEMENT,
  NEXT,
  NEXT_TIME,
  PEER_NEXT_AT_FIN,
  SEQUENCE_KNOWN,
} from "../track/connection-layout.ts";
import { distance, isBefore } from "../track/sequence.ts";
import type { Story } from "./story.ts";

/** New bytes of the other end that were captured behind the FIN of `closer`, and not acknowledged by it. */
export function bytesAfterFin(story: Story, closer: number): number {
  const { view } = story;
  const captured = view.word(PEER_NEXT_AT_FIN + closer);
  const received = view.endpointWord(closer, COLD + FIN_ACKNOWLEDGEMENT);
  // Nothing of the sender was captured before the FIN, or less than what had arrived.
  const from = captured === 0 || isBefore(captured, received) ? received : captured;
  return bytesFrom(story, story.peerOf(closer), from);
}

/** How many of those its receiver acknowledged. */
export function bytesReceivedAfterFin(story: Story, closer: number): number {
  const { view } = story;
  const sender = story.peerOf(closer);
  const bytes = bytesAfterFin(story, closer);
  const next = dataEnd(story, sender);
  const missing = distance(view.endpointWord(closer, HIGHEST_ACKNOWLEDGEMENT), next);
  return Math.max(0, bytes - Math.max(0, missing));
}

/** New bytes that `closer` had not yet received when it sent its FIN, wherever they were captured. */
export function bytesBehindFin(story: Story, closer: number): number {
  const received = story.view.endpointWord(closer, COLD + FIN_ACKNOWLEDGEMENT);
  return bytesFrom(story, story.peerOf(closer), received);
}

/** When the endpoint last sent new bytes or its FIN. */
export function lastNewTime(story: Story, endpoint: number): number {
  return story.view.endpointDouble(endpoint, NEXT_TIME);
}

function bytesFrom(story: Story, sender: number, from: number): number {
  const { view } = story;
  if (!view.knows(sender, SEQUENCE_KNOWN)) return 0;
  const next = dataEnd(story, sender);
  return isBefore(next, from) ? 0 : distance(from, next) >>> 0;
}

/** Number after the last byte that the endpoint sent, its FIN left out. */
function dataEnd(story: Story, endpoint: number): number {
  const { view } = story;
  const next = view.endpointWord(endpoint, NEXT);
  const ended = view.knows(endpoint, FIN_SEEN) && view.endpointWord(endpoint, COLD + FIN_END) === next;
  return ended ? (next - 1) | 0 : next;
}
