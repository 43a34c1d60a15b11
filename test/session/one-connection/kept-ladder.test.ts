// Ladders made of packets in memory: of short connections the same as from the file; of long ones with what is
// missing between said.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../../src/capture/open-capture.ts";
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import type { TraceEntry, TraceRecord } from "../../../src/record/trace-record.ts";
import { runEngine } from "../../../src/session/engine.ts";
import { keptLadder } from "../../../src/session/one-connection/kept-ladder.ts";
import { RememberedPackets } from "../../../src/session/one-connection/remembered-packets.ts";
import { traceConnection } from "../../../src/session/trace-connection.ts";
import { scenario } from "../../notation/scenario.ts";
import { ESTABLISHED } from "../../notation/start-states.ts";

const FIXTURES = fileURLToPath(new URL("../../../fixtures/", import.meta.url));

interface Watched {
  readonly records: ConnectionRecord[];
  readonly ladder: (id: number) => Promise<TraceRecord | null>;
}

/** Everything has come once and is over: what is in memory of it. */
async function watched(input: string | Uint8Array, memory?: number): Promise<Watched> {
  const source = await openCapture(input);
  const remembered = new RememberedPackets(memory);
  const records: ConnectionRecord[] = [];
  await runEngine(
    source,
    {
      follower: remembered,
    },
    { connection: (record) => void records.push(record) },
  );
  return {
    records,
    ladder: async (id) => {
      const kept = remembered.packetsOf(id);
      const connection = records.find((record) => record.id === id) ?? null;
      const moment = Number.NEGATIVE_INFINITY;
      return kept && keptLadder({ ...kept, source, moment, engine: {}, connection });
    },
  };
}

/** Its first SYN is held because an older connection stands; in memory it stands alone, and repeats are known. */
const AFTER_AN_OLDER_ONE = /half-open-discovery/;

const isTimer = ({ kind }: TraceEntry) => kind === "timer";

describe("of a connection of which every packet is in memory it is that of the file", () => {
  const captures = readdirSync(FIXTURES, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.pcap(ng)?$/.test(name),
  );
  const compared: number[] = [];

  it.each(captures)("%s", async (name) => {
    const { records, ladder } = await watched(FIXTURES + name);
    const short = records
      .filter(({ client, server }) => client.packets + server.packets <= 40)
      .filter(({ id }) => !(AFTER_AN_OLDER_ONE.test(name) && id === 2))
      .slice(0, 5);
    for (const { id } of short) {
      const fromFile = (await traceConnection(await openCapture(FIXTURES + name), id, { all: true }))
        .trace as TraceRecord;
      const fromMemory = (await ladder(id)) as TraceRecord;
      // (What a timer ends behind its last packet, the file alone goes on to.)
      const { over: _over, watchedSeconds: _watched, ...file } = fromFile;
      const { over: _too, watchedSeconds: _both, ...memory } = fromMemory;
      expect({ ...memory, entries: memory.entries.filter((entry) => !isTimer(entry)) }, `#${id}`).toEqual({
        ...file,
        entries: file.entries.filter((entry) => !isTimer(entry)),
      });
      compared.push(id);
    }
  });

  it("so many were compared", () => expect(compared.length).toBeGreaterThan(100));
});

const DATA = Array.from({ length: 60 }, (_, at) => {
  const from = 1 + at * 100;
  return `client > server  P.  ${from}:${from + 100}  ack 1\nserver > client  .  1:1  ack ${from + 100}`;
}).join("\n");
const LONG = `arp\n${ESTABLISHED}\n${DATA}\nclient > server  F.  6001:6001  ack 1\nserver > client  F.  1:1  ack 6002\nclient > server  .  6002:6002  ack 2`;

describe("of a long one", () => {
  it("what is missing between the beginning and the end stands between them, and nothing is said to be lost", async () => {
    const { records, ladder } = await watched(scenario(LONG).bytes());
    const trace = (await ladder(1)) as TraceRecord;
    const [record] = records as [ConnectionRecord];
    const shown = { client: 0, server: 0 };
    for (const entry of trace.entries) {
      if (entry.kind === "segment") {
        shown[entry.from]++;
        expect(entry.missingBefore).toBe(0);
      } else if (entry.kind === "fold") {
        shown.client += entry.segments.client;
        shown.server += entry.segments.server;
      }
    }
    expect(shown).toEqual({ client: record.client.packets, server: record.server.packets });
    expect(trace.entries.slice(0, 3).map((entry) => "packet" in entry && entry.packet)).toEqual([2, 3, 4]);
    expect(trace.entries.at(-1)).toMatchObject({ packet: 127, client: "TIME_WAIT", server: "CLOSED" });
    expect(trace.connection).toEqual(record);
  });

  it("of which the beginning had to make room, it begins with what is missing", async () => {
    const others = Array.from({ length: 300 }, (_, at) => `@20 client:${2000 + at} > server  S  0:0`).join(
      "\n",
    );
    const later = `@30 client > server  P.  6001:6101  ack 1\nserver > client  .  1:1  ack 6101`;
    const { ladder } = await watched(scenario(`${ESTABLISHED}\n${DATA}\n${others}\n${later}`).bytes(), 1);
    const trace = (await ladder(1)) as TraceRecord;
    expect(trace.entries.map(({ kind }) => kind)).toEqual(["fold", "segment", "segment"]);
    expect(trace.entries[0]).toMatchObject({
      firstPacket: 1,
      lastPacket: 423,
      segments: { client: 62, server: 61 },
    });
  });
});
