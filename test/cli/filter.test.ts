// `--filter` on the command line and in the library: numbers count every packet, matched or not.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyze } from "../../src/analyze.ts";
import { FilterError } from "../../src/capture/filter-error.ts";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { Report } from "../../src/record/report-record.ts";
import { libpcapFile } from "../capture/libpcap-file.ts";
import { readAll } from "../capture/read-packets.ts";
import { ethernet, ipv4, tcp } from "../notation/frames.ts";
import { scenario } from "../notation/scenario.ts";
import { writePcap } from "../notation/write-pcap.ts";
import { run } from "./captured-terminal.ts";

/** Packets 1 to 3: opened at port 80. 4 and 5: refused at port 81. 6: one more to port 80. */
const STORY = scenario(`
  @0    client:40001 > server:80  S   0:0
        server:80 > client:40001  S.  0:0   ack 1
        client:40001 > server:80  .   1:1   ack 1
  @1    client:40002 > server:81  S   0:0
        server:81 > client:40002  R.  seq=0 ack 1
  @2    client:40001 > server:80  P.  1:5   ack 1
`);

const folder = mkdtempSync(join(tmpdir(), "shakedown-filter-"));
const capture = join(folder, "story.pcap");
const netlink = join(folder, "netlink.pcap");
const raw = join(folder, "raw.pcap");

beforeAll(() => {
  writeFileSync(capture, STORY.bytes());
  const packet = { time: 1_700_000_003_000_000_000n, bytes: ipv4({}, tcp({ destinationPort: 80 })) };
  writeFileSync(netlink, writePcap([packet], { linkType: 253 }));
  writeFileSync(raw, writePcap([packet], { linkType: 101 }));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function json(...argv: string[]): Promise<Report> {
  const { exitCode, stdout, stderr } = await run(["read", capture, "--format", "json", ...argv]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout);
}

describe.skipIf(libpcapFile === null)("--filter", () => {
  test("leaves out what does not match, says how many, and counts them all the same", async () => {
    const { capture: about, summary, connections } = await json("--filter", "port 81");
    expect(about.packets).toBe(6);
    expect(summary.packets).toBe(6);
    expect(summary.tcpPackets).toBe(2);
    expect(summary.outcomes).toEqual({ "filtered-out": 4 });
    expect(connections).toMatchObject([{ id: 1, verdict: "refused", firstPacket: 4, lastPacket: 5 }]);
    expect((await json("-f", "port 80")).connections).toMatchObject([{ firstPacket: 1, lastPacket: 6 }]);
  });

  test("time is judged first: what lies outside of it is not counted twice", async () => {
    expect((await json("-f", "port 80", "--until", "1s")).summary.outcomes).toEqual({ "outside-span": 3 });
    expect((await json("-f", "port 80", "--since", "1s")).summary.outcomes).toEqual({
      "outside-span": 3,
      "filtered-out": 2,
    });
  });

  test("the text report tells it, and its commands lead to the same connections", async () => {
    const { stdout } = await run(["read", capture, "-f", "tcp port 81"]);
    expect(stdout).toContain("4 packets left out: does not match the filter");
    expect(stdout).toContain(`shakedown show ${capture} --filter 'tcp port 81' 1`);
    expect((await run(["read", capture, "-f", "udp"])).stdout).toContain("No packet matches the filter.");
    const narrowed = (await run(["read", capture, "--since", "1s", "--until", "@1700000001.5"])).stdout;
    expect(narrowed).toContain(`shakedown show ${capture} --since 1s --until @1700000001.5 1`);
  });

  test("show and --write see the same packets", async () => {
    const { exitCode, stdout } = await run(["show", capture, "--filter", "tcp port 81", "1"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("refused");
    const written = join(folder, "written.pcapng");
    await run(["read", capture, "-f", "tcp[tcpflags] & tcp-push = 0 and port 80", "--write", written]);
    const { packets } = await readAll(await openCapture(written));
    const all = (await readAll(await openCapture(capture))).packets;
    expect(packets.map(({ bytes }) => bytes)).toEqual(all.slice(0, 3).map(({ bytes }) => bytes));
  });

  test("of several inputs each has its own program", async () => {
    const { exitCode, stdout } = await run(["read", capture, raw, "-f", "tcp port 80", "--format", "json"]);
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as Report).summary).toMatchObject({
      packets: 7,
      outcomes: { "filtered-out": 2 },
    });
  });

  test("a link type for which it means nothing is one line, and 2", async () => {
    const { exitCode, stdout, stderr } = await run(["read", netlink, "-f", "tcp", "--format", "ndjson"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^shakedown: --filter: "tcp": .* \(for packets of link type netlink\)\n$/);
  });

  test("a wrong one is told before any input is opened", async () => {
    const { exitCode, stdout, stderr } = await run(["read", join(folder, "not-there"), "-f", "tcp prot 80"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toBe(
      'shakedown: --filter: "tcp prot 80": can\'t parse filter expression: syntax error at column 5, behind "tcp"; ' +
        "the language is that of tcpdump, man pcap-filter\n",
    );
  });

  test("analyze takes it as text and rejects with FilterError", async () => {
    const bytes = writePcap([
      { time: 0n, bytes: ethernet(ipv4({}, tcp({ destinationPort: 80, flags: "S" }))) },
    ]);
    expect((await analyze(bytes, { filter: "port 81" })).summary.outcomes).toEqual({ "filtered-out": 1 });
    expect((await analyze(bytes, { filter: "port 80" })).connections.length).toBe(1);
    await expect(analyze(bytes, { filter: "prot 80" })).rejects.toThrow(FilterError);
  });
});
