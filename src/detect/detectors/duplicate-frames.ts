// duplicate-frames: the capture took frames twice that the network carried once.
import { defineSubjectDetector } from "../detector.ts";
import { aboutCapture } from "../subjects/capture-subject.ts";

const LEAST_COPIES = 3;
const LEAST_SHARE = 0.05;

export const duplicateFrames = defineSubjectDetector({
  id: "duplicate-frames",
  severity: "warning",
  summary: "Many TCP packets are copies of frames that were captured just before",
  reference: "RFC 6864 §4",

  judgeAll({ capture }) {
    const copies = capture.copies.total + capture.plainCopies;
    const share = copies / capture.tcpPackets;
    if (copies < LEAST_COPIES || share < LEAST_SHARE) return [];
    const finding = { ...aboutCapture(capture.copies, copies), figures: { copies, share } };
    // Who captures in several places asked for it.
    return [capture.inSeveralPlaces ? { ...finding, severity: "info" } : finding];
  },
});
