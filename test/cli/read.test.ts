// `shakedown read` from the words of the command line to what comes out, on captures written here.
import { execFileSync } from "node:child_process";
import { constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import type { Report } from "../../src/record/report-record.ts";
import { scenario } from "../notation/scenario.ts";
import { complaints } from "../record/complaints.ts";
import { run } from "./captured-terminal.ts";

/** 1: closed by the client. 2: refused. 3: CLOSE_WAIT at the server. 4: a SYN nobody answers. */
const STORY = scenario(`
  @0    client:40001 > server:80  S   0:0
        server:80 > client:40001  S.  0:0   ack 1
        client:40001 > server:80  .   1:1   ack 1
        client:40001 > server:80  P.  1:101 ack 1
        server:80 > client:40001  .   1:1   ack 101
        client:40001 > server:80  F.  101:101 ack 1
        server:80 > client:40001  F.  1:1   ack 102
        client:40001 > server:80  .   102:102 ack 2
  @1    client:40002 > server:81  S   0:0
        server:81 > client:40002  R.  seq=0 ack 1
  @2    client:40003 > server:80  S   0:0
        server:80 > client:40003  S.  0:0   ack 1
        client:40003 > server:80  .   1:1   ack 1
        client:40003 > server:80  F.  1:1   ack 1
        server:80 > client:40003  .   1:1   ack 2
  @3    client:40004 > server:82  S   0:0
  @4    client:40004 > server:82  S   0:0
`);

const SUMS =
  "17 packets, 4 connections: 1 closed, 1 refused, 1 half-closed, 1 unanswered; findings: 1 connection-refused, 1 syn-unanswered";

const folder = mkdtempSync(join(tmpdir(), "shakedown-read-"));
const whole = join(folder, "story.pcap");
const cut = join(folder, "cut.pcap");
const damaged = join(folder, "damaged.pcap");
const text = join(folder, "notes.txt");

/** Bytes of a pcap file's header, and of a record's. */
const FILE_HEADER = 24;
const RECORD_HEADER = 16;

beforeAll(() => {
  const bytes = STORY.bytes();
  writeFileSync(whole, bytes);
  writeFileSync(cut, bytes.subarray(0, bytes.length - 5));
  // The second record claims 4 GB less one byte.
  const lengths = new DataView(bytes.buffer, bytes.byteOffset);
  const little = lengths.getUint32(0, true) === 0xa1b23c4d;
  const second = FILE_HEADER + RECORD_HEADER + lengths.getUint32(FILE_HEADER + 8, little);
  const broken = bytes.slice();
  new DataView(broken.buffer).setUint32(second + 8, 0xffffffff, little);
  writeFileSync(damaged, broken);
  writeFileSync(text, "Buy milk.\n".repeat(20));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function json(...options: string[]): Promise<Report> {
  const { exitCode, stdout, stderr } = await run(["read", whole, "--format", "json", ...options]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout);
}

async function ids(...options: string[]): Promise<number[]> {
  return (await json(...options)).connections.map(({ id }) => id);
}

describe("formats", () => {
  test("json is one document that the schema accepts, connections by id", async () => {
    const report = await json();
    expect(complaints(report)).toEqual([]);
    expect(report.connections.map(({ id, verdict }) => [id, verdict])).toEqual([
      [1, "closed"],
      [2, "refused"],
      [3, "half-closed"],
      [4, "unanswered"],
    ]);
  });

  test("ndjson is lines that the schema accepts: capture first, summary last", async () => {
    const { exitCode, stdout } = await run(["read", whole, "--format", "ndjson"]);
    expect(exitCode).toBe(0);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.flatMap(complaints)).toEqual([]);
    const types = lines.map((line) => line.type);
    expect([types[0], types.at(-1)]).toEqual(["capture", "summary"]);
    expect(types.filter((type) => type === "connection")).toHaveLength(4);
  });

  test("json and ndjson say the same of a connection", async () => {
    const { stdout } = await run(["read", whole, "--format", "ndjson"]);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const records = lines
      .filter((line) => line.type === "connection")
      .map(({ type: _type, ...record }) => record);
    records.sort((a: ConnectionRecord, b: ConnectionRecord) => a.id - b.id);
    expect(records).toEqual((await json()).connections);
  });

  test("csv has a line for each connection, by id", async () => {
    const { exitCode, stdout } = await run(["read", whole, "--format", "csv"]);
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split(/\r?\n/);
    expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(["1", "2", "3", "4"]);
  });

  test("text names what was read and how it ended", async () => {
    const { exitCode, stdout, stderr } = await run(["read", whole]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const word of ["story.pcap", "refused", "half-closed", "unanswered", "CLOSE_WAIT"])
      expect(stdout).toContain(word);
  });

  test("text is coloured on a terminal only, unless told", async () => {
    const coloured = async (...rest: Parameters<typeof run>) =>
      (await run(...rest)).stdout.includes("\u001b[");
    expect(await coloured(["read", whole])).toBe(false);
    expect(await coloured(["read", whole], { isTTY: true })).toBe(true);
    expect(await coloured(["read", whole, "--no-color"], { isTTY: true })).toBe(false);
    expect(await coloured(["read", whole], { isTTY: true, env: { NO_COLOR: "1" } })).toBe(false);
    expect(await coloured(["read", whole], { env: { FORCE_COLOR: "1" } })).toBe(true);
  });

  test("--ascii draws with ASCII alone", async () => {
    expect((await run(["read", whole, "--ascii"])).stdout).toMatch(/^[\n\x20-\x7e]+$/);
  });

  test("--quiet is one line, whatever the format", async () => {
    const line = `${SUMS}\n`;
    expect(await run(["read", whole, "--quiet"])).toEqual({ exitCode: 0, stdout: line, stderr: "" });
    expect((await run(["read", whole, "--quiet", "--format", "json"])).stdout).toBe(line);
    const chosen = await run(["read", whole, "--quiet", "--select", "port:80"]);
    expect(chosen.stdout).toBe("17 packets, 2 of 4 connections: 1 closed, 1 half-closed\n");
    const none = await run(["read", whole, "--quiet", "--select", "port:443"]);
    expect(none.stdout).toBe("17 packets, 0 of 4 connections\n");
  });
});

describe("--no-connections", () => {
  test("leaves them out of json and ndjson; the summary stays", async () => {
    const report = await json("--no-connections");
    expect(complaints(report)).toEqual([]);
    expect(report).not.toHaveProperty("connections");
    expect(report.summary).toEqual((await json()).summary);
    const { stdout } = await run(["read", whole, "--format", "ndjson", "--no-connections"]);
    expect(stdout).not.toContain('"type":"connection"');
  });
});

test("--select and --no-connections: in text the sums of what is selected, without the table", async () => {
  const { stdout } = await run(["read", whole, "--no-connections", "--select", "verdict:refused"]);
  expect(stdout).toMatch(/Outcomes of the selected\n {2}refused {2}1 .*\n$/);
  const none = await run(["read", whole, "--no-connections", "--select", "port:443"]);
  expect(none.stdout).toMatch(/\nNo connection matches the selection\.\n$/);
});

describe("--events", () => {
  async function lines(...options: string[]): Promise<Record<string, unknown>[]> {
    const { stdout } = await run(["read", whole, "--format", "ndjson", "--events", ...options]);
    return stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  }

  test("stand between the other lines, before the connection that they are about", async () => {
    const all = await lines();
    expect(all.flatMap(complaints)).toEqual([]);
    expect(all[0]).toMatchObject({ type: "capture" });
    expect(all.at(-1)).toMatchObject({ type: "summary" });
    const events = all.filter(({ type }) => type === "event");
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    const closed = all.findIndex(({ kind }) => kind === "close");
    const connection = all.findIndex(({ type, id }) => type === "connection" && id === 1);
    expect(closed).toBeGreaterThan(0);
    expect(connection).toBeGreaterThan(closed);
  });

  test("without them there are none", async () => {
    const { stdout } = await run(["read", whole, "--format", "ndjson"]);
    expect(stdout).not.toContain('"type":"event"');
  });

  test("of what is selected only, numbered without a gap", async () => {
    const all = await lines("--select", "verdict:refused");
    const events = all.filter(({ type }) => type === "event");
    expect(events.map(({ seq, connection }) => [seq, connection])).toEqual(
      events.map((_, index) => [index + 1, 2]),
    );
    expect(events.map(({ kind }) => kind)).toContain("refused");
  });

  test.each([[], ["--format", "json"], ["--format", "csv"], ["--format", "ndjson", "--quiet"]])(
    "elsewhere they have no place: %j %j",
    async (...options) => {
      const { exitCode, stderr } = await run(["read", whole, "--events", ...options.filter((one) => one)]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain("--events: events are lines of ndjson: add --format ndjson");
    },
  );
});

describe("--select", () => {
  test.each([
    ["verdict:refused", [2]],
    ["not verdict:refused,closed", [3, 4]],
    ["server.state:CLOSE_WAIT", [3]],
    ["id:2-3", [2, 3]],
    ["port:80", [1, 3]],
    ["bytes>=100", [1]],
    ["handshake>19ms", [1, 3]],
    ["host:192.0.2.1 server.port>81", [4]],
    ["verdict:partial", []],
  ])("%s", async (expression, expected) => {
    expect(await ids("--select", expression)).toEqual(expected);
  });

  test("leaves the summary about everything", async () => {
    expect((await json("--select", "id:2")).summary).toEqual((await json()).summary);
  });

  test("chooses the lines of ndjson too", async () => {
    const { stdout } = await run(["read", whole, "--format", "ndjson", "--select", "id:4"]);
    expect(stdout.match(/"type":"connection"/g)).toHaveLength(1);
  });
});

describe("--since and --until", () => {
  test("by offset from the first packet", async () => {
    expect((await json("--since", "1s", "--until", "2s")).summary.tcpPackets).toBe(2);
    expect((await json("--since", "2.5")).summary.tcpPackets).toBe(2);
  });

  test("what lies outside is counted, and the capture stays what it is", async () => {
    const { capture, summary } = await json("--since", "1s", "--until", "2s");
    expect(capture).toEqual((await json()).capture);
    expect(summary.outcomes).toEqual({ "outside-span": 15 });
    expect((await run(["read", whole, "--since", "1s", "--until", "2s"])).stdout).toContain(
      "15 packets left out: outside the time that was asked for",
    );
    expect((await run(["read", whole, "--since", "1h"])).stdout).toContain(
      "No packet lies in the time that was asked for.",
    );
  });

  test("by moment", async () => {
    // The story begins at 1700000000, which is 2023-11-14T22:13:20Z.
    const byEpoch = await json("--since", "@1700000001", "--until", "@1700000002");
    const byIso = await json("--since", "2023-11-14T22:13:21Z", "--until", "2023-11-14T22:13:22Z");
    expect(byEpoch.connections.map(({ verdict }) => verdict)).toEqual(["refused"]);
    expect(byIso).toEqual(byEpoch);
  });
});

test("--msl decides how long TIME_WAIT lasts", async () => {
  const stateOf = async (...options: string[]) => (await json(...options)).connections[0]?.client.state;
  expect(await stateOf()).toBe("TIME_WAIT");
  expect(await stateOf("--msl", "1")).toBe("CLOSED");
});

test("--max-connections bounds the table, and says what it dropped", async () => {
  const bounded = (...options: string[]) => run(["read", whole, "--max-connections", "2", ...options]);
  const { stdout, stderr } = await bounded("--format", "json");
  const report: Report = JSON.parse(stdout);
  // Of the four, the first two give way to the last two.
  expect(report.summary.evicted).toBe(2);
  expect(report.connections.filter(({ evicted }) => evicted)).toHaveLength(2);
  const said = "2 connections dropped before their end, because the table was full";
  expect(stderr).toBe(`shakedown: ${said}; raise --max-connections\n`);
  // The text has a place for it, and so has the one line.
  expect(await bounded("--quiet")).toMatchObject({
    stdout: expect.stringMatching(/unanswered; 2 evicted, the table was full\n$/),
    stderr: "",
  });
  expect((await bounded()).stdout).toContain(said);
  expect((await bounded()).stderr).toBe("");
});

describe("the width of the report", () => {
  /** Of the lines that are not commands to be copied: these run over. */
  const widest = async (...rest: Parameters<typeof run>) =>
    Math.max(
      ...(await run(...rest)).stdout
        .split("\n")
        .filter((line) => !line.startsWith("shakedown"))
        .map((line) => line.length),
    );
  const table = async (...rest: Parameters<typeof run>) =>
    (await run(...rest)).stdout.split("\n").find((line) => line.includes("client state"));

  test("in a file or a pipe has room for every column", async () => {
    expect(await table(["read", whole])).toMatch(/verdict +handshake +data +packets +duration +waiting$/);
  });

  test("is the screen's, also where a pager stands between", async () => {
    expect(await widest(["read", whole, "--no-color"], { isTTY: true })).toBeLessThanOrEqual(100);
    expect(await widest(["read", whole], { errorsIsTTY: true })).toBeLessThanOrEqual(100);
    expect(await widest(["read", whole], { env: { COLUMNS: "60" } })).toBeLessThanOrEqual(60);
  });
});

describe("exit codes", () => {
  const failing = (...options: string[]) => run(["read", whole, "--quiet", ...options]);

  test("1: --fail-on matched, and what", async () => {
    const matched = "--fail-on refused,unanswered matched: connections 2, 4";
    const { exitCode, stderr } = await run(["read", whole, "--fail-on", "refused,unanswered"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: `shakedown: ${matched}\n` });
    // With --quiet in its one line.
    expect(await failing("--fail-on", "refused,unanswered")).toEqual({
      exitCode: 1,
      stdout: `${SUMS}; ${matched}\n`,
      stderr: "",
    });
  });

  test("0: --fail-on did not match what is reported", async () => {
    expect(await failing("--fail-on", "reset")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await failing("--fail-on", "refused", "--select", "not id:2")).toMatchObject({ exitCode: 0 });
  });

  test("--fail-on judges without --quiet and without connections too", async () => {
    for (const options of [[], ["--no-connections"], ["--format", "json", "--no-connections"]]) {
      expect((await run(["read", whole, "--fail-on", "refused", ...options])).exitCode).toBe(1);
    }
  });

  test("2: an input that cannot be read, before anything is", async () => {
    for (const bad of [join(folder, "absent.pcap"), text, folder]) {
      const { exitCode, stdout, stderr } = await run(["read", whole, bad]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      expect(stderr).toMatch(/^shakedown: .+\n$/);
      expect(stderr).toContain(bad);
    }
  });

  test("3: cut short, in one friendly line, with the report of what is before", async () => {
    const { exitCode, stdout, stderr } = await run(["read", cut, "--quiet"]);
    expect(exitCode).toBe(3);
    expect(stdout).toBe(
      "16 packets, 4 connections: 1 closed, 1 refused, 1 half-closed, 1 connecting; findings: 1 connection-refused\n",
    );
    expect(stderr).toMatch(
      /^shakedown: \S+cut\.pcap ends inside packet 17 \(byte \d+\), as a capture that was killed does; everything before it is reported\n$/,
    );
  });

  test("3: damaged, with file, byte, packet and what was expected", async () => {
    const { exitCode, stdout, stderr } = await run(["read", damaged, "--format", "json"]);
    expect(exitCode).toBe(3);
    const report: Report = JSON.parse(stdout);
    expect(complaints(report)).toEqual([]);
    expect(report.summary.packets).toBe(1);
    expect(report.summary.damaged).toMatchObject([{ file: damaged, packet: 2, cutShort: false }]);
    expect(stderr).toMatch(
      /^shakedown: \S+damaged\.pcap is damaged at byte \d+, packet 2: .+; what comes before it is reported\n$/,
    );
  });

  test("1 wins over 3", async () => {
    const { exitCode, stderr } = await run(["read", cut, "--fail-on", "refused"]);
    expect(exitCode).toBe(1);
    expect(stderr.trimEnd().split("\n")).toHaveLength(2);
  });

  test("damage is said once on a terminal, in the report, and on standard error wherever that leads elsewhere", async () => {
    const said = "ends inside packet 17";
    const { exitCode, stdout, stderr } = await run(["read", cut], { isTTY: true });
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: "" });
    expect(stdout.split(said)).toHaveLength(2);
    for (const where of [{}, { isTTY: true, errorsIsTTY: false }, { errorsIsTTY: true }]) {
      expect((await run(["read", cut], where)).stderr).toContain(said);
    }
    expect((await run(["read", cut, "--format", "json"], { isTTY: true })).stderr).toContain(said);
  });
});

test("Ctrl-C ends a wait for a pipe on which nothing comes: 130, and not a word", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  // A writer that says nothing.
  const writer = await open(pipe, constants.O_RDWR);
  try {
    const interrupted = await run(["read", pipe], { interrupt: Promise.resolve() });
    expect(interrupted).toEqual({ exitCode: 130, stdout: "", stderr: "" });
  } finally {
    await writer.close();
  }
});
