// truncated-packets: the capture kept only the beginning of packets.
import { defineSubjectDetector } from "../detector.ts";
import { aboutCapture } from "../subjects/capture-subject.ts";

export const truncatedPackets = defineSubjectDetector({
  id: "truncated-packets",
  severity: "info",
  summary: "TCP packets were cut short in capturing",
  reference: "RFC 9293 §3.1",

  judgeAll({ capture }) {
    const { truncated, mostKept, snapLength } = capture;
    if (truncated.total === 0) return [];
    // Shorter than the interface's limit: something else cut them.
    const cutThere = snapLength > 0 && mostKept === snapLength;
    return [
      {
        ...aboutCapture(truncated),
        figures: { count: truncated.total, snapLength: cutThere ? snapLength : null },
      },
    ];
  },
});
