// challenge-ack: a doubtful SYN or RST inside a connection was answered by an ACK that asks its sender
// to prove itself. Only where the provoking segment is in the capture.
import { RST_NOT_ACCEPTED, SYN_HELD, SYN_RETRY } from "../../track/segment-facts.ts";
import { defineDetector } from "../detector.ts";

export const challengeAck = defineDetector({
  id: "challenge-ack",
  severity: "info",
  summary: "A doubtful SYN or RST was answered by an ACK that asks its sender for proof",
  reference: "RFC 5961 §3",
  wakesOn: { facts: SYN_HELD | RST_NOT_ACCEPTED | SYN_RETRY },
  yieldsTo: ["peer-lost-state", "time-wait-assassination"],

  judge(story) {
    const challenged = story.watches.misfits
      .of(story.handle)
      .filter(
        (misfit) =>
          misfit.isBareAck &&
          (misfit.kind === "syn" || (misfit.isInWindow && misfit.isOpen)) &&
          misfit.answerTime - misfit.time <= story.prompt,
      );
    const first = challenged[0];
    if (first === undefined) return null;
    return {
      endpoint: first.sender,
      packets: challenged.flatMap(({ packet, answerPacket }) => [packet, answerPacket]),
      figures: {
        provokedBy: first.kind,
        afterSeconds: Math.max(0, (first.answerTime - first.time) / 1e9),
        // One ACK may answer several.
        times: new Set(challenged.map(({ answerPacket }) => answerPacket)).size,
      },
    };
  },
});
