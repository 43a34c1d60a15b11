// The capture as what a finding is about.
import type { SubjectJudgement } from "../detector.ts";
import type { EvidencePackets } from "../watch/evidence-packets.ts";

type AboutCapture = Pick<
  SubjectJudgement,
  "endpoint" | "subject" | "connections" | "packets" | "packetsTotal"
>;

/** What all judgements about the capture have in common: nobody's doing, no connection in particular. */
export function aboutCapture(evidence: EvidencePackets, packetsTotal = evidence.total): AboutCapture {
  return {
    endpoint: null,
    subject: { kind: "capture", ip: null, port: null },
    connections: [],
    packets: evidence.first,
    packetsTotal,
  };
}
