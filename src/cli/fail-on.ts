// `--fail-on`: what makes a report a failure for the script that called.
import { FINDING_IDS, SEVERITY_RANK } from "../detect/finding.ts";
import { IdSample } from "../present/report/problem.ts";
import type { ConnectionRecord, Finding, Severity, SubjectFinding } from "../record/connection-record.ts";
import { IdSet } from "../record/id-set.ts";
import { SEVERITIES, VERDICTS } from "../record/vocabulary.ts";
import { folded } from "../select/keys.ts";
import { nearSpellings } from "../select/near-spellings.ts";
import { UsageError } from "./usage-error.ts";

/** Everything that `--fail-on` understands; `reset` is both a verdict and a finding, and means either. */
export const FAIL_ON_WORDS: readonly string[] = [...new Set([...VERDICTS, ...SEVERITIES, ...FINDING_IDS])];

/** The words of a list with commas, as the contract spells them. */
export function parseFailOn(text: string): string[] {
  return text.split(",").map((given) => {
    const spelling = folded(given.trim());
    const word = FAIL_ON_WORDS.find((candidate) => folded(candidate) === spelling);
    if (word !== undefined) return word;
    const near = nearSpellings(given.trim(), FAIL_ON_WORDS);
    throw new UsageError(
      `--fail-on: "${given.trim()}" is no verdict, severity or finding id` +
        (near.length === 0
          ? "; shakedown read --help lists them"
          : `, did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`),
    );
  });
}

/** Judges what is reported; what is left out by `--select` never fails. */
export class FailOn {
  readonly #words: ReadonlySet<string>;
  readonly #mildest: number;
  readonly #reported: IdSet | null;
  readonly #ids = new IdSample();
  /** Findings about more than one connection, by id. */
  readonly #subjects = new Map<string, number>();

  /** @param selective only some connections are reported: findings about several must touch one of them */
  constructor(words: readonly string[], selective: boolean) {
    this.#words = new Set(words);
    const severities = SEVERITIES.filter((severity) => this.#words.has(severity));
    this.#mildest = Math.min(Infinity, ...severities.map((severity) => SEVERITY_RANK[severity]));
    this.#reported = selective ? new IdSet() : null;
  }

  see(record: ConnectionRecord): void {
    this.#reported?.add(record.id);
    if (!this.#words.has(record.verdict) && !record.findings.some((finding) => this.#names(finding))) return;
    this.#ids.add(record.id);
  }

  /** Findings about a service, a host or the whole capture. */
  seeSubjects(findings: readonly SubjectFinding[]): void {
    const reported = this.#reported;
    for (const finding of findings) {
      const touches = reported === null || finding.connections.some((id) => reported.has(id));
      if (!touches || !this.#names(finding)) continue;
      this.#subjects.set(finding.id, (this.#subjects.get(finding.id) ?? 0) + 1);
    }
  }

  get matched(): boolean {
    return this.#ids.count + this.#subjects.size > 0;
  }

  /** What matched, for one line. */
  describe(): string {
    const subjects = [...this.#subjects].map(([id, count]) => (count === 1 ? id : `${count} ${id}`));
    return [this.#ids.count === 0 ? "" : this.#ids.text, subjects.join(", ")]
      .filter((part) => part !== "")
      .join(" and ");
  }

  #names({ id, severity }: Finding): boolean {
    return this.#words.has(id) || SEVERITY_RANK[severity as Severity] >= this.#mildest;
  }
}
