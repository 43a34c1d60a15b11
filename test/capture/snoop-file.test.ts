// snoop, RFC 1761.
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { WrittenPacket } from "../notation/write-pcap.ts";
import { readAll } from "./read-packets.ts";
import { asRead, pattern, SAMPLE, START } from "./sample-packets.ts";

function writeSnoop(packets: Iterable<WrittenPacket>, dataLink = 4): Buffer {
  const header = Buffer.alloc(16);
  header.write("snoop");
  header.writeUInt32BE(2, 8);
  header.writeUInt32BE(dataLink, 12);
  const records = [...packets].map(({ time, bytes, original }) => {
    const record = Buffer.alloc((24 + bytes.length + 3) & ~3);
    record.writeUInt32BE(original ?? bytes.length, 0);
    record.writeUInt32BE(bytes.length, 4);
    record.writeUInt32BE(record.length, 8);
    record.writeUInt32BE(Number(time / 1_000_000_000n), 16);
    record.writeUInt32BE(Number((time % 1_000_000_000n) / 1000n), 20);
    record.set(bytes, 24);
    return record;
  });
  return Buffer.concat([header, ...records]);
}

const read = async (bytes: Uint8Array) => readAll(await openCapture(bytes));
const two = [1, 2].map((at) => ({ time: START + BigInt(at) * 1000n, bytes: pattern(30, at) }));

describe("snoop", () => {
  it("gives the packets that were written", async () => {
    const source = await openCapture(writeSnoop(SAMPLE));
    expect(source.inputs).toMatchObject([{ format: "snoop", compression: "none" }]);
    expect(await readAll(source)).toEqual({ packets: asRead(SAMPLE), damage: [] });
  });

  it("has numbers of its own for link types", async () => {
    for (const [dataLink, linkType] of [
      [0, 1],
      [2, 6],
      [4, 1],
      [8, 10],
    ] as const) {
      expect((await read(writeSnoop(two, dataLink))).packets).toEqual(asRead(two, linkType));
    }
  });

  it("of an unknown link type or version is refused", async () => {
    await expect(openCapture(writeSnoop(two, 7))).rejects.toThrow("snoop datalink type 7 is not known");
    const version3 = writeSnoop(two);
    version3.writeUInt32BE(3, 8);
    await expect(openCapture(version3)).rejects.toThrow("snoop version 3 is not known");
    await expect(openCapture(writeSnoop(two).subarray(0, 12))).rejects.toMatchObject({ code: "damaged" });
  });

  it.each([
    [
      "a captured length of 4 GB",
      4,
      0xffff_ffff,
      "a record claims 4294967295 captured bytes; at most 262144 make sense",
    ],
    [
      "a record shorter than its packet",
      8,
      40,
      "a record of 30 captured bytes claims to be 40 bytes long; 54 are needed",
    ],
    [
      "a record much longer than its packet",
      8,
      9000,
      "a record of 30 captured bytes claims to be 9000 bytes long",
    ],
  ])("tells %s as damage", async (_, at, value, message) => {
    const file = writeSnoop(two);
    const second = 16 + 56;
    file.writeUInt32BE(value, second + at);
    expect(await read(file)).toEqual({
      packets: asRead(two.slice(0, 1)),
      damage: [{ file: "(memory)", byteOffset: second, packet: 2, message, cutShort: false }],
    });
  });
});
