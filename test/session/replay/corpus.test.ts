// Captures that nobody here wrote, played as fast as they can be read: in the end what `read` says, whatever
// their times do. CORPUS_ONLY=<part of a name> looks at some captures alone.
import { statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CaptureError } from "../../../src/capture/capture-error.ts";
import { openCapture, openCaptures } from "../../../src/capture/open-capture.ts";
import type { LifecycleEvent } from "../../../src/record/event-record.ts";
import { runEngine } from "../../../src/session/engine.ts";
import { CORPUS, corpusCaptures, SKIPPED_BECAUSE } from "../../corpus/corpus.ts";
import { groupBy } from "../../corpus/group-by.ts";
import { Player } from "./player.ts";

const SMALL = 2_000_000;
const SECONDS_FOR_A_FOLDER = 300;

describe.skipIf(CORPUS === null)(`replays of captures that nobody here wrote${SKIPPED_BECAUSE}`, () => {
  const captures = corpusCaptures().filter(({ file }) => statSync(file).size < SMALL);
  for (const [folder, some] of groupBy(captures, ({ folder }) => folder)) {
    it(`of ${folder} end as they are read`, { timeout: SECONDS_FOR_A_FOLDER * 1000 }, async () => {
      for (const { name, file } of some) {
        if (!(await isReadable(file))) continue;
        const events: LifecycleEvent[] = [];
        const read = await runEngine(
          await openCaptures([file]),
          {},
          { event: (event) => void events.push(event) },
        );
        const player = await Player.of([file], { speed: "max" });
        await player.until(() => player.replay.status.isAtEnd);
        expect(await player.stop(), name).toEqual(read);
        expect(player.events, name).toEqual(events);
      }
    });
  }
});

async function isReadable(file: string): Promise<boolean> {
  try {
    await (await openCapture(file)).close();
    return true;
  } catch (error) {
    if (error instanceof CaptureError) return false;
    throw error;
  }
}
