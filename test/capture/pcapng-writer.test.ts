// What is written is what was captured: read back by our reader, and each packet counted once.
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { type CaptureSpec, openCaptures } from "../../src/capture/open-capture.ts";
import { PcapngWriter } from "../../src/capture/pcapng-writer.ts";
import { runEngine } from "../../src/session/engine.ts";
import { UndecidedPackets } from "../../src/session/undecided-packets.ts";
import { ChosenConnections, writePackets } from "../../src/session/write-packets.ts";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { writePcap } from "../notation/write-pcap.ts";
import { type WrittenPcapngPacket, writePcapng } from "../notation/write-pcapng.ts";
import { type ReadPacket, readAll } from "./read-packets.ts";

const folder = mkdtempSync(join(tmpdir(), "writer-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const out = join(folder, "out.pcapng");

/** Every packet of the inputs, written and read back. */
async function copied(inputs: readonly CaptureSpec[]): Promise<[ReadPacket[], ReadPacket[]]> {
  const writer = await PcapngWriter.create(out);
  writer.section("test", "a comment");
  const source = await openCaptures(inputs);
  for (let block = await source.nextBlock(); block !== null; block = await source.nextBlock()) {
    for (let index = block.from; index < block.to; index++) writer.packet(source, block, index, "");
    await writer.flush();
  }
  await source.close();
  await writer.finish();
  const before = await readAll(await openCaptures(inputs));
  return [before.packets, (await readAll(await openCaptures([out]))).packets];
}

/** The packets of the connections that `ids` name, by the way of the two readings. */
async function chosen(bytes: Uint8Array, ids: readonly number[]): Promise<ReadPacket[]> {
  const connections = new ChosenConnections();
  const undecided = new UndecidedPackets();
  await runEngine(
    await openCaptures([bytes]),
    { follower: undecided },
    { connection: (record) => ids.includes(record.id) && connections.add(record) },
  );
  const writer = await PcapngWriter.create(out);
  writer.section("test", "");
  await writePackets(await openCaptures([bytes]), connections, undecided, writer, {});
  await writer.finish();
  return (await readAll(await openCaptures([out]))).packets;
}

describe("packets are written as they were captured", () => {
  it("bytes, times to the nanosecond, link types, interfaces", async () => {
    const packets: WrittenPcapngPacket[] = [
      { time: 1_700_000_000_123_456_789n, bytes: Uint8Array.of(1, 2, 3, 4, 5), original: 5 },
      { time: 1_700_000_000_123_456_790n, bytes: Uint8Array.of(6), original: 1500, interface: 1 },
      { time: 1_600_000_000_000_000_001n, bytes: new Uint8Array(0), original: 60 },
    ];
    const interfaces = [
      { linkType: 1, name: "eth0", resolution: 9 },
      { linkType: 113, name: "any", resolution: 9, snapLength: 96 },
    ];
    const [before, after] = await copied([writePcapng(packets, { interfaces })]);
    expect(before).toHaveLength(3);
    expect(after).toEqual(before);
  });

  it("of several inputs in the order of their times", async () => {
    const at = (time: bigint, byte: number) => ({ time, bytes: Uint8Array.of(byte), original: 1 });
    const first = writePcap([at(1_000_000_000n, 1), at(3_000_000_000n, 3)], { nanos: true });
    const second = writePcap([at(2_000_000_001n, 2)], { nanos: true, linkType: 101 });
    const [before, after] = await copied([first, second]);
    expect(after).toEqual(before);
    expect(after.map(({ bytes, linkType }) => [bytes, linkType])).toEqual([
      ["01", 1],
      ["02", 101],
      ["03", 1],
    ]);
  });

  it("of the tour, all of them", async () => {
    const [before, after] = await copied([
      fileURLToPath(new URL("../../fixtures/tour.pcapng", import.meta.url)),
    ]);
    expect(before.length).toBeGreaterThan(300);
    expect(after).toEqual(before);
  });
});

describe("the file", () => {
  it("may be read by its owner alone: packets may hold passwords", async () => {
    const path = join(folder, "private.pcapng");
    const writer = await PcapngWriter.create(path);
    writer.section("test", "");
    await writer.finish();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("appears when it is whole, and not at all when it is abandoned", async () => {
    const path = join(folder, "later.pcapng");
    const writer = await PcapngWriter.create(path);
    writer.section("test", "");
    expect(readdirSync(folder)).not.toContain("later.pcapng");
    await writer.abandon();
    expect(readdirSync(folder).filter((name) => name.startsWith("later"))).toEqual([]);
  });
});

describe("each packet goes with the connection with which it is counted", () => {
  const HELD = `${ESTABLISHED}
    +5 client > server  S  isn 500  0:0
    +1 client > server  S  0:0
    client > server  P.  seq=7  ack=9  len 5
  `;

  it("a held SYN with the one that it begins, its copies too", async () => {
    const whole = scenario(`${ESTABLISHED}
      +5 client > server  S  isn 500  0:0
      +1 client > server  S  0:0
      server > client  R.  seq=0  ack 1
    `);
    const times = (packets: ReadPacket[]) =>
      packets.map(({ time }) => whole.packets().findIndex((p) => p.time === time) + 1);
    expect(times(await chosen(whole.bytes(), [1]))).toEqual([1, 2, 3]);
    expect(times(await chosen(whole.bytes(), [2]))).toEqual([4, 5, 6]);
    expect(times(await chosen(whole.bytes(), [1, 2]))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("a held SYN with the one that held it, where nothing came of it", async () => {
    expect(await chosen(scenario(HELD).bytes(), [1])).toHaveLength(6);
  });

  it("an ICMP error with the connection that it quotes, and a stranger with none", async () => {
    const bytes = scenario(`
      client > server  S  0:0
      router > client  icmp 3/1 quotes client > server  S  0:0
      client2 > server  S  0:0
      arp
    `).bytes();
    expect(await chosen(bytes, [1])).toHaveLength(2);
  });
});
