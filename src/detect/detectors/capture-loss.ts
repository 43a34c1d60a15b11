// capture-loss: what was acknowledged and never captured. Nobody's doing but the capture's.
import { ACKED_UNSEEN } from "../../track/segment-facts.ts";
import { defineDetector, defineSubjectDetector } from "../detector.ts";
import { aboutCapture } from "../subjects/capture-subject.ts";
import { EvidencePackets } from "../watch/evidence-packets.ts";

const METADATA = {
  id: "capture-loss",
  severity: "warning",
  summary: "An end acknowledged data that is not in the capture: packets are missing from it",
  reference: "RFC 9293 §3.4",
} as const;

export const captureLoss = defineDetector({
  ...METADATA,
  wakesOn: { facts: ACKED_UNSEEN },

  judge(story) {
    if (story.directions !== "both") return null;
    const missing = [0, 1].flatMap((endpoint) => {
      const of = story.watches.missingBytes.of(story.handle, endpoint, story.now);
      return of === null ? [] : [{ endpoint, of }];
    });
    const [one, other] = missing;
    if (one === undefined) return null;
    return {
      endpoint: null,
      packets: missing.flatMap(({ of }) => of.packets.first),
      packetsTotal: missing.reduce((sum, { of }) => sum + of.packets.total, 0),
      figures: {
        gaps: missing.reduce((sum, { of }) => sum + of.gaps, 0),
        bytes: missing.reduce((sum, { of }) => sum + of.bytes, 0),
        sentBy: other === undefined ? story.sideOf(one.endpoint) : "both",
      },
    };
  },
});

/** Live: the interfaces say that packets were lost, whosever they were. */
export const captureLossOfInterfaces = defineSubjectDetector({
  ...METADATA,

  judgeAll({ capture }) {
    const { droppedByKernel, droppedByInterface } = capture;
    if (droppedByKernel + droppedByInterface === 0) return [];
    const figures = { gaps: 0, bytes: 0, sentBy: "both", droppedByKernel, droppedByInterface } as const;
    return [{ ...aboutCapture(new EvidencePackets()), figures }];
  },
});
