// What a text report opens with: what detectors found, a kind each, the worst first. Gathers in bounded
// memory while records stream by.
import { FINDING_IDS } from "../../detect/finding.ts";
import type { ConnectionRecord, Severity, SubjectFinding } from "../../record/connection-record.ts";
import { IdSet } from "../../record/id-set.ts";
import type { EngineResult } from "../../session/engine-options.ts";
import { formatCount } from "../../words/numbers.ts";
import type { ProblemWords } from "../../words/several.ts";
import { shellWords } from "./hints.ts";
import { IdSample, type Problem } from "./problem.ts";
import { ProblemKind } from "./problem-kind.ts";

const SHOWN_PACKETS = 5;

const SEVERITY_ORDER: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

interface Asked {
  readonly inputs: readonly string[];
  readonly narrowedBy?: readonly string[];
  /** The text of `--select`, null when everything is reported. */
  readonly selected: string | null;
}

export class Problems {
  readonly #asked: Asked;
  readonly #words: ProblemWords;
  /** By id and severity: a reset may be a problem or not. */
  readonly #kinds = new Map<string, ProblemKind>();
  readonly #harmless = new Map<string, number>();
  /** What is reported where not everything is; a finding about several connections must touch one of them. */
  readonly #reported: IdSet | null;

  constructor(asked: Asked, words: ProblemWords) {
    this.#asked = asked;
    this.#words = words;
    this.#reported = asked.selected === null ? null : new IdSet();
  }

  add(record: ConnectionRecord): void {
    this.#reported?.add(record.id);
    for (const finding of record.findings) {
      const { id, severity } = finding;
      if (severity === "info") {
        this.#harmless.set(id, (this.#harmless.get(id) ?? 0) + 1);
        continue;
      }
      const key = `${severity} ${id}`;
      const kind = this.#kinds.get(key);
      if (kind === undefined) this.#kinds.set(key, new ProblemKind(record, finding));
      else kind.add(record, finding);
    }
  }

  /** All problems: the worst first, of these those about services, hosts and the capture, then the most frequent. */
  list(result: EngineResult): Problem[] {
    const problems = [
      ...this.#subjects(result).map((finding) => this.#subjectProblem(finding)),
      ...[...this.#kinds.values()].map((kind) => this.#kindProblem(kind)),
    ];
    return problems.sort(
      (a, b) =>
        SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] ||
        Number(b.aboutSubject) - Number(a.aboutSubject) ||
        b.connections - a.connections ||
        placeOf(a.id) - placeOf(b.id),
    );
  }

  /** What was found and is no problem, as "half-close 3", in the order of a connection's life. */
  harmless(result: EngineResult): string[] {
    const counts = new Map(this.#harmless);
    for (const { id, severity } of this.#touching(result)) {
      if (severity === "info") counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return [...counts]
      .sort(([a], [b]) => placeOf(a) - placeOf(b))
      .map(([id, count]) => (count === 1 ? id : `${id} ${formatCount(count)}`));
  }

  #touching({ findings }: EngineResult): readonly SubjectFinding[] {
    const reported = this.#reported;
    if (reported === null) return findings;
    return findings.filter(({ connections }) => connections.some((id) => reported.has(id)));
  }

  #subjects(result: EngineResult): readonly SubjectFinding[] {
    return this.#touching(result).filter(({ severity }) => severity !== "info");
  }

  #subjectProblem(finding: SubjectFinding): Problem {
    const { id, severity, connections, packets, summary } = finding;
    const total = finding["connectionsTotal"];
    const sample = new IdSample();
    for (const connection of connections) sample.add(connection);
    const { ids, more } = sample.listed;
    const leftOut = typeof total === "number" ? Math.max(0, total - sample.count) : 0;
    const where: string[] = [];
    if (sample.count > 0) where.push(this.#words.connections(sample.count, ids, more + leftOut));
    if (packets[0] !== undefined) where.push(this.#words.sincePacket(packets[0]));
    const first = connections[0];
    return {
      severity: severity === "error" ? "error" : "warning",
      id,
      sentence: summary,
      where,
      command: first === undefined ? `shakedown explain ${id}` : this.#show(first),
      // The connections have no such finding of their own.
      selection: sample.count === 0 || more + leftOut > 0 ? null : `id:${ids.replaceAll(" ", "")}`,
      connections: sample.count + leftOut,
      aboutSubject: true,
    };
  }

  #kindProblem(kind: ProblemKind): Problem {
    const { id, ids: sample, first, firstConnection, firstPacket } = kind;
    const { ids, more } = sample.listed;
    const where = [this.#words.connections(sample.count, ids, more)];
    const alone = sample.count === 1;
    if (!alone) {
      if (Number.isFinite(firstPacket)) where.push(this.#words.sincePacket(firstPacket));
    } else if (first.packets.length > 0) {
      const shown = first.packets.slice(0, SHOWN_PACKETS);
      const rest = first.packetsTotal - shown.length;
      where.push(this.#words.packets(first.packetsTotal, shown.join(", "), Math.max(0, rest)));
    }
    return {
      severity: first.severity === "error" ? "error" : "warning",
      id,
      sentence: kind.sentence(this.#words),
      where,
      command: this.#show(firstConnection),
      selection: `finding:${id}`,
      connections: sample.count,
      aboutSubject: false,
    };
  }

  #show(connection: number): string {
    const { inputs, narrowedBy } = this.#asked;
    if (inputs.length === 0) return "";
    return `shakedown show ${shellWords(inputs, narrowedBy)} ${connection}`;
  }
}

const PLACES = new Map<string, number>(FINDING_IDS.map((id, place) => [id, place]));

function placeOf(id: string): number {
  return PLACES.get(id) ?? PLACES.size;
}
