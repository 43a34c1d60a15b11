// Text → bytes of a capture → the whole real path → connection records. What tests of the tracker
// speak with; it fakes nothing.
import { expect } from "vitest";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { ConnectionRecord, EndpointRecord } from "../../src/record/connection-record.ts";
import { runEngine } from "../../src/session/engine.ts";
import type { EngineOptions, EngineResult } from "../../src/session/engine-options.ts";
import { encodePacket } from "./encode-packet.ts";
import { type Endpoint, parseScenario, type ScenarioLine, type ScenarioOptions } from "./parse-scenario.ts";
import { type WrittenPacket, writePcap } from "./write-pcap.ts";

/** 2023-11-14T22:13:20Z: where every scenario begins unless told otherwise. */
export const SCENARIO_START = 1_700_000_000_000_000_000n;

export interface ScenarioRun {
  readonly connections: ConnectionRecord[];
  readonly result: EngineResult;
}

export class Scenario {
  readonly lines: readonly ScenarioLine[];
  readonly #start: bigint;

  constructor(lines: readonly ScenarioLine[], start = SCENARIO_START) {
    this.lines = lines;
    this.#start = start;
  }

  /** The scenario as far as its nth line that holds a packet. */
  until(count: number): Scenario {
    return new Scenario(this.lines.slice(0, count), this.#start);
  }

  /** The same, beginning at another moment (nanoseconds since 1970). */
  startingAt(start: bigint): Scenario {
    return new Scenario(this.lines, start);
  }

  packets(): WrittenPacket[] {
    return this.lines.map((line) => {
      const frame = encodePacket(line.packet);
      const snap = line.packet.kind === "segment" ? line.packet.segment.snap : undefined;
      return {
        time: this.#start + BigInt(line.time),
        bytes: snap === undefined ? frame : frame.subarray(0, snap),
        original: frame.length,
      };
    });
  }

  /** A pcap file with nanoseconds. */
  bytes(): Uint8Array {
    return writePcap(this.packets(), { nanos: true });
  }

  async run(options: EngineOptions = {}): Promise<ScenarioRun> {
    return analyzeBytes(this.bytes(), options);
  }

  /** By id. */
  async connections(options: EngineOptions = {}): Promise<ConnectionRecord[]> {
    return (await this.run(options)).connections;
  }

  /** The only connection; fails when there is none or another. */
  async connection(options: EngineOptions = {}): Promise<ConnectionRecord> {
    const connections = await this.connections(options);
    expect(connections.map((record) => record.id)).toEqual([1]);
    return connections[0]!;
  }
}

export function scenario(text: string, options: ScenarioOptions = {}): Scenario {
  return new Scenario(parseScenario(text, options));
}

/** Runs a capture file's bytes, whole or in pieces, through capture, decode, track and record. */
export async function analyzeBytes(
  bytes: Uint8Array | Iterable<Uint8Array>,
  options: EngineOptions = {},
): Promise<ScenarioRun> {
  const connections: ConnectionRecord[] = [];
  const result = await runEngine(
    await openCapture(bytes),
    { order: "id", ...options },
    { connection: (record) => connections.push(record) },
  );
  return { connections, result };
}

/**
 * Checks both states after every line that has columns, `| SYN_SENT | UNKNOWN`, as a capture that
 * ends there would report them. The left column is the end that is called client…, else the one
 * that the scenario names first; "-" is not looked at.
 */
export async function expectStates(
  text: string,
  options: ScenarioOptions = {},
  engine: EngineOptions = {},
): Promise<void> {
  const whole = scenario(text, options);
  const expected: string[] = [];
  const found: string[] = [];
  for (const [index, line] of whole.lines.entries()) {
    if (line.states.length === 0) continue;
    if (line.states.length !== 2) throw new Error(`line ${line.number}: expected two columns of states`);
    const [left, right] = endsOf(whole.lines, index);
    const records = await whole.until(index + 1).connections(engine);
    const record = records.findLast((each) => stateOf(each, left) !== "" && stateOf(each, right) !== "");
    const actual = record === undefined ? ["none", "none"] : [stateOf(record, left), stateOf(record, right)];
    const event = line.text.replace(/\s*\|.*$/, "");
    expected.push(`${event} | ${line.states.join(" | ")}`);
    found.push(`${event} | ${line.states.map((state, i) => (state === "-" ? "-" : actual[i])).join(" | ")}`);
  }
  if (expected.length === 0) throw new Error("no line has columns of states");
  expect(found).toEqual(expected);
}

/** The two ends of which a line speaks, in the order of the columns. */
function endsOf(lines: readonly ScenarioLine[], index: number): [Endpoint, Endpoint] {
  for (let i = index; i >= 0; i--) {
    const packet = lines[i]!.packet;
    if (packet.kind === "arp") continue;
    const { source, destination } = packet.kind === "segment" ? packet.segment : packet.error.quoted;
    const clients = [source, destination].filter((end) => end.name.startsWith("client"));
    if (clients.length === 1) return source === clients[0] ? [source, destination] : [destination, source];
    return firstNamed(lines, source, destination);
  }
  throw new Error("no segment stands before this line");
}

function firstNamed(lines: readonly ScenarioLine[], a: Endpoint, b: Endpoint): [Endpoint, Endpoint] {
  for (const { packet } of lines) {
    if (packet.kind !== "segment") continue;
    const { source, destination } = packet.segment;
    if (isSame(source, a) && isSame(destination, b)) return [a, b];
    if (isSame(source, b) && isSame(destination, a)) return [b, a];
  }
  return [a, b];
}

function isSame(a: Endpoint | EndpointRecord, b: Endpoint): boolean {
  return a.ip === b.ip && a.port === b.port;
}

function stateOf(record: ConnectionRecord, end: Endpoint): string {
  if (isSame(record.client, end)) return record.client.state;
  return isSame(record.server, end) ? record.server.state : "";
}
