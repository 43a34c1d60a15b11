// `read --follow`: lines while the file grows, and after Ctrl-C the report of `read`.
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../notation/start-states.ts";
import { run } from "./captured-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "read-follow-"));
const path = join(folder, "growing.pcap");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Begins with a part of the capture, the rest comes in two pieces, then Ctrl-C. */
async function followed(bytes: Uint8Array, ...argv: string[]) {
  writeFileSync(path, bytes.subarray(0, 30));
  const grow = async () => {
    await pause(100);
    appendFileSync(path, bytes.subarray(30, 151));
    await pause(100);
    appendFileSync(path, bytes.subarray(151));
    await pause(400);
  };
  return run(["read", "--follow", path, ...argv], { interrupt: grow() });
}

const lines = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("read --follow", () => {
  const bytes = scenario(CLOSED_BY_CLIENT).bytes();

  it("tells events, and at the end the report", async () => {
    const { exitCode, stdout, stderr } = await followed(bytes);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^\S+ +open .*\n\S+ +close .*\n\n/);
    expect(stdout).toContain("growing.pcap · pcap, Ethernet · 7 packets");
  });

  it("names what to call next with the options that left packets out", async () => {
    const { stdout } = await followed(bytes, "--since", "+0s");
    const calls = stdout.split("\n").filter((line) => line.includes("shakedown show"));
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) expect(call).toContain("--since");
  });

  it("gives the connections that read gives of the whole", async () => {
    const live = lines((await followed(bytes, "--format", "ndjson")).stdout);
    const read = lines((await run(["read", path, "--format", "ndjson"])).stdout);
    const stories = (records: { type: string }[]) =>
      records
        .filter(({ type }) => type === "connection")
        .map((record) => JSON.stringify(record, (key, value) => (key === "stateSinceSeconds" ? 0 : value)));
    expect(stories(live)).toEqual(stories(read));
    expect(stories(live)).toHaveLength(1);
  });

  it("tells events to programs when they are wanted, and only of what is selected", async () => {
    const all = lines((await followed(bytes, "--format", "ndjson", "--events")).stdout);
    expect(all.flatMap(({ type, kind }) => (type === "event" ? kind : []))).toEqual(
      expect.arrayContaining(["open", "close", "state"]),
    );
    const none = lines(
      (await followed(bytes, "--format", "ndjson", "--events", "--select", "port:1")).stdout,
    );
    expect(none.map(({ type }) => type)).toEqual(["capture", "summary"]);
  });

  it("numbers the events of what is selected without a gap", async () => {
    const two = scenario(`
      @0  client:40001 > server:80  S   0:0
          server:80 > client:40001  S.  0:0   ack 1
      @1  client:40002 > server:81  S   0:0
          server:81 > client:40002  R.  seq=0 ack 1
    `).bytes();
    const told = lines((await followed(two, "--format", "ndjson", "--events", "--select", "port:81")).stdout);
    const events = told.filter(({ type }) => type === "event");
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ kind }) => kind)).toContain("refused");
  });

  it("fails as read does, and says a line where only a line is wanted", async () => {
    const { exitCode, stdout } = await followed(
      scenario(`${ESTABLISHED}\n server > client  R.  1:1  ack 1`).bytes(),
      "--quiet",
      "--fail-on",
      "reset",
    );
    expect(exitCode).toBe(1);
    expect(stdout.trim().split("\n")).toHaveLength(1);
  });

  it.each([
    [["x.pcap", "y.pcap"], "one file"],
    [["x.pcap", "--write", "z.pcapng"], "--write: reads a capture twice"],
    [["x.pcap", "--format", "csv"], "csv is one document"],
  ])("refuses what cannot be: %j", async (argv, words) => {
    const { exitCode, stdout, stderr } = await run(["read", "--follow", ...argv]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
