// Judgements in figures → findings of the contract, with their sentence in the language wanted.
import type { ConnectionDetector, Judgement, SubjectDetector, SubjectJudgement } from "../detect/detector.ts";
import type { Figures } from "../detect/figures.ts";
import { SEVERITY_RANK } from "../detect/finding.ts";
import type { Judged } from "../detect/run-detectors.ts";
import { endpointText } from "../record/address-text.ts";
import type { Finding, Severity, SubjectFinding } from "../record/connection-record.ts";
import type { Language } from "../words/language.ts";
import type { About, Sentence, Sentences } from "../words/sentence.ts";

/** Packet numbers that a finding shows. */
const MOST_PACKETS = 20;

/** Sentences are loaded only for the language that is spoken. */
export async function findingsTeller(language: Language): Promise<FindingsTeller> {
  const { SENTENCES } =
    language === "zh" ? await import("../words/zh/sentences.ts") : await import("../words/en/sentences.ts");
  return new FindingsTeller(SENTENCES);
}

export class FindingsTeller {
  private readonly sentences: Sentences;

  constructor(sentences: Sentences) {
    this.sentences = sentences;
  }

  /** Of one connection, the worst first. */
  tell(judged: readonly Judged[]): Finding[] {
    const findings = judged.map(({ detector, judgement, side, client, server }) => {
      const ends = { client: endpointText(client), server: endpointText(server) };
      const doer = side === null ? null : ends[side];
      const other = side === null ? null : side === "client" ? ends.server : ends.client;
      const about = { ...ends, doer, other, subject: null };
      return this.finding(detector, judgement, side, about);
    });
    return findings.sort((a, b) => SEVERITY_RANK[b.severity] - SEVERITY_RANK[a.severity]);
  }

  tellSubject(detector: SubjectDetector, judgement: SubjectJudgement): SubjectFinding {
    const { subject, connections, endpoint } = judgement;
    const { ip, port } = subject;
    const name = ip === null ? null : port === null ? ip : endpointText({ ip, port });
    const about = { client: "", server: "", doer: name, other: null, subject: name };
    const finding = this.finding(detector, judgement, endpoint, about);
    return { ...finding, subject: { ...subject }, connections: [...connections] };
  }

  private finding(
    detector: { readonly id: ConnectionDetector["id"]; readonly severity: Severity },
    judgement: Pick<Judgement, "packets" | "packetsTotal" | "severity" | "figures">,
    endpoint: Finding["endpoint"],
    about: About,
  ): Finding {
    const packets = [...new Set(judgement.packets)].filter((packet) => packet > 0).sort((a, b) => a - b);
    const sentence = this.sentences[detector.id] as Sentence<keyof Figures>;
    return {
      id: detector.id,
      severity: judgement.severity ?? detector.severity,
      endpoint,
      packets: packets.slice(0, MOST_PACKETS),
      packetsTotal: Math.max(judgement.packetsTotal ?? 0, packets.length),
      summary: sentence(judgement.figures as never, about),
      ...judgement.figures,
    };
  }
}
