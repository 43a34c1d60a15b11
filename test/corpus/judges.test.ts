// Every capture of the corpus is read, and each judge's figures are held against ours. Where they
// differ, differences.tsv says so, with a class that says why ours is right; the class is checked
// on the packets. Anything else fails: an unlisted difference, and a listed one that is gone.
//
// CORPUS_ONLY=<part of a name> looks at some captures alone, CORPUS_UPDATE=1 writes the list anew.
import { afterAll, describe, expect, it } from "vitest";
import { compareReading, compareWithTshark } from "./compare-tshark.ts";
import { compareWithZeek } from "./compare-zeek.ts";
import { CORPUS, type CorpusCapture, corpusCaptures, SKIPPED_BECAUSE } from "./corpus.ts";
import type { Difference } from "./difference.ts";
import { UNEXPLAINED } from "./difference-class.ts";
import { DIFFERENCE_CLASSES } from "./difference-classes.ts";
import {
  condensed,
  type ListedDifference,
  lineOf,
  listedDifferences,
  updateList,
} from "./difference-list.ts";
import { Evidence } from "./evidence.ts";
import { groupBy } from "./group-by.ts";
import { arkimeFigures, suricataFigures, tcptraceFigures } from "./other-judges.ts";
import { compareFigures } from "./pair-figures.ts";
import { readCapture } from "./read-capture.ts";
import { tsharkReading, tsharkStreams } from "./tshark-truth.ts";
import { zeekLogs } from "./zeek-truth.ts";

/** Far above what the slowest capture takes (1.5 s): what needs longer hangs. */
const SECONDS_FOR_A_FOLDER = 240;
/** Memory that reading any one capture may leave behind at most; the largest has 3 MB. */
const MEGABYTES = 300;

const updating = process.env["CORPUS_UPDATE"] === "1";
const listed = groupBy(listedDifferences(), ({ capture }) => capture);
const compared = new Set<string>();
const found: ListedDifference[] = [];

describe.skipIf(CORPUS === null)(`captures that nobody here wrote${SKIPPED_BECAUSE}`, () => {
  for (const [folder, captures] of groupBy(corpusCaptures(), ({ folder }) => folder)) {
    it(`of ${folder} are read, and judged as others judge them`, {
      timeout: SECONDS_FOR_A_FOLDER * 1000,
    }, async () => {
      const problems: string[] = [];
      for (const capture of captures) problems.push(...(await problemsOf(capture)));
      if (!updating) expect(problems).toEqual([]);
    });
  }

  afterAll(() => {
    if (updating)
      updateList(compared, found, new Map(DIFFERENCE_CLASSES.map(({ id, reason }) => [id, reason])));
  });
});

async function problemsOf(capture: CorpusCapture): Promise<string[]> {
  const before = process.memoryUsage().rss;
  const ours = await readCapture(capture.file);
  const records = ours.connections;
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  const problems = grown > MEGABYTES ? [`${capture.name}: ${grown.toFixed(0)} MB of memory`] : [];

  const differences: Difference[] = [];
  const reading = tsharkReading(capture.name);
  if (reading !== null) differences.push(...compareReading(capture.name, ours, reading));
  const streams = tsharkStreams(capture.name);
  if (streams !== null) differences.push(...compareWithTshark(capture.name, records, streams));
  for (const log of zeekLogs(capture.name)) differences.push(...compareWithZeek(capture.name, records, log));
  differences.push(...compareFigures(capture.name, "tcptrace", records, tcptraceFigures(capture.name)));
  differences.push(...compareFigures(capture.name, "arkime", records, arkimeFigures(capture.name)));
  differences.push(...compareFigures(capture.name, "suricata", records, suricataFigures(capture.name)));

  const evidence = new Evidence(capture, records, streams ?? []);
  const observed: ListedDifference[] = [];
  for (const difference of differences) {
    observed.push({ ...difference, class: await classOf(difference, evidence) });
  }
  compared.add(capture.name);
  found.push(...condensed(observed));
  return [...problems, ...departures(condensed(observed), listed.get(capture.name) ?? [])];
}

function departures(observed: readonly ListedDifference[], expected: readonly ListedDifference[]): string[] {
  const [now, before] = [new Set(observed.map(lineOf)), new Set(expected.map(lineOf))];
  return [
    ...observed
      .filter((difference) => difference.class === UNEXPLAINED)
      .map((difference) => `unexplained: ${lineOf(difference)}`),
    ...[...now].filter((line) => !before.has(line)).map((line) => `not listed: ${line}`),
    ...[...before].filter((line) => !now.has(line)).map((line) => `listed, but no longer so: ${line}`),
  ];
}

async function classOf(difference: Difference, evidence: Evidence): Promise<string> {
  for (const { id, holds } of DIFFERENCE_CLASSES) if (await holds(difference, evidence)) return id;
  return UNEXPLAINED;
}
