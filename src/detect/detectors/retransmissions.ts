// retransmissions: an end had to send much of its data again, or one segment again and again.
import { ACK_KNOWN, HIGHEST_ACKNOWLEDGEMENT, LAST_SEGMENT_TIME } from "../../track/connection-layout.ts";
import { RETRANSMISSION } from "../../track/segment-facts.ts";
import { isAtOrBefore } from "../../track/sequence.ts";
import { defineDetector, type Judgement } from "../detector.ts";
import type { Story } from "../story.ts";
import type { HeadSegment, RetransmittedData } from "../watch/retransmitted-data.ts";

const LEAST_SEGMENTS = 3;
const LEAST_SHARE = 0.02;
/** So often by timer, and never acknowledged. */
const LEAST_RETRIES = 3;

export const retransmissions = defineDetector({
  id: "retransmissions",
  severity: "warning",
  summary: "An end sent much of its data again, or one segment again and again",
  reference: "RFC 6298 §5",
  wakesOn: { facts: RETRANSMISSION },

  judge(story) {
    const found = [0, 1].flatMap((endpoint) => {
      const data = story.watches.retransmissions.of(story.handle, endpoint);
      const judged = data === null ? null : judgeEnd(story, endpoint, data);
      return judged === null ? [] : [judged];
    });
    const worst = (a: Judgement<"retransmissions">, b: Judgement<"retransmissions">): number =>
      Number(b.figures.neverAcknowledged) - Number(a.figures.neverAcknowledged) ||
      b.figures.retransmitted - a.figures.retransmitted;
    return found.sort(worst)[0] ?? null;
  },
});

function judgeEnd(
  story: Story,
  endpoint: number,
  data: RetransmittedData,
): Judgement<"retransmissions"> | null {
  const dataSegments = Math.max(story.dataSegments(endpoint), data.segments);
  const share = data.segments / dataSegments;
  const lost = isNeverAcknowledged(story, endpoint, data.head) ? data.head : null;
  if (lost === null && (data.segments < LEAST_SEGMENTS || share < LEAST_SHARE)) return null;
  const evidence = lost === null ? data.packets : lost.packets;
  const first = lost?.times[0] as number;
  return {
    endpoint,
    packets: evidence.first,
    packetsTotal: evidence.total,
    figures: {
      retransmitted: data.segments,
      dataSegments,
      share,
      neverAcknowledged: lost !== null,
      peerHeard: lost === null ? null : isHeard(story, endpoint, lost),
      tries: lost === null ? null : lost.retries + 1,
      offsetsSeconds: lost?.isFirstKnown ? lost.times.map((time) => (time - first) / 1e9) : null,
    },
  };
}

/** The other end was seen acknowledging, and has not gone beyond this segment since. */
function isNeverAcknowledged(story: Story, endpoint: number, head: HeadSegment | null): boolean {
  if (head === null || head.retries < LEAST_RETRIES) return false;
  const peer = story.peerOf(endpoint);
  if (!story.view.knows(peer, ACK_KNOWN) || story.directions !== "both") return false;
  return isAtOrBefore(story.view.endpointWord(peer, HIGHEST_ACKNOWLEDGEMENT), head.sequence);
}

/** The other end sent something when this segment had already come again: it and the path are there. */
function isHeard(story: Story, endpoint: number, head: HeadSegment): boolean {
  const firstRetry = head.times[head.isFirstKnown ? 1 : 0] as number;
  const peer = story.peerOf(endpoint);
  return peer !== endpoint && story.view.endpointDouble(peer, LAST_SEGMENT_TIME) > firstRetry;
}
