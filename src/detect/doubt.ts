// Why a claim about a connection is lower than it might be (SEMANTICS §3).
import type { Doubt } from "./figures.ts";
import type { Story } from "./story.ts";

export function doubtOf(story: Story): Doubt {
  if (story.directions !== "both") return "one-sided";
  if (story.opening === "unseen") return "mid-stream";
  const { capture } = story.subjects;
  if (capture.isLossyBetween(story.firstTime, story.now)) return "lossy";
  return isLossy(story, 0) || isLossy(story, 1) ? "lossy" : null;
}

/** Whether bytes that the endpoint sent are missing from the capture. */
export function isLossy(story: Story, endpoint: number): boolean {
  return story.watches.missingBytes.of(story.handle, endpoint, story.now) !== null;
}
