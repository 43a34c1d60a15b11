// Every finding of the corpus: how many of each there are stands in findings.tsv, so that a change
// shows as a difference, and what each says is held against the packets. CORPUS_ONLY=<part of a name>
// looks at some captures alone, CORPUS_UPDATE=1 writes the table anew.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { FINDING_IDS, type FindingId } from "../../src/detect/finding.ts";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import { CORPUS, type CorpusCapture, corpusCaptures, SKIPPED_BECAUSE } from "./corpus.ts";
import { Evidence } from "./evidence.ts";
import { CHECKS, Claim } from "./finding-checks.ts";
import { groupBy } from "./group-by.ts";
import { pairName } from "./judged-connection.ts";
import { readCapture } from "./read-capture.ts";
import { checkSubject } from "./subject-checks.ts";
import { tsvRows } from "./tsv.ts";

const TABLE = fileURLToPath(new URL("findings.tsv", import.meta.url));
const HEADER = "finding\tcaptures\tfindings";
const SECONDS_FOR_A_FOLDER = 120;

const updating = process.env["CORPUS_UPDATE"] === "1";
const isWhole = process.env["CORPUS_ONLY"] === undefined;
/** By id, the capture of each. */
const counted = new Map<string, string[]>(FINDING_IDS.map((id) => [id, []]));

describe.skipIf(CORPUS === null)(`findings in captures that nobody here wrote${SKIPPED_BECAUSE}`, () => {
  for (const [folder, captures] of groupBy(corpusCaptures(), ({ folder }) => folder)) {
    it(`of ${folder} are borne out by the packets`, { timeout: SECONDS_FOR_A_FOLDER * 1000 }, async () => {
      const wrong: string[] = [];
      for (const capture of captures) wrong.push(...(await notBorneOut(capture)));
      expect(wrong).toEqual([]);
    });
  }

  it.skipIf(!isWhole || updating)("are as many of each as findings.tsv says", () => {
    const expected = tsvRows(readFileSync(TABLE, "utf8")).map(Object.values);
    expect(table()).toEqual(expected);
  });

  afterAll(() => {
    if (updating && isWhole)
      writeFileSync(TABLE, `${[HEADER, ...table().map((row) => row.join("\t"))].join("\n")}\n`);
  });
});

function table(): string[][] {
  return FINDING_IDS.map((id) => {
    const captures = counted.get(id) ?? [];
    return [id, String(new Set(captures).size), String(captures.length)];
  });
}

async function notBorneOut(capture: CorpusCapture): Promise<string[]> {
  const { connections, findings } = await readCapture(capture.file);
  const found = connections.filter((record) => record.findings.length > 0);
  if (found.length === 0 && findings.length === 0) return [];
  const evidence = new Evidence(capture, connections, []);
  const wrong: string[] = [];
  for (const record of found) {
    const segments = await segmentsOf(evidence, record);
    for (const finding of record.findings) {
      counted.get(finding.id)?.push(capture.name);
      const check = CHECKS[finding.id as FindingId];
      if (check?.(new Claim(record, finding, segments)) !== true)
        wrong.push(`${capture.name} #${record.id} ${finding.id}: ${finding.summary}`);
    }
  }
  const witnessed = await evidence.witnessed();
  for (const finding of findings) {
    counted.get(finding.id)?.push(capture.name);
    if (!checkSubject(finding, witnessed, connections))
      wrong.push(`${capture.name} ${finding.id}: ${finding.summary}`);
  }
  return wrong;
}

async function segmentsOf(evidence: Evidence, record: ConnectionRecord) {
  const segments = await evidence.segmentsOf(pairName(record.client, record.server));
  const cited = new Set(record.findings.flatMap(({ packets }) => packets));
  return segments.filter(
    ({ frame }) => (frame >= record.firstPacket && frame <= record.lastPacket) || cited.has(frame),
  );
}
