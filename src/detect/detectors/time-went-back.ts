// time-went-back: packets whose time is before that of earlier ones on the same interface.
import { defineSubjectDetector } from "../detector.ts";
import { aboutCapture } from "../subjects/capture-subject.ts";

export const timeWentBack = defineSubjectDetector({
  id: "time-went-back",
  severity: "warning",
  summary: "Packets are earlier than those captured before them on the same interface",
  reference: "RFC 5905 §11",

  judgeAll({ capture }) {
    const { wentBack, mostBackNanos } = capture;
    if (wentBack.total === 0) return [];
    return [
      {
        ...aboutCapture(wentBack),
        figures: { count: wentBack.total, mostSeconds: mostBackNanos / 1e9 },
      },
    ];
  },
});
