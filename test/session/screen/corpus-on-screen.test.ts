// Captures that nobody here wrote: once they are over, the screen says what the report says. CORPUS_ONLY=<part of
// a name> looks at some captures alone.
import { statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CaptureError } from "../../../src/capture/capture-error.ts";
import { CORPUS, corpusCaptures, SKIPPED_BECAUSE } from "../../corpus/corpus.ts";
import { groupBy } from "../../corpus/group-by.ts";
import { feedOf } from "./feed-of.ts";
import { disagreements } from "./feed-properties.ts";

const SMALL = 4_000_000;
const SECONDS_FOR_A_FOLDER = 120;

describe.skipIf(CORPUS === null)(`captures that nobody here wrote, on the screen${SKIPPED_BECAUSE}`, () => {
  const captures = corpusCaptures().filter(({ file }) => statSync(file).size < SMALL);
  for (const [folder, some] of groupBy(captures, ({ folder }) => folder)) {
    it(`of ${folder} are as they are reported`, { timeout: SECONDS_FOR_A_FOLDER * 1000 }, async () => {
      const wrong: string[] = [];
      for (const { name, file } of some) {
        for (const text of await differencesOf(file)) wrong.push(`${name} ${text}`);
      }
      expect(wrong).toEqual([]);
    });
  }
});

async function differencesOf(file: string): Promise<string[]> {
  try {
    return disagreements(await feedOf(file, { remember: 1_000_000 }));
  } catch (error) {
    // What cannot be read at all shows nothing.
    if (error instanceof CaptureError) return [];
    throw error;
  }
}
