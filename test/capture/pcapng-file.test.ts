// pcapng: sections, interfaces, the three kinds of packet block, and what stands between them.
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/open-capture.ts";
import {
  pcapngBlock,
  pcapngOption,
  type WrittenInterface,
  type WrittenPcapngPacket,
  writePcapng,
} from "../notation/write-pcapng.ts";
import { hex, readAll } from "./read-packets.ts";
import { asRead, pattern, SAMPLE, START } from "./sample-packets.ts";

const read = async (bytes: Uint8Array, options = {}) => readAll(await openCapture(bytes, options));

function withWord(file: Uint8Array, at: number, value: number, little = true): Uint8Array {
  const copy = Uint8Array.from(file);
  new DataView(copy.buffer).setUint32(at, value >>> 0, little);
  return copy;
}

/** Section header and one Ethernet interface, as the writer makes them without options. */
const PREAMBLE = 28 + 20;
const one = (length: number): WrittenPcapngPacket => ({ time: START, bytes: pattern(length) });

describe("packets", () => {
  for (const bigEndian of [false, true]) {
    it(`are read in ${bigEndian ? "big" : "little"}-endian sections`, async () => {
      const { packets, damage } = await read(writePcapng(SAMPLE, { bigEndian }));
      expect(packets).toEqual(asRead(SAMPLE));
      expect(damage).toEqual([]);
    });
  }

  it("stand in Enhanced and in old Packet Blocks, and in Simple ones without a time", async () => {
    const written: WrittenPcapngPacket[] = [
      one(60),
      { ...one(61), block: "old", time: START + 9000n },
      { ...one(62), block: "simple" },
      { ...one(63), time: START + 10_000n },
    ];
    const expected = asRead(written);
    // A Simple Packet Block gets the time of the packet before it.
    expected[2] = { ...expected[2]!, time: START + 9000n };
    expect((await read(writePcapng(written))).packets).toEqual(expected);
  });

  it("in Simple Packet Blocks were cut to the first interface's snapshot length", async () => {
    const file = writePcapng([{ ...one(40), original: 1500, block: "simple" }], {
      interfaces: [{ linkType: 1, snapLength: 40 }],
    });
    expect((await read(file)).packets).toMatchObject([{ bytes: hex(pattern(40)), original: 1500 }]);
  });

  it("only in Simple Packet Blocks have no time, and are read all the same", async () => {
    expect((await read(writePcapng([{ ...one(40), block: "simple" }]))).packets).toHaveLength(1);
  });

  it("belong to interfaces with link types and names of their own", async () => {
    const interfaces = [{ linkType: 1, name: "eth0" }, { linkType: 113, name: "any" }, { linkType: 12 }];
    const written = [2, 0, 1, 0].map((index) => ({ ...one(30 + index), interface: index }));
    const { packets } = await read(writePcapng(written, { interfaces }));
    expect(packets.map(({ linkType, interfaceName }) => [linkType, interfaceName])).toEqual([
      [101, null],
      [1, "eth0"],
      [113, "any"],
      [1, "eth0"],
    ]);
  });
});

describe("times", () => {
  const times = [START + 123_456_789n, START, START + 86_400_000_000_000n + 1n, START - 5_000_000_000n];
  const resolutions = [
    { resolution: 9, unit: 1n },
    { resolution: 6, unit: 1000n },
    { resolution: 0, unit: 1_000_000_000n },
    { resolution: 3, unit: 1_000_000n },
    { resolution: 0x80 + 30, unit: 1n },
    { resolution: 0x80 + 33, unit: 1n },
    { resolution: 0x80 + 9, unit: 1_953_125n },
  ];
  for (const { resolution, unit } of resolutions) {
    const name = resolution & 0x80 ? `2^-${resolution & 0x7f} s` : `10^-${resolution} s`;
    it(`count in ${name}`, async () => {
      const written = times.map((time) => ({ time: time - (time % unit), bytes: pattern(20) }));
      const { packets } = await read(writePcapng(written, { interfaces: [{ linkType: 1, resolution }] }));
      expect(packets.map(({ time }) => time)).toEqual(written.map(({ time }) => time));
    });
  }

  it("count in picoseconds, of which nanoseconds are kept", async () => {
    // 64 bits of picoseconds reach half a year: into 1970.
    const written = [1_000_000_000n, 2_000_000_001n].map((time) => ({ time, bytes: pattern(20) }));
    const { packets } = await read(writePcapng(written, { interfaces: [{ linkType: 1, resolution: 12 }] }));
    expect(packets.map(({ time }) => time)).toEqual([1_000_000_000n, 2_000_000_001n]);
  });

  it("are moved by if_tsoffset, each interface its own", async () => {
    const interfaces: WrittenInterface[] = [
      { linkType: 1, resolution: 9, offset: 1_500_000_000 },
      { linkType: 1, resolution: 6, offset: -3600 },
    ];
    const written = [START + 1000n, START + 2000n, START + 3000n].map((time, at) => ({
      time,
      bytes: pattern(20),
      interface: at % 2,
    }));
    const { packets } = await read(writePcapng(written, { interfaces }));
    expect(packets.map(({ time }) => time)).toEqual(written.map(({ time }) => time));
  });

  it("however absurd, are finite", async () => {
    for (const resolution of [0, 6, 9, 12, 127, 0x80, 0x80 + 63, 0x80 + 127]) {
      for (const offset of [0n, 2n ** 63n - 1n, -(2n ** 63n)]) {
        let file = writePcapng([one(20), one(20), one(20)], {
          interfaces: [{ linkType: 1, resolution, offset }],
        });
        const packets = file.length - 3 * 52;
        for (const [at, word] of [0, 0x8000_0000, 0xffff_ffff].entries()) {
          file = withWord(file, packets + at * 52 + 12, word);
        }
        expect((await read(file)).packets).toHaveLength(3);
      }
    }
  });
});

describe("sections", () => {
  it("follow one another, each in its order, with its own interfaces", async () => {
    const file = Buffer.concat([
      writePcapng([one(20)], { interfaces: [{ linkType: 113, resolution: 9, name: "a" }] }),
      writePcapng([one(21)], { bigEndian: true, interfaces: [{ linkType: 1, name: "b" }] }),
      writePcapng([one(22)], { interfaces: [{ linkType: 101, resolution: 3 }] }),
    ]);
    const { packets, damage } = await read(file);
    expect(damage).toEqual([]);
    expect(packets.map(({ linkType, interfaceName, time }) => [linkType, interfaceName, time])).toEqual([
      [113, "a", START],
      [1, "b", START],
      [101, null, START],
    ]);
  });

  it("forget the interfaces of the section before", async () => {
    const file = Buffer.concat([writePcapng([one(20)]), writePcapng([one(20)], { interfaces: [] })]);
    const { packets, damage } = await read(file);
    expect(packets).toHaveLength(1);
    expect(damage).toMatchObject([
      { packet: 2, message: "a packet of interface 0, but this section describes 0 before it" },
    ]);
  });

  it("have comments, which are kept", async () => {
    const file = Buffer.concat([
      writePcapng([one(20)], { comment: "slow login, Tuesday" }),
      writePcapng([one(20)], { bigEndian: true, comment: "zweite Hälfte" }),
    ]);
    const source = await openCapture(file);
    expect(source.inputs[0]?.comments).toEqual(["slow login, Tuesday"]);
    await readAll(source);
    expect(source.inputs[0]?.comments).toEqual(["slow login, Tuesday", "zweite Hälfte"]);
  });

  it("of an unknown version are refused, later ones are damage", async () => {
    const unknown = withWord(writePcapng([one(20)]), 12, 2);
    await expect(openCapture(unknown)).rejects.toMatchObject({ code: "unsupported" });
    const { packets, damage } = await read(Buffer.concat([writePcapng([one(20)]), unknown]));
    expect(packets).toHaveLength(1);
    expect(damage).toMatchObject([{ message: "pcapng version 2.0 is not known (1.0 is)", cutShort: false }]);
  });
});

describe("blocks that are not packets", () => {
  const between = (little: boolean, block: Uint8Array) => {
    const file = writePcapng([one(20)], { bigEndian: !little });
    return Buffer.concat([file, block, file.subarray(PREAMBLE)]);
  };

  it("are passed over, known or not", async () => {
    for (const little of [true, false]) {
      for (const type of [4, 5, 9, 10, 0xbad, 0x40000bad, 0x8000_0001, 0]) {
        const { packets, damage } = await read(between(little, pcapngBlock(little, type, pattern(100))));
        expect(packets).toHaveLength(2);
        expect(damage).toEqual([]);
      }
    }
  });

  it("are passed over where they are longer than the buffer", async () => {
    const { packets, damage } = await read(between(true, pcapngBlock(true, 10, pattern(300_000))), {
      bufferBytes: 4096,
    });
    expect(packets).toHaveLength(2);
    expect(damage).toEqual([]);
  });

  it("cut short are told at the place where they begin", async () => {
    const file = Buffer.concat([
      writePcapng([one(20)]),
      pcapngBlock(true, 10, pattern(300_000)).subarray(0, 9000),
    ]);
    expect((await read(file, { bufferBytes: 4096 })).damage).toMatchObject([
      { byteOffset: writePcapng([one(20)]).length, packet: 2, cutShort: true },
    ]);
  });

  it("options with lengths beyond the block end the list", async () => {
    const described = pcapngOption(true, 2, new TextEncoder().encode("eth7"));
    const beyond = Uint8Array.of(9, 0, 255, 255);
    const fixed = new Uint8Array(8);
    fixed[0] = 1;
    const file = Buffer.concat([
      writePcapng([], { interfaces: [] }),
      pcapngBlock(true, 1, Buffer.concat([fixed, described, beyond])),
      writePcapng([one(20)]).subarray(PREAMBLE),
    ]);
    expect((await read(file)).packets).toMatchObject([{ interfaceName: "eth7", time: START }]);
  });
});

describe("lengths that contradict each other are damage, told at the block's place", () => {
  const file = writePcapng([one(20), one(20)]);
  const second = PREAMBLE + 52;
  const cases: [string, Uint8Array, string][] = [
    [
      "the two of a block",
      withWord(file, second + 48, 56),
      "a block claims 52 bytes at its start and 56 at its end",
    ],
    ["less than a block", withWord(file, second + 4, 8), "a block of type 6 claims 8 bytes; 32 is the least"],
    ["0", withWord(file, second + 4, 0), "a block of type 6 claims 0 bytes; 32 is the least"],
    [
      "no multiple of 4",
      withWord(file, second + 4, 51),
      "a block of type 6 claims 51 bytes, which cannot be",
    ],
    [
      "4 GB for a block",
      withWord(file, second + 4, 0xffff_fffc),
      "a block claims 4294967292 bytes for a packet of 20",
    ],
    [
      "4 GB for a packet",
      withWord(file, second + 20, -1),
      "a packet claims 4294967295 captured bytes in a block of 52",
    ],
    [
      "a packet beyond its block",
      withWord(file, second + 20, 24),
      "a packet claims 24 captured bytes in a block of 52",
    ],
    [
      "an interface too many",
      withWord(file, second + 8, 1),
      "a packet of interface 1, but this section describes 1 before it",
    ],
  ];
  for (const [name, bytes, message] of cases) {
    it(name, async () => {
      const { packets, damage } = await read(bytes);
      expect(packets).toHaveLength(1);
      expect(damage).toEqual([{ file: "(memory)", byteOffset: second, packet: 2, message, cutShort: false }]);
    });
  }
});

describe("a million interfaces", () => {
  const count = 1_000_000;

  it("in one section cost what the file costs", async () => {
    const description = writePcapng([], { interfaces: [{ linkType: 1 }] }).subarray(28);
    const file = Buffer.concat([
      writePcapng([], { interfaces: [] }),
      Buffer.alloc(count * description.length, description),
      writePcapng([{ ...one(20), interface: count - 1 }], { interfaces: [] }).subarray(28),
    ]);
    const before = process.memoryUsage().arrayBuffers;
    const source = await openCapture(file);
    const { packets, damage } = await readAll(source);
    expect(packets).toHaveLength(1);
    expect(damage).toEqual([]);
    // The first of them are told apart, as clocks are.
    expect(source.channels.length).toBeLessThan(20);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * file.length);
  });

  it("of thousands of names and every link type share the 256 channels", async () => {
    const interfaces = Array.from({ length: 3000 }, (_, at) => ({ linkType: at % 300, name: `eth${at}` }));
    const written = interfaces.map((_, at) => ({ ...one(20), interface: at }));
    const source = await openCapture(writePcapng(written, { interfaces }));
    const { packets } = await readAll(source);
    expect(source.channels.length).toBe(256);
    const wrong = packets.filter(({ linkType }, at) => linkType !== at % 300 && linkType !== 0xffff);
    // 12 and 14 are raw IP, 11 is ATM.
    expect(new Set(wrong.map(({ linkType }) => linkType))).toEqual(new Set([101, 100]));
  });
});
