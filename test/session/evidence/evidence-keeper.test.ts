// The one connection that failed among thousands has its own file, with its beginning and its end; and no
// flood of failures fills the disk or the memory.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { openCapture } from "../../../src/capture/open-capture.ts";
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import { runEngine } from "../../../src/session/engine.ts";
import { EvidenceKeeper, type EvidenceKeeperOptions } from "../../../src/session/evidence/evidence-keeper.ts";
import { FIRST_PACKETS, LAST_PACKETS } from "../../../src/session/evidence/evidence-store.ts";
import { type ReadPacket, readAll } from "../../capture/read-packets.ts";
import { analyzeBytes, scenario } from "../../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../../notation/start-states.ts";
import { type WrittenPacket, writePcap } from "../../notation/write-pcap.ts";

const folder = mkdtempSync(join(tmpdir(), "evidence-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});

interface Kept {
  readonly keeper: EvidenceKeeper;
  readonly connections: readonly ConnectionRecord[];
  readonly files: readonly string[];
}

async function kept(bytes: Uint8Array, options: Partial<EvidenceKeeperOptions> = {}): Promise<Kept> {
  const source = await openCapture(bytes);
  const keeper = new EvidenceKeeper(source, {
    folder,
    application: "test 1",
    severity: "warning",
    memory: 4_000_000,
    keep: 1000,
    onFailure: ({ code }) => expect.unreachable(code),
    ...options,
  });
  const connections: ConnectionRecord[] = [];
  await runEngine(
    source,
    { follower: keeper },
    {
      event: (event, record, handle) => keeper.event(event, record, handle),
      connection: (record) => connections.push(record),
    },
  );
  await keeper.close();
  return { keeper, connections, files: readdirSync(folder).sort() };
}

async function contents(name: string): Promise<{ packets: readonly ReadPacket[]; comment: string }> {
  const source = await openCapture(join(folder, name));
  const comment = source.inputs[0]?.comments.join() ?? "";
  const { packets, damage } = await readAll(source);
  expect(damage).toEqual([]);
  return { packets, comment };
}

const inHex = (packets: readonly WrittenPacket[]) =>
  readAllOf(packets).then((read) => read.map(({ bytes, time }) => [time, bytes]));
const readAllOf = async (packets: readonly WrittenPacket[]) =>
  (await readAll(await openCapture(writePcap(packets, { nanos: true })))).packets;

/** The text with its client at another port, so many times, each a millisecond after the one before. */
function manyTimes(text: string, count: number, firstPort = 20_000): WrittenPacket[] {
  const packets: WrittenPacket[] = [];
  for (let number = 0; number < count; number++) {
    const moved = text
      .replaceAll("client >", `client:${firstPort + number} >`)
      .replaceAll(/> client\b/g, `> client:${firstPort + number}`);
    const start = 1_700_000_000_000_000_000n + BigInt(number) * 1_000_000n;
    packets.push(...scenario(moved).startingAt(start).packets());
  }
  return packets;
}

const together = (...groups: readonly WrittenPacket[][]) =>
  writePcap(
    groups.flat().sort((one, other) => Number(one.time - other.time)),
    { nanos: true },
  );

const FAILED = `${ESTABLISHED}
  client > server  P.  1:101    ack 1
  server > client  .   1:1      ack 101
  server > client  R.  1:1      ack 101
`;

describe("a connection with a finding", () => {
  it("has a file of its own among thousands without: all its packets, and the verdict as comment", async () => {
    const failed = manyTimes(FAILED, 1, 999);
    const { files, connections, keeper } = await kept(together(manyTimes(CLOSED_BY_CLIENT, 1200), failed));
    expect(connections).toHaveLength(1201);
    const [record] = connections.filter(({ verdict }) => verdict === "reset");
    expect(files).toEqual([
      `20231114T221320Z_${record?.client.ip}-999_${record?.server.ip}-${record?.server.port}_reset_${record?.id}.pcapng`,
    ]);
    const { packets, comment } = await contents(files[0] as string);
    expect(packets.map(({ bytes, time }) => [time, bytes])).toEqual(await inHex(failed));
    expect(comment).toBe(
      `connection ${record?.id}: reset\nwarning: reset. ${record?.findings.find(({ id }) => id === "reset")?.summary}`,
    );
    expect(keeper.leftOut).toBe(0);
  });

  it("reads again as the same story", async () => {
    const { files, connections } = await kept(together(manyTimes(FAILED, 1)));
    const bytes = readFileSync(join(folder, files[0] as string));
    expect((await analyzeBytes(bytes)).connections).toEqual(connections);
  });

  it("that is long keeps its first and its last packets", async () => {
    const data = Array.from({ length: 200 }, (_, index) => {
      const [from, to] = [1 + index * 10, 11 + index * 10];
      return `client > server  P.  ${from}:${to}  ack 1\n server > client  .  1:1  ack ${to}`;
    });
    const long = manyTimes(`${ESTABLISHED}\n${data.join("\n")}\n server > client  R.  1:1  ack 2001`, 1);
    const { files } = await kept(together(long));
    const { packets } = await contents(files[0] as string);
    const whole = await inHex(long);
    expect(packets.map(({ bytes, time }) => [time, bytes])).toEqual([
      ...whole.slice(0, FIRST_PACKETS),
      ...whole.slice(-LAST_PACKETS),
    ]);
  });

  it("of less severity than is wanted has no file", async () => {
    const { files, connections } = await kept(together(manyTimes(FAILED, 1)), { severity: "error" });
    expect(connections[0]?.findings.map(({ severity }) => severity)).toEqual(["warning"]);
    expect(files).toEqual([]);
  });

  it("that is not selected has no file", async () => {
    const selected = ({ client }: ConnectionRecord) => client.port !== 20_001;
    const { files, keeper } = await kept(together(manyTimes(FAILED, 3)), { selected });
    expect(files.map((name) => name.match(/-(200\d\d)_/)?.[1])).toEqual(["20000", "20002"]);
    expect(keeper.leftOut).toBe(0);
  });

  it("that uses four addresses again has its own SYN, though nobody knew at first whose it was", async () => {
    const again = `${CLOSED_BY_CLIENT}
      +1 client > server  S   900000:900000
      server > client  S.  900000:900000  ack 900001
      client > server  .   900001:900001  ack 900001
      server > client  R.  900001:900001  ack 900001
    `;
    const { files, connections } = await kept(together(manyTimes(again, 1)));
    const record = connections.find(({ verdict }) => verdict === "reset");
    expect(files).toHaveLength(1);
    const { packets } = await contents(files[0] as string);
    expect(packets).toHaveLength((record?.client.packets ?? 0) + (record?.server.packets ?? 0));
  });
});

describe("what is bounded", () => {
  it("files of one finding at a time: the rest is counted, and other findings are not held up", async () => {
    const flood = manyTimes(FAILED, 200);
    const REFUSED = "client > server  S  0:0 \n server > client  R.  0:0  ack 1";
    const refused = manyTimes(REFUSED, 1, 999).map((packet) => ({
      ...packet,
      time: packet.time + 10n ** 9n,
    }));
    const { files, keeper } = await kept(together(flood, refused));
    expect(files.filter((name) => name.includes("_reset_"))).toHaveLength(20);
    expect(files.filter((name) => name.includes("_connection-refused_"))).toHaveLength(1);
    expect(keeper.leftOut).toBe(180);
  });

  it("files in all: the oldest of the finding that has most goes first", async () => {
    const REFUSED = "client > server  S  0:0 \n server > client  R.  0:0  ack 1";
    const { files } = await kept(together(manyTimes(REFUSED, 2, 999), manyTimes(FAILED, 15)), { keep: 6 });
    expect(files).toHaveLength(6);
    expect(files.filter((name) => name.includes("_connection-refused_"))).toHaveLength(2);
    // (Written in the order in which they failed: the newest stay.)
    expect(
      files.filter((name) => name.includes("_reset_")).map((name) => name.match(/-(200\d\d)_/)?.[1]),
    ).toEqual(["20011", "20012", "20013", "20014"]);
  });

  it("memory: whoever was idle for longest is forgotten, and what is kept stays right", async () => {
    const open = manyTimes(`${ESTABLISHED}\n+9 server > client  R.  1:1  ack 1`, 2000, 10_000);
    const { keeper, files } = await kept(together(open), { memory: 100_000 });
    expect(keeper.store.memory).toBeLessThanOrEqual(100_000);
    expect(keeper.store.forgotten).toBeGreaterThan(1000);
    expect(files.length + keeper.leftOut).toBe(2000);
    for (const name of files) {
      const { packets } = await contents(name);
      expect(new Set(packets.map(({ linkType }) => linkType))).toEqual(new Set([1]));
    }
  });
});
