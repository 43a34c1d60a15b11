// Bad input: cut anywhere, changed anywhere, or no capture at all. Never a crash, never a hang, and
// what stands before the damage is handed out.
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CaptureError } from "../../src/capture/capture-error.ts";
import { openCapture, openCaptures } from "../../src/capture/open-capture.ts";
import type { PacketSource } from "../../src/capture/packet-source.ts";
import { writePcap } from "../notation/write-pcap.ts";
import { writePcapng } from "../notation/write-pcapng.ts";
import { type ReadCapture, readAll } from "./read-packets.ts";
import { asRead, pattern, START } from "./sample-packets.ts";

const packets = [0, 1, 2, 3].map((at) => ({
  time: START + BigInt(at) * 1_000_000n,
  bytes: pattern(20 + at, at),
}));
const expected = asRead(packets);

const SNOOP = Buffer.concat([
  Buffer.from("snoop\0\0\0\0\0\0\x02\0\0\0\x04", "latin1"),
  ...packets.map(({ time, bytes }) => {
    const record = Buffer.alloc(24 + ((bytes.length + 3) & ~3));
    record.writeUInt32BE(bytes.length, 0);
    record.writeUInt32BE(bytes.length, 4);
    record.writeUInt32BE(record.length, 8);
    record.writeUInt32BE(Number(time / 1_000_000_000n), 16);
    record.writeUInt32BE(Number((time % 1_000_000_000n) / 1000n), 20);
    record.set(bytes, 24);
    return record;
  }),
]);

const interfaces = [{ linkType: 1, name: "eth0", resolution: 9, offset: 7 }];
const FORMS: Record<string, Uint8Array> = {
  pcap: writePcap(packets),
  "big-endian pcap with nanoseconds": writePcap(packets, { bigEndian: true, nanos: true }),
  "pcap with modified records": writePcap(packets, { modified: true }),
  pcapng: writePcapng(packets),
  "big-endian pcapng with options": writePcapng(packets, { bigEndian: true, comment: "x", interfaces }),
  "pcapng of two sections": Buffer.concat([
    writePcapng(packets.slice(0, 2)),
    writePcapng(packets.slice(2), { bigEndian: true }),
  ]),
  "old and simple blocks": writePcapng([
    { ...packets[0]!, block: "old" },
    { ...packets[1]!, block: "simple" },
    packets[2]!,
    packets[3]!,
  ]),
  snoop: SNOOP,
};

/** Where the headers end and the first packet begins, at the least. */
const HEADERS: Record<string, number> = { pcap: 24, snoop: 16 };

/** Opens and reads; null where it is refused, which only a CaptureError of one line may do. */
async function readIfPossible(open: () => Promise<PacketSource>): Promise<ReadCapture | null> {
  let source: PacketSource;
  try {
    source = await open();
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    expect(error.message).not.toContain("\n");
    return null;
  }
  return readAll(source);
}

describe("cut after any byte", () => {
  for (const [name, bytes] of Object.entries(FORMS)) {
    it(`${name}: whole packets are read, a cut packet is told`, async () => {
      const whole = await readAll(await openCapture(bytes));
      expect(whole.packets).toHaveLength(4);
      let longest = 0;
      for (let length = 0; length < bytes.length; length++) {
        const read = await readIfPossible(() => openCapture(bytes.subarray(0, length)));
        if (read === null) {
          expect(length).toBeLessThan(HEADERS[name] ?? 64);
          continue;
        }
        expect(read.packets).toEqual(whole.packets.slice(0, read.packets.length));
        expect(read.packets.length).toBeGreaterThanOrEqual(longest);
        longest = read.packets.length;
        for (const damage of read.damage) {
          expect(damage).toMatchObject({ cutShort: true, packet: longest + 1 });
          expect(damage.byteOffset).toBeLessThan(length);
        }
        expect(read.damage.length).toBeLessThanOrEqual(1);
      }
      // All but the last packet are whole when only its end is missing.
      expect(longest).toBe(3);
    });
  }
});

describe("changed in any byte", () => {
  for (const [name, bytes] of Object.entries(FORMS)) {
    it(`${name}: packets before that byte are read`, async () => {
      // Up to which byte a packet is in the file: found by cutting.
      const endOf: number[] = [];
      for (let length = 0; length <= bytes.length; length++) {
        const read = await readIfPossible(() => openCapture(bytes.subarray(0, length)));
        while (read && endOf.length < read.packets.length) endOf.push(length);
      }
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
          const changed = Uint8Array.from(bytes);
          changed[at]! ^= change;
          const read = await readIfPossible(() => openCapture(changed));
          const before = endOf.filter((end) => end <= at).length;
          if (read === null) expect(before).toBe(0);
          else
            expect(read.packets.slice(0, before)).toEqual(
              (await readAll(await openCapture(bytes))).packets.slice(0, before),
            );
        }),
        { numRuns: 400 },
      );
    });
  }
});

describe("any bytes", () => {
  const magics = [
    "a1b2c3d4",
    "d4c3b2a1",
    "a1b23c4d",
    "34cdb2a1",
    "0a0d0d0a",
    "736e6f6f70000000",
    "1f8b0800",
    "28b52ffd",
    "04224d18",
    "02214c18",
    "502a4d18",
    "",
  ];
  it("are read or refused, never more", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 300 }), async (magic, rest) => {
        await readIfPossible(() => openCapture(Buffer.concat([Buffer.from(magic, "hex"), rest])));
      }),
      { numRuns: 2000 },
    );
  });

  it("behind good headers give packets that lie within them", async () => {
    const headers = [
      writePcap([]),
      writePcap([], { bigEndian: true }),
      writePcapng([]),
      SNOOP.subarray(0, 16),
    ];
    const words = fc.array(
      fc.oneof(fc.constantFrom(0, 1, 2, 3, 6, 12, 20, 32, 36, 60, 0x0a0d0d0a, 0xffff_ffff), fc.nat()),
      { maxLength: 80 },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...headers), words, async (header, body) => {
        const bytes = Buffer.concat([header, Buffer.from(Uint32Array.from(body).buffer)]);
        await readIfPossible(() => openCapture(bytes, { bufferBytes: 64 }));
      }),
      { numRuns: 2000 },
    );
  });

  it("among several inputs leave the good ones whole", async () => {
    const good = writePcapng(packets);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (rest) => {
        const bad = Buffer.concat([writePcap([packets[0]!]), rest]);
        const read = await readIfPossible(() => openCaptures([bad, good]));
        for (const packet of expected) expect(read?.packets).toContainEqual(packet);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a claim of gigabytes", () => {
  it("costs no more than what is there, also packed and from a stream", async () => {
    const claims = [
      // A pcap whose snapshot length allows packets of 128 MiB.
      { file: writePcap(packets, { snapLength: 0x7fff_ffff }), at: 24 + 8, value: 127 * 1024 * 1024 },
      // A pcapng block of a type to pass over.
      { file: writePcapng(packets), at: 48, value: 5 },
    ];
    for (const { file, at, value } of claims) {
      const view = new DataView(file.buffer);
      view.setUint32(at, value, true);
      if (value === 5) view.setUint32(at + 4, 0xffff_fff0, true);
      for (const form of [file, gzipSync(file), [file]]) {
        const before = process.memoryUsage().arrayBuffers;
        const { packets: read, damage } = await readAll(await openCapture(form, { bufferBytes: 65536 }));
        expect(read).toEqual([]);
        expect(damage).toMatchObject([{ packet: 1, byteOffset: value === 5 ? 48 : 24, cutShort: true }]);
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
      }
    }
  });
});

describe("two pcap files joined into one", () => {
  for (const [name, options] of [
    ["little-endian", {}],
    ["big-endian, nanoseconds", { bigEndian: true, nanos: true }],
  ] as const) {
    it(`${name}: the second file's header is no packet of the year 2055`, async () => {
      const file = writePcap(packets, options);
      const source = await openCapture(Buffer.concat([file, file]));
      const read = await readAll(source);
      expect(read.packets).toEqual(expected);
      expect(read.damage).toMatchObject([
        {
          byteOffset: file.length,
          packet: packets.length + 1,
          message: expect.stringContaining("name both files"),
          cutShort: false,
        },
      ]);
    });
  }
});
