// What must hold of the events of every conversation, however odd, and of several at once.
import fc from "fast-check";
import { expect, it } from "vitest";
import type { EngineOptions } from "../../src/session/engine-options.ts";
import { Scenario } from "../notation/scenario.ts";
import { complaints } from "../record/complaints.ts";
import { contradictions } from "../session/events/event-properties.ts";
import { tell } from "../session/events/events-of.ts";
import { conversation, ENDS, type Moves, moves } from "./arbitrary-conversation.ts";

const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 40);
const OTHER_ENDS = { ...ENDS, a: { name: "c", ip: "10.0.0.3", port: 50003 } };

/** Two conversations as one capture, in the order of time; a clock that goes back stays so. */
function together(one: Moves, other: Moves): Scenario {
  const lines = [...conversation(one), ...conversation(other, OTHER_ENDS)];
  return new Scenario(lines.toSorted((a, b) => a.time - b.time));
}

async function holds(property: (capture: Scenario) => Promise<void>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(moves, moves, (one, other) => property(together(one, other))),
    { numRuns: RUNS },
  );
}

it.each<[string, EngineOptions]>([
  ["as they are", {}],
  ["with room for one connection", { maxConnections: 1 }],
  ["with a short CLOSE_WAIT and 2MSL", { closeWaitAge: 5, msl: 1 }],
])("they agree with each other, the report and the schema: %s", { timeout: 60_000 }, async (_, options) => {
  await holds(async (capture) => {
    const told = await tell(capture.bytes(), options);
    expect(contradictions(told)).toEqual([]);
    expect(told.events.flatMap(complaints)).toEqual([]);
  });
});

it("the report is the same with and without them", { timeout: 60_000 }, () =>
  holds(async (capture) => {
    const { connections, result } = await tell(capture.bytes());
    const plain = await capture.run();
    expect(connections.toSorted((a, b) => a.id - b.id)).toEqual(plain.connections);
    expect(result.summary).toEqual(plain.result.summary);
    expect(result.findings).toEqual(plain.result.findings);
  }),
);

it("they are the same in whatever pieces the capture comes", { timeout: 60_000 }, () =>
  holds(async (capture) => {
    const bytes = capture.bytes();
    function* pieces(): Generator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 173) yield bytes.subarray(at, at + 173);
    }
    expect((await tell(pieces())).events).toEqual((await tell(bytes)).events);
  }),
);
