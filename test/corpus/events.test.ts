// Events of captures that nobody here wrote: they agree with each other and with the report, which is the
// same with and without them. CORPUS_ONLY=<part of a name> looks at some captures alone.
import { statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analyze.ts";
import { CaptureError } from "../../src/capture/capture-error.ts";
import { contradictions } from "../session/events/event-properties.ts";
import { tell } from "../session/events/events-of.ts";
import { CORPUS, corpusCaptures, SKIPPED_BECAUSE } from "./corpus.ts";
import { groupBy } from "./group-by.ts";

const SMALL = 4_000_000;
const SECONDS_FOR_A_FOLDER = 120;

describe.skipIf(CORPUS === null)(`events of captures that nobody here wrote${SKIPPED_BECAUSE}`, () => {
  const captures = corpusCaptures().filter(({ file }) => statSync(file).size < SMALL);
  for (const [folder, some] of groupBy(captures, ({ folder }) => folder)) {
    it(`of ${folder} agree with the report`, { timeout: SECONDS_FOR_A_FOLDER * 1000 }, async () => {
      const wrong: string[] = [];
      for (const { name, file } of some)
        wrong.push(...(await disagreements(file)).map((text) => `${name} ${text}`));
      expect(wrong).toEqual([]);
    });
  }
});

async function disagreements(file: string): Promise<string[]> {
  try {
    const report = await analyze(file);
    const told = await tell(file);
    const connections = told.connections.toSorted((a, b) => a.id - b.id);
    const differ = connections.flatMap((record, index) => {
      const same = JSON.stringify(record) === JSON.stringify(report.connections[index]);
      return same ? [] : [`#${record.id} is another without events`];
    });
    return [...differ, ...contradictions(told)];
  } catch (error) {
    // What cannot be read at all tells nothing.
    if (error instanceof CaptureError) return [];
    throw error;
  }
}
