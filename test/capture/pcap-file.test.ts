// Classic pcap in all its variants: what was written is read.
import { describe, expect, it } from "vitest";
import { CaptureError } from "../../src/capture/capture-error.ts";
import { openCapture } from "../../src/capture/open-capture.ts";
import { writePcap } from "../notation/write-pcap.ts";
import { hex, readAll } from "./read-packets.ts";
import { asRead, pattern, SAMPLE, START } from "./sample-packets.ts";

const read = async (bytes: Uint8Array) => readAll(await openCapture(bytes));

/** A copy with a 32-bit field changed, little-endian. */
function withWord(file: Uint8Array, at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(file);
  new DataView(copy.buffer).setUint32(at, value, true);
  return copy;
}

describe("every variant gives the packets that were written", () => {
  for (const bigEndian of [false, true]) {
    const order = bigEndian ? "big-endian" : "little-endian";
    it(`microseconds, ${order}`, async () => {
      const { packets, damage } = await read(writePcap(SAMPLE, { bigEndian }));
      expect(packets).toEqual(asRead(SAMPLE));
      expect(damage).toEqual([]);
    });
    it(`nanoseconds, ${order}`, async () => {
      const sharp = SAMPLE.map((packet, at) => ({ ...packet, time: packet.time + BigInt(at) }));
      expect((await read(writePcap(sharp, { bigEndian, nanos: true }))).packets).toEqual(asRead(sharp));
    });
    it(`modified records, ${order}`, async () => {
      const { packets } = await read(writePcap(SAMPLE, { bigEndian, modified: true }));
      expect(packets).toEqual(asRead(SAMPLE));
    });
  }

  it("Ixia's, whose file header is four bytes longer", async () => {
    for (const [magic, nanos] of [
      [0x1c0001ac, true],
      [0x1c0001ab, false],
    ] as const) {
      const plain = writePcap(SAMPLE, { nanos });
      const ixia = Buffer.concat([
        withWord(plain, 0, magic).subarray(0, 24),
        Buffer.alloc(4),
        plain.subarray(24),
      ]);
      expect((await read(ixia)).packets).toEqual(asRead(SAMPLE));
    }
  });
});

describe("the header", () => {
  it("names the link type; the length of a frame check sequence in the upper bits is no part of it", async () => {
    const file = withWord(writePcap(SAMPLE, { linkType: 276 }), 20, 0x2400_0000 | 276);
    expect((await read(file)).packets[0]?.linkType).toBe(276);
  });

  it("means raw IP where a system wrote its own DLT_RAW number", async () => {
    for (const linkType of [12, 14, 101]) {
      expect((await read(writePcap(SAMPLE, { linkType }))).packets[0]?.linkType).toBe(101);
    }
  });

  it("gives the snapshot length", async () => {
    const source = await openCapture(writePcap(SAMPLE, { snapLength: 96 }));
    expect(source.channels).toEqual([{ linkType: 1, snapLength: 96, interfaceName: null, input: 0 }]);
    expect(source.inputs).toEqual([{ name: "(memory)", format: "pcap", compression: "none", comments: [] }]);
  });

  it("of another version is refused", async () => {
    const file = withWord(writePcap(SAMPLE), 4, 0x0004_0001);
    await expect(openCapture(file)).rejects.toThrow("pcap version 1.4 is not known (2.4 is)");
  });

  it("cut short is refused: nothing can have been captured", async () => {
    for (let length = 4; length < 24; length++) {
      const opened = openCapture(writePcap(SAMPLE).subarray(0, length));
      await expect(opened).rejects.toBeInstanceOf(CaptureError);
      await expect(opened).rejects.toMatchObject({ code: "damaged", byteOffset: 0 });
    }
  });

  it("alone is a capture without packets", async () => {
    expect(await read(writePcap([]))).toEqual({ packets: [], damage: [] });
  });
});

describe("records", () => {
  const three = [1, 2, 3].map((second) => ({
    time: START + BigInt(second) * 1_000_000_000n,
    bytes: pattern(60),
  }));
  const file = writePcap(three);
  const second = 24 + 16 + 60;

  it("may claim more captured than original bytes: the larger counts for both", async () => {
    const { packets } = await read(withWord(file, second + 12, 20));
    expect(packets[1]?.original).toBe(60);
  });

  it("of version 2.3 have the two lengths in either order, of version 2.2 swapped", async () => {
    const swapped = writePcap([{ time: START, bytes: pattern(60), original: 90 }]);
    const view = new DataView(swapped.buffer);
    view.setUint32(24 + 8, 90, true);
    view.setUint32(24 + 12, 60, true);
    for (const minor of [2, 3]) {
      view.setUint16(6, minor, true);
      expect((await read(swapped)).packets).toMatchObject([{ original: 90, bytes: hex(pattern(60)) }]);
    }
  });

  it("that claim 4 GB are damage at their place, and what stands before them is handed out", async () => {
    const { packets, damage } = await read(withWord(file, second + 8, 0xffff_ffff));
    expect(packets).toEqual(asRead(three.slice(0, 1)));
    expect(damage).toEqual([
      {
        file: "(memory)",
        byteOffset: second,
        packet: 2,
        message: "a record claims 4294967295 captured bytes; at most 262144 make sense",
        cutShort: false,
      },
    ]);
  });

  it("as long as the snapshot length allows are no damage", async () => {
    const long = [{ time: START, bytes: pattern(300_000) }];
    expect((await read(writePcap(long, { snapLength: 400_000 }))).packets).toEqual(asRead(long));
    expect((await read(writePcap(long))).damage).toMatchObject([{ packet: 1, cutShort: false }]);
  });

  it("that end early are told as a cut: how many bytes there are, and how many there should be", async () => {
    const { packets, damage } = await read(file.subarray(0, second + 16 + 17));
    expect(packets).toEqual(asRead(three.slice(0, 1)));
    expect(damage).toMatchObject([
      {
        byteOffset: second,
        packet: 2,
        cutShort: true,
        message: "the input ends inside a record of 60 captured bytes: 33 of 76 bytes are there",
      },
    ]);
  });

  it("may have times out of order and before the first", async () => {
    const times = [5n, 1n, 0n, 4_294_967_295n].map((seconds) => seconds * 1_000_000_000n);
    const disordered = times.map((time) => ({ time, bytes: pattern(14) }));
    expect((await read(writePcap(disordered, { nanos: true }))).packets).toEqual(asRead(disordered));
  });

  it("may claim a million microseconds and more, as a clock that was set wrongly does", async () => {
    const { packets } = await read(withWord(file, second + 4, 1_999_999));
    expect(packets[1]?.time).toBe(START + 2_000_000_000n + 1_999_999_000n);
  });

  it("are handed out at most 1,024 at a time", async () => {
    const many = Array.from({ length: 3000 }, (_, at) => ({
      time: START + BigInt(at) * 1000n,
      bytes: pattern(20, at % 200),
    }));
    const source = await openCapture(writePcap(many));
    const counts: number[] = [];
    for (let block = await source.nextBlock(); block; block = await source.nextBlock())
      counts.push(block.to - block.from);
    expect(counts).toEqual([1024, 1024, 952]);
    expect((await read(writePcap(many))).packets).toEqual(asRead(many));
  });
});
