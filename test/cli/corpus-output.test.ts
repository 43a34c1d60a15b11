// Every capture of the corpus through the command line: an exit code of the contract, errors in one
// line, and output that the schema accepts.
import { expect, test } from "vitest";
import { CORPUS, corpusCaptures, SKIPPED_BECAUSE } from "../corpus/corpus.ts";
import { complaints } from "../record/complaints.ts";
import { run } from "./captured-terminal.ts";

const BUDGET_MILLISECONDS = 300_000;
/** Validating takes longer than analysing: of long reports the first and the last lines. */
const LINES_AT_AN_END = 200;

test.skipIf(CORPUS === null)(
  `every capture gives a document and lines that the schema accepts${SKIPPED_BECAUSE}`,
  async () => {
    const wrong: string[] = [];
    const captures = corpusCaptures();
    for (const { name, file } of captures) {
      const json = await run(["read", file, "--format", "json"]);
      const lines = await run(["read", file, "--format", "ndjson"]);
      if (json.exitCode !== lines.exitCode) wrong.push(`${name}: ${json.exitCode} and ${lines.exitCode}`);
      if (!isExplained(json.exitCode, json.stderr)) wrong.push(`${name}: ${json.exitCode} ${json.stderr}`);
      if (json.exitCode === 2) continue;
      const values = [JSON.parse(json.stdout), ...sample(lines.stdout).map((line) => JSON.parse(line))];
      wrong.push(...values.flatMap((value) => complaints(value).map((complaint) => `${name}: ${complaint}`)));
    }
    expect(captures.length).toBeGreaterThan(0);
    expect(wrong.slice(0, 20)).toEqual([]);
  },
  BUDGET_MILLISECONDS,
);

/** 0 needs no word; 2 and 3 need one line that is no mistake of the program. */
function isExplained(exitCode: number, stderr: string): boolean {
  if (exitCode === 0) return stderr === "";
  return (exitCode === 2 || exitCode === 3) && /^shakedown: (?!a mistake).+\n$/.test(stderr);
}

function sample(stdout: string): string[] {
  const lines = stdout.trimEnd().split("\n");
  return lines.length <= 2 * LINES_AT_AN_END
    ? lines
    : [...lines.slice(0, LINES_AT_AN_END), ...lines.slice(-LINES_AT_AN_END)];
}
