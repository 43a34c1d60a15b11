// What must hold of every conversation, however odd.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConnectionRecord, EndpointRecord } from "../../src/record/connection-record.ts";
import { STATES as NAMES } from "../../src/track/tcp-state-machine.ts";
import type { ScenarioLine } from "../notation/parse-scenario.ts";
import { analyzeBytes, SCENARIO_START, Scenario } from "../notation/scenario.ts";
import { writePcap } from "../notation/write-pcap.ts";
import { writePcapng } from "../notation/write-pcapng.ts";
import { conversation, ENDS, type Moves, moves } from "./arbitrary-conversation.ts";

const STATES: readonly string[] = NAMES;
const VERDICTS =
  "closed reset aborted refused half-closed closing half-open open unreachable unanswered connecting partial".split(
    " ",
  );
const RUNS = 100;

async function holds(property: (list: Moves) => Promise<void>): Promise<void> {
  await fc.assert(fc.asyncProperty(moves, property), { numRuns: RUNS });
}

/** Without the findings' sentences, which name the ends: what they are made from stands beside them. */
async function recordsOf(lines: ScenarioLine[], start = SCENARIO_START): Promise<ConnectionRecord[]> {
  const { connections } = await new Scenario(lines, start).run();
  return connections.map((record) => ({
    ...record,
    findings: record.findings.map((finding) => ({ ...finding, summary: "" })),
  }));
}

/** The record with both ends changed by `change`. */
function withEnds(
  record: ConnectionRecord,
  change: (end: EndpointRecord) => Partial<EndpointRecord>,
): ConnectionRecord {
  const { client, server } = record;
  return { ...record, client: { ...client, ...change(client) }, server: { ...server, ...change(server) } };
}

it("states, verdicts and figures stay in range, and no packet is lost or counted twice", () =>
  holds(async (list) => {
    const lines = conversation(list);
    const { connections, result } = await new Scenario(lines).run();
    expect(result.summary.tcpPackets).toBe(lines.length);
    expect(result.summary.connections).toBe(connections.length);
    let packets = 0;
    for (const record of connections) {
      expect(VERDICTS).toContain(record.verdict);
      expect(record.durationSeconds).toBeGreaterThanOrEqual(0);
      expect(record.synRttSeconds ?? 0).toBeGreaterThanOrEqual(0);
      expect(record.ackRttSeconds ?? 0).toBeGreaterThanOrEqual(0);
      expect(record.firstPacket).toBeLessThanOrEqual(record.lastPacket);
      expect(record.previous ?? 0).toBeLessThan(record.id);
      expect(record.directions === "server").toBe(record.client.packets === 0);
      expect(record.directions === "client").toBe(record.server.packets === 0);
      for (const end of [record.client, record.server]) {
        expect(STATES).toContain(end.state);
        expect(end.stateSinceSeconds).toBeGreaterThanOrEqual(0);
        packets += end.packets;
      }
    }
    expect(packets).toBe(lines.length);
    expect(connections.map(({ id }) => id)).toEqual(connections.map((_, index) => index + 1));
  }));

it("summary and services are the sums of the connections", () =>
  holds(async (list) => {
    const lines = conversation(list);
    const { connections, result } = await new Scenario(lines).run();
    const { verdicts, states } = result.summary;
    expect(verdicts).toEqual(countsOf(connections.map(({ verdict }) => verdict)));
    for (const side of ["client", "server"] as const) {
      const found = Object.entries(states[side]).filter(([, count]) => count > 0);
      expect(Object.fromEntries(found)).toEqual(countsOf(connections.map((record) => record[side].state)));
    }
    const servers = connections.map(({ server }) => `${server.ip}:${server.port}`);
    expect(
      Object.fromEntries(result.services.map(({ ip, port, attempts }) => [`${ip}:${port}`, attempts])),
    ).toEqual(countsOf(servers));
    for (const { ip, port, verdicts, closeWaitNow, closeWaitPeak } of result.services) {
      const own = connections.filter(({ server }) => server.ip === ip && server.port === port);
      const waiting = own.filter(({ client, server }) => [client.state, server.state].includes("CLOSE_WAIT"));
      expect(verdicts).toEqual(countsOf(own.map(({ verdict }) => verdict)));
      expect(closeWaitNow).toBeLessThanOrEqual(waiting.length);
      expect(closeWaitPeak).toBeGreaterThanOrEqual(closeWaitNow);
      expect(closeWaitPeak).toBeLessThanOrEqual(own.length);
    }
  }));

describe("nothing else changes", () => {
  it("when the two ends change places", () =>
    holds(async (list) => {
      const swapped = { ...ENDS, a: ENDS.b, b: ENDS.a };
      const mirrored = (await recordsOf(conversation(list, swapped))).map((record) =>
        withEnds(record, ({ ip }) => {
          const { ip: other, port } = ip === ENDS.a.ip ? ENDS.b : ENDS.a;
          return { ip: other, port };
        }),
      );
      expect(mirrored).toEqual(await recordsOf(conversation(list)));
    }));

  it("when time begins elsewhere", () =>
    fc.assert(
      fc.asyncProperty(
        moves,
        fc.bigInt({ min: 1n, max: 4_000_000_000_000_000_000n }),
        async (list, start) => {
          const strip = (record: ConnectionRecord) => ({ ...record, start: "", end: "" });
          const shifted = await recordsOf(conversation(list), start);
          expect(shifted.map(strip)).toEqual((await recordsOf(conversation(list))).map(strip));
        },
      ),
      { numRuns: RUNS },
    ));

  it("when the initial numbers lie elsewhere, the wrap-around at 2³² among their places", () =>
    fc.assert(
      fc.asyncProperty(moves, arbitraryNumber(), arbitraryNumber(), async (list, isnA, isnB) => {
        const strip = (record: ConnectionRecord) =>
          withEnds(record, ({ isn }) => ({ isn: isn === null ? null : 0 }));
        // Wireshark compares the unused field too: a constant there is a number that does not move along.
        const ends = { ...ENDS, unused: "number" } as const;
        const shifted = await recordsOf(conversation(list, { ...ends, isnA, isnB }));
        expect(shifted.map(strip)).toEqual((await recordsOf(conversation(list, ends))).map(strip));
      }),
      { numRuns: RUNS },
    ));

  it("when the ports are others", () =>
    fc.assert(
      fc.asyncProperty(moves, fc.integer({ min: 50003, max: 65535 }), async (list, port) => {
        const a = { ...ENDS.a, port };
        const strip = (record: ConnectionRecord) => ({
          ...withEnds(record, ({ ip }) => ({ port: ip === a.ip ? 0 : 1 })),
          communityId: "",
        });
        const shifted = await recordsOf(conversation(list, { ...ENDS, a }));
        expect(shifted.map(strip)).toEqual((await recordsOf(conversation(list))).map(strip));
      }),
      { numRuns: RUNS },
    ));

  it("when every frame is captured twice, but the counts of packets", () =>
    holds(async (list) => {
      // No sum of pauses is a limit by which an RST or a retry is judged: there the copy would stand behind it.
      const apart = list.map((move) => ({
        ...move,
        pause: Math.max(move.pause, 0.01) + 0.00137,
        fate: move.fate === "twice" ? ("captured" as const) : move.fate,
      }));
      const once = conversation(apart);
      const twice = once.flatMap((line) => [line, { ...line, time: line.time + 200_000 }]);
      const story = ({ client, server, ...record }: ConnectionRecord) => [
        [record.verdict, record.opening, record.closing, record.closedBy, record.roles, record.previous],
        record.synRttSeconds,
        ...[client, server].map((end) => [end.ip, end.state, end.isn, end.retransmissions]),
      ];
      expect((await recordsOf(twice)).map(story)).toEqual((await recordsOf(once)).map(story));
    }));

  it("when the input comes in pieces", () =>
    fc.assert(
      fc.asyncProperty(moves, fc.array(fc.nat(3000), { maxLength: 6 }), async (list, cuts) => {
        const bytes = new Scenario(conversation(list)).bytes();
        const edges = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = edges.slice(1).map((edge, index) => bytes.slice(edges[index], edge));
        expect((await analyzeBytes(pieces)).connections).toEqual((await analyzeBytes(bytes)).connections);
      }),
      { numRuns: RUNS },
    ));

  it("when it is pcapng", () =>
    holds(async (list) => {
      const packets = new Scenario(conversation(list)).packets();
      const nanos = { linkType: 1, resolution: 9 };
      const pcapng = await analyzeBytes(writePcapng(packets, { interfaces: [nanos] }));
      expect(pcapng.connections).toEqual(
        (await analyzeBytes(writePcap(packets, { nanos: true }))).connections,
      );
    }));
});

it("two captures with nothing in common, merged by time, give what each gives", () =>
  fc.assert(
    fc.asyncProperty(moves, moves, async (first, second) => {
      const others = {
        a: { name: "c", ip: "10.0.0.3", port: 50001 },
        b: { name: "d", ip: "10.0.0.4", port: 50002 },
      };
      const one = conversation(first).sort(byTime);
      const two = conversation(second, others).sort(byTime);
      // Both stop at the same moment: what a clock ends must have ended in both.
      const last: ScenarioLine = {
        number: 0,
        text: "arp",
        time: Math.max(...[...one, ...two].map(({ time }) => time), 0),
        packet: { kind: "arp" },
        states: [],
      };
      const together = [...one, ...two].sort(byTime);
      const merged = await recordsOf([...together, last]);
      const alone = [...(await recordsOf([...one, last])), ...(await recordsOf([...two, last]))];
      expect(merged.map(withoutNumbers).sort(byText)).toEqual(alone.map(withoutNumbers).sort(byText));
    }),
    { numRuns: RUNS },
  ));

function countsOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function arbitraryNumber(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: 0, max: 0xffff_ffff }),
    fc.integer({ min: 0xffff_f000, max: 0xffff_ffff }),
    fc.integer({ min: 0x7fff_f000, max: 0x8000_1000 }),
  );
}

/** As text, without what numbers connections and packets of the whole. */
function withoutNumbers(record: ConnectionRecord): string {
  const { id, firstPacket, lastPacket, previous, ...rest } = record;
  const findings = record.findings.map(({ packets, ...finding }) => ({
    ...finding,
    packets: packets.length,
  }));
  const ordered = id > 0 && firstPacket <= lastPacket;
  return JSON.stringify({ ...rest, findings, reuses: previous !== null, packets: ordered });
}

function byTime(a: ScenarioLine, b: ScenarioLine): number {
  return a.time - b.time;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
