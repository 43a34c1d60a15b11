// A connection that one end closed and the other did not, for longer than the user allows.
import { FIN_ACKNOWLEDGED, FIN_SEEN, SENT_PAYLOAD } from "../track/connection-layout.ts";
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
  if (story.verdict !== "half-closed" || story.directions !== "both") return null;
  const closer = view.knows(0, FIN_SEEN) ? 0 : 1;
  const holder = story.peerOf(closer);
  if (!view.knows(closer, FIN_ACKNOWLEDGED) || story.state(holder) !== "CLOSE_WAIT") return null;
  // The other FIN may be older than the capture.
  if (story.opening === "unseen" && !view.knows(holder, SENT_PAYLOAD)) return null;
  const seconds = (story.now - story.stateSince(holder)) / 1e9;
  return seconds > story.options.closeWaitAge ? { closer, holder, seconds } : null;
}
