// A connection that one end closed and the other did not, for longer than the user allows.
import {
  COLD,
  FIN_ACKNOWLEDGED,
  FIN_ACKNOWLEDGEMENT,
  FIN_SEEN,
  HIGHEST_ACKNOWLEDGEMENT,
  NEXT,
  PEER_NEXT_AT_FIN,
  SENT_PAYLOAD,
  SEQUENCE_KNOWN,
  TOLD_BY_KERNEL,
} from "../track/connection-layout.ts";
import { isBefore } from "../track/sequence.ts";
import { isLossy } from "./doubt.ts";
import type { Story } from "./story.ts";

export interface StuckHalfClosed {
  /** Who closed, and who did not. */
  readonly closer: number;
  readonly holder: number;
  /** How long the other end has been in CLOSE_WAIT. */
  readonly seconds: number;
}

/** Null where it is not so, not for long enough, or where the capture cannot know. */
export function stuckHalfClosed(story: Story): StuckHalfClosed | null {
  const { view } = story;
  // What the kernel has told needs no packets.
  const isTold = view.has(TOLD_BY_KERNEL);
  if (story.verdict !== "half-closed" || (story.directions !== "both" && !isTold)) return null;
  const closer = view.knows(0, FIN_SEEN) ? 0 : 1;
  const holder = story.peerOf(closer);
  if (!view.knows(closer, FIN_ACKNOWLEDGED) || story.state(holder) !== "CLOSE_WAIT") return null;
  // The other FIN may be older than the capture.
  if (story.opening === "unseen" && !isTold && !view.knows(holder, SENT_PAYLOAD)) return null;
  if (mayHaveClosed(story, closer, holder)) return null;
  const seconds = (story.now - story.stateSince(holder)) / 1e9;
  return seconds > story.options.closeWaitAge ? { closer, holder, seconds } : null;
}

/** The closer acknowledged more than was captured of the holder: its FIN may have been among that. */
function mayHaveClosed(story: Story, closer: number, holder: number): boolean {
  const { view } = story;
  const next = view.endpointWord(holder, NEXT);
  const atFin = view.word(PEER_NEXT_AT_FIN + closer);
  return (
    isLossy(story, holder) ||
    (view.knows(holder, SEQUENCE_KNOWN) &&
      isBefore(next, view.endpointWord(closer, HIGHEST_ACKNOWLEDGEMENT))) ||
    (atFin !== 0 && isBefore(atFin, view.endpointWord(closer, COLD + FIN_ACKNOWLEDGEMENT)))
  );
}
