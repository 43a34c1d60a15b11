// Events of recorded captures: they fit the schema, each other and what is reported, and nothing is found
// too early.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/analyze.ts";
import { openCapture } from "../../../src/capture/open-capture.ts";
import type { LifecycleEvent } from "../../../src/record/event-record.ts";
import { EVENT_KINDS } from "../../../src/record/vocabulary.ts";
import { runEngine } from "../../../src/session/engine.ts";
import { complaints } from "../../record/complaints.ts";
import { contradictions } from "./event-properties.ts";
import { type Told, tell } from "./events-of.ts";

const FIXTURES = fileURLToPath(new URL("../../../fixtures", import.meta.url));
const captures = readdirSync(FIXTURES, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .sort();
const told = new Map<string, Promise<Told>>();

function toldOf(name: string): Promise<Told> {
  const known = told.get(name) ?? tell(`${FIXTURES}/${name}`);
  told.set(name, known);
  return known;
}

/** Of these the passing of time alone is told: a capture that ends there does not show it. */
const BY_TIME = new Set(["half-open-handshake", "close-wait-stuck", "fin-wait-2-stuck"]);

describe("of every fixture", () => {
  test("there are some, of every kind but eviction", async () => {
    expect(captures.length).toBeGreaterThan(100);
    const kinds = new Set<string>();
    for (const name of captures) for (const { kind } of (await toldOf(name)).events) kinds.add(kind);
    expect([...kinds].sort()).toEqual(
      ["close", "finding", "half-open", "open", "refused", "reset", "retry", "state", "unreachable"].sort(),
    );
  });

  test("every event fits the schema", async () => {
    const wrong: string[] = [];
    for (const name of captures) {
      for (const event of (await toldOf(name)).events)
        wrong.push(...complaints(event).map((complaint) => `${name} ${event.seq} ${complaint}`));
    }
    expect(wrong).toEqual([]);
  });

  test("events agree with each other and with the report", async () => {
    const wrong: string[] = [];
    for (const name of captures)
      wrong.push(...contradictions(await toldOf(name)).map((text) => `${name} ${text}`));
    expect(wrong).toEqual([]);
  });

  test("who asks for events gets the same report", async () => {
    for (const name of captures) {
      const { connections, result } = await toldOf(name);
      const report = await analyze(`${FIXTURES}/${name}`);
      expect(connections.toSorted((a, b) => a.id - b.id)).toEqual(report.connections);
      expect(result.summary).toEqual(report.summary);
      expect(result.findings).toEqual(report.findings);
    }
  });

  test("who does not want to hear of states is told the same of everything else", async () => {
    const eventKinds = new Set(EVENT_KINDS.filter((kind) => kind !== "state"));
    let compared = 0;
    for (const name of captures) {
      const all = (await toldOf(name)).events.filter(({ kind }) => kind !== "state");
      const events: LifecycleEvent[] = [];
      const event = (one: LifecycleEvent) => void events.push(one);
      await runEngine(await openCapture(`${FIXTURES}/${name}`), {}, { eventKinds, event });
      const numbered = all.map((one, index) => ({ ...one, seq: index + 1 }));
      expect(events, name).toEqual(numbered);
      compared += numbered.length;
    }
    expect(compared).toBeGreaterThan(1000);
  });

  test("in pieces they tell the same", async () => {
    for (const name of captures.slice(0, 40)) {
      const bytes = readFileSync(`${FIXTURES}/${name}`);
      function* pieces(): Generator<Uint8Array> {
        for (let at = 0; at < bytes.length; at += 997) yield bytes.subarray(at, at + 997);
      }
      expect((await tell(pieces())).events).toEqual((await toldOf(name)).events);
    }
  });

  test("what is found while a connection goes on is found in a capture that ends there", {
    timeout: 120_000,
  }, async () => {
    const early: string[] = [];
    let looked = 0;
    for (const name of captures.filter((each) => !each.includes("syn-flood"))) {
      for (const event of (await toldOf(name)).events) {
        if (event.kind !== "finding" || event.connection === null || BY_TIME.has(event.finding.id)) continue;
        looked++;
        const until = { epochNanos: epochNanos(event.time) + 1n };
        const { connections } = await analyze(`${FIXTURES}/${name}`, { until });
        const record = connections.find(({ id }) => id === event.connection);
        if (!record?.findings.some(({ id }) => id === event.finding.id))
          early.push(`${name} #${event.connection} ${event.finding.id}`);
      }
    }
    expect(looked).toBeGreaterThan(80);
    expect(early).toEqual([]);
  });
});

function epochNanos(time: string): bigint {
  return BigInt(Date.parse(`${time.slice(0, 19)}Z`)) * 1_000_000n + BigInt(time.slice(20, 29));
}
