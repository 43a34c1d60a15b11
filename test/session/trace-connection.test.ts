// A connection followed packet by packet: states as they turned out to be, repeats, gaps, bounds.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { SegmentEntry, TraceEntry, TraceRecord } from "../../src/record/trace-record.ts";
import { runEngine } from "../../src/session/engine.ts";
import { type TraceOptions, traceConnection } from "../../src/session/trace-connection.ts";
import { scenario } from "../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../notation/start-states.ts";

async function traceOf(text: string, id = 1, options: TraceOptions = { all: true }): Promise<TraceRecord> {
  const { trace } = await traceConnection(await openCapture(scenario(text).bytes()), id, options);
  if (trace === null) throw new Error(`no connection ${id}`);
  return trace;
}

function segments({ entries }: TraceRecord): SegmentEntry[] {
  return entries.filter((entry): entry is SegmentEntry => entry.kind === "segment");
}

function states({ initial, entries }: TraceRecord): string[] {
  return [initial, ...entries].map(({ client, server }) => `${client} ${server}`);
}

describe("states are told as they turned out to be", () => {
  it("a server that answers listened before", async () => {
    expect(states(await traceOf(ESTABLISHED))).toEqual([
      "CLOSED LISTEN",
      "SYN_SENT LISTEN",
      "SYN_SENT SYN_RECEIVED",
      "ESTABLISHED ESTABLISHED",
    ]);
  });

  it("a final ACK that did not arrive opened nothing", async () => {
    const trace = await traceOf(`
      client > server  S   0:0
      server > client  S.  0:0  ack 1
      client > server  .   1:1  ack 1
      +1 server > client  S.  0:0  ack 1
      client > server  .   1:1  ack 1
    `);
    expect(states(trace).slice(3)).toEqual([
      "ESTABLISHED SYN_RECEIVED",
      "ESTABLISHED SYN_RECEIVED",
      "ESTABLISHED ESTABLISHED",
    ]);
  });

  it("FINs that crossed: neither end was ever in CLOSE_WAIT", async () => {
    const trace = await traceOf(`${ESTABLISHED}
      client > server  F.  1:1  ack 1
      server > client  F.  1:1  ack 1
      client > server  .   2:2  ack 2
      server > client  .   2:2  ack 2
    `);
    expect(states(trace).slice(4)).toEqual([
      "FIN_WAIT_1 ESTABLISHED",
      "CLOSING FIN_WAIT_1",
      "CLOSING FIN_WAIT_1",
      "TIME_WAIT TIME_WAIT",
    ]);
  });

  it("an ICMP error after which the client tries again ended nothing", async () => {
    const trace = await traceOf(`
      client > server  S  0:0
      router > client  icmp 3/1 quotes client > server  S  0:0
      +1 client > server  S  0:0
      server > client  S.  0:0  ack 1
    `);
    expect(states(trace).slice(0, 4)).toEqual(Array(4).fill("SYN_SENT LISTEN").with(0, "CLOSED LISTEN"));
  });

  it("an RST that nobody obeyed ended nothing", async () => {
    const trace = await traceOf(`${ESTABLISHED}
      server > client  R   1:1
      +1 client > server  P.  1:11   ack 1
      +1 server > client  .   1:1    ack 11
      +1 client > server  P.  11:21  ack 1
    `);
    expect(new Set(states(trace).slice(3))).toEqual(new Set(["ESTABLISHED ESTABLISHED"]));
  });

  it("TIME_WAIT ends by its timer, 2MSL later, between two packets of others", async () => {
    const trace = await traceOf(`${CLOSED_BY_CLIENT}
      @100 client2 > server S 0:0
    `);
    const timer = trace.entries.find(({ kind }) => kind === "timer") as TraceEntry & { kind: "timer" };
    expect(timer).toMatchObject({ end: "client", before: "TIME_WAIT", client: "CLOSED", server: "CLOSED" });
    const fin = segments(trace)
      .filter(({ flags }) => flags.includes("FIN"))
      .at(-1) as SegmentEntry;
    expect(timer.seconds - fin.seconds).toBeCloseTo(60, 6);
    expect(trace.over).toBe(true);
  });
});

describe("a segment", () => {
  it("says of what it is a repeat, and after how long", async () => {
    const [, second, third] = segments(
      await traceOf("client > server S 0:0 \n +1 client > server S 0:0 \n +2 client > server S 0:0"),
    );
    expect(second?.repeats).toMatchObject({ packet: 1, copies: 1, secondsSinceLast: 1 });
    expect(third?.repeats).toMatchObject({ packet: 1, copies: 2, seconds: 3, secondsSinceLast: 2 });
  });

  it("sent again in two pieces is sent again once", async () => {
    const trace = await traceOf(`${ESTABLISHED}
      client > server  P.  1:101   ack 1
      +1 client > server  P.  1:61   ack 1
      client > server  P.  61:101  ack 1
      +2 client > server  P.  1:101  ack 1
    `);
    const [first, ...again] = segments(trace).slice(3);
    expect(again.map(({ repeats }) => [repeats?.packet, repeats?.copies])).toEqual([
      [first?.packet, 1],
      [first?.packet, 1],
      [first?.packet, 2],
    ]);
    expect(again[1]?.repeats?.secondsSinceLast).toBe(again[1]?.repeats?.seconds);
    expect(again[2]?.repeats?.secondsSinceLast).toBeLessThan(2.1);
  });

  it("captured twice is sent once", async () => {
    const trace = await traceOf(`
      client > server  S  0:0
      +0 copy
      +1 client > server  S  0:0
    `);
    const [, copy, retry] = segments(trace);
    expect(copy).toMatchObject({ facts: ["copy"], repeats: { packet: 1, copies: 1 } });
    expect(retry?.repeats).toMatchObject({ packet: 1, copies: 1 });
  });

  it("says what was missing before it, and the one that brings it says so too", async () => {
    const trace = await traceOf(`${ESTABLISHED}
      client > server  P.  1:11   ack 1
      client > server  P.  21:31  ack 1
      +0.3 client > server  P.  11:21  ack 1
    `);
    const [, ahead, late] = segments(trace).slice(3);
    expect(ahead).toMatchObject({ missingBefore: 10, fillsGapBefore: null });
    expect(late).toMatchObject({ missingBefore: 0, fillsGapBefore: ahead?.packet });
  });

  it("has numbers from the ends' first ones on, keepalives before it", async () => {
    const trace = await traceOf(`${ESTABLISHED}
      client > server  P.  1:11  ack 1
      server > client  .   1:1   ack 11
      +10 client > server  .  10:10  ack 1
    `);
    expect(segments(trace).map(({ relativeSequence }) => relativeSequence)).toEqual([0, 0, 1, 1, 1, 10]);
    expect(trace.base.client).toEqual({ number: trace.connection.client.isn, from: "syn" });
  });
});

describe("a held SYN", () => {
  const HELD = `${ESTABLISHED}
    +5 client > server  S   isn 500  0:0
  `;

  it("stands in the connection that held it, where nothing came of it", async () => {
    const entries = segments(await traceOf(HELD));
    expect(entries.map(({ packet }) => packet)).toEqual([1, 2, 3, 4]);
    expect(entries[3]?.facts).toContain("syn-held");
  });

  it("stands in the connection that it began, and in no other", async () => {
    const text = `${HELD}
      server > client  R.  seq=0  ack 1
    `;
    expect(segments(await traceOf(text, 1)).map(({ packet }) => packet)).toEqual([1, 2, 3]);
    expect(segments(await traceOf(text, 2)).map(({ packet }) => packet)).toEqual([4, 5]);
  });
});

describe("many segments", () => {
  const data = (count: number) =>
    Array.from({ length: count }, (_, i) => `client > server P. ${1 + 10 * i}:${11 + 10 * i} ack 1`).join(
      "\n",
    );

  it("are folded at once, with their sums, where not all are wanted", async () => {
    const trace = await traceOf(`${ESTABLISHED}\n${data(3000)}`, 1, {});
    expect(trace.entries.length).toBeLessThan(10);
    const fold = trace.entries.find(({ kind }) => kind === "fold");
    expect(fold).toMatchObject({ segments: { client: 2999, server: 0 }, payloadBytes: { client: 29_990 } });
    expect(segments(trace).length + trace.foldedSegments).toBe(3003);
  });

  it("are each kept where all are wanted, and beyond a bound counted", async () => {
    const text = `${ESTABLISHED}\n${data(3000)}\nclient > server R. 30001:30001 ack 1`;
    expect(segments(await traceOf(text))).toHaveLength(3004);
    const trace = await traceOf(text, 1, { all: true, kept: 1000 });
    expect(trace.foldedSegments).toBeGreaterThan(0);
    expect(segments(trace).length + trace.foldedSegments).toBe(3004);
    const kept = segments(trace).map(({ packet }) => packet);
    expect(kept.slice(0, 1000)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
    expect(kept.at(-1)).toBe(3004);
  });

  it("keep the beginning and the end where none is plain", async () => {
    const again = Array.from({ length: 250 }, () => "client > server P. 1:11 ack 1").join("\n");
    const trace = await traceOf(`${ESTABLISHED}\n${again}`, 1, { kept: 100 });
    const kept = segments(trace).map(({ packet }) => packet);
    expect(kept.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(kept.slice(-50)).toEqual(Array.from({ length: 50 }, (_, index) => index + 204));
    const folds = trace.entries.filter((entry) => entry.kind === "fold");
    expect(folds).toHaveLength(1);
    expect(folds[0]).toMatchObject({ firstPacket: 51, retransmissions: trace.foldedSegments });
    expect(kept.length + trace.foldedSegments).toBe(253);
  });
});

describe("following a connection", () => {
  const kernels = fileURLToPath(new URL("../../fixtures/kernels/", import.meta.url));
  const recordings = readdirSync(kernels).map((name) => `${kernels}${name}/client.pcapng`);

  it("has every segment that the record counts, in every recording of real kernels", async () => {
    expect(recordings.length).toBeGreaterThan(40);
    for (const path of recordings) {
      const { trace } = await traceConnection(await openCapture(path), 1, { all: true });
      const { client, server } = (trace as TraceRecord).connection;
      expect(segments(trace as TraceRecord).length, path).toBe(client.packets + server.packets);
    }
  });

  it("changes nothing of what is reported", async () => {
    for (const path of recordings.slice(0, 12)) {
      const alone = await runEngine(await openCapture(path));
      const { result } = await traceConnection(await openCapture(path), 1, { all: true });
      expect(result, path).toEqual(alone);
    }
  });
});
