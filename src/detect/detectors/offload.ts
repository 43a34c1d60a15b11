// offload: segments larger than the wire carries, because the card cuts and joins them.
import { defineSubjectDetector } from "../detector.ts";
import { aboutCapture } from "../subjects/capture-subject.ts";
import { EvidencePackets } from "../watch/evidence-packets.ts";

export const offload = defineSubjectDetector({
  id: "offload",
  severity: "info",
  summary: "Segments are larger than the wire carries: the network card cuts and joins them",
  reference: "RFC 9293 §3.7.1",

  judgeAll({ capture }) {
    const { large, lengthZero, largestBytes, mssBytes } = capture;
    if (large.total + lengthZero.total === 0) return [];
    const evidence = new EvidencePackets();
    evidence.addAll(large);
    evidence.addAll(lengthZero);
    return [
      {
        ...aboutCapture(evidence),
        figures: {
          segments: large.total,
          largestBytes,
          mssBytes: mssBytes > 0 ? mssBytes : null,
          lengthZero: lengthZero.total,
        },
      },
    ];
  },
});
