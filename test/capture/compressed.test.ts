// gzip, zstd and lz4: what their programs packed is read as the capture itself is.
import { spawnSync } from "node:child_process";
import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CaptureError } from "../../src/capture/capture-error.ts";
import { openCapture } from "../../src/capture/open-capture.ts";
import { writePcap } from "../notation/write-pcap.ts";
import { writePcapng } from "../notation/write-pcapng.ts";
import { COMPRESSED_SAMPLES } from "./compressed-samples.ts";
import { readAll } from "./read-packets.ts";
import { asRead, pattern, SAMPLE, START } from "./sample-packets.ts";

const read = async (bytes: Uint8Array) => readAll(await openCapture(bytes));
const samples = Object.entries(COMPRESSED_SAMPLES).map(([name, { compression, base64 }]) => ({
  name,
  compression,
  bytes: Buffer.from(base64, "base64"),
}));
const sample = (name: string) => samples.find((one) => one.name === name)!.bytes;
const expected = asRead(SAMPLE);

describe("the same packets", () => {
  for (const { name, compression, bytes } of samples) {
    it(`from ${name}`, async () => {
      const source = await openCapture(bytes);
      expect(source.inputs).toMatchObject([{ format: "pcap", compression }]);
      const { packets, damage } = await readAll(source);
      expect(packets).toEqual(expected);
      expect(damage).toEqual([]);
      expect(source.progress()).toEqual({ bytes: bytes.length, total: bytes.length });
    });
  }

  for (const [program, ...options] of [
    ["gzip", "-c"],
    ["zstd", "-qc", "-1"],
    ["lz4", "-c", "-B5", "-BD"],
  ]) {
    const there = spawnSync(program!, ["--version"]).status === 0;
    it.skipIf(!there)(
      `from the ${program} that is installed${there ? "" : " (skipped: it is not)"}`,
      async () => {
        const many = Array.from({ length: 5000 }, (_, at) => ({ time: START, bytes: pattern(90, at % 256) }));
        const packed = spawnSync(program!, options, { input: writePcapng(many), maxBuffer: 2 ** 24 }).stdout;
        expect((await read(packed)).packets).toEqual(asRead(many));
      },
    );
  }

  it("where something follows gzip's members that is none: gzip leaves it out too", async () => {
    expect(await read(Buffer.concat([gzipSync(writePcap(SAMPLE)), Buffer.from("left over")]))).toEqual({
      packets: expected,
      damage: [],
    });
  });

  it("through every optional field of a gzip header", async () => {
    const file = writePcap(SAMPLE);
    const plain = gzipSync(file);
    const header = Buffer.from([0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7]);
    const fields = Buffer.from("name\0a comment\0##", "latin1");
    const packed = Buffer.concat([header, fields, deflateRawSync(file), plain.subarray(-8)]);
    expect((await read(packed)).packets).toEqual(expected);
  });
});

describe("packed data that end early", () => {
  for (const { name, compression, bytes } of samples) {
    it(`${name}: what was unpacked is read, the cut is told; too little is refused`, async () => {
      let opened = 0;
      for (let length = 4; length < bytes.length; length += 7) {
        const cut = bytes.subarray(0, length);
        const source = await openCapture(cut).catch((error: unknown) => {
          expect(error).toBeInstanceOf(CaptureError);
          expect((error as CaptureError).code).toMatch(/damaged|not-a-capture/);
          return null;
        });
        if (source === null) continue;
        opened++;
        const { packets, damage } = await readAll(source);
        expect(packets).toEqual(expected.slice(0, packets.length));
        // Between two frames or legacy blocks nothing shows that more was to come.
        if (damage.length === 0) expect(name).toMatch(/two|legacy/);
        else expect(damage).toMatchObject([{ cutShort: true, packet: packets.length + 1 }]);
      }
      // zstd and lz4 give nothing of a block that is not whole.
      if (compression === "gzip") expect(opened).toBeGreaterThan(20);
    });
  }
});

describe("packed data that are damaged", () => {
  const gzip = gzipSync(writePcap(SAMPLE));

  it("by a wrong gzip checksum are read and told", async () => {
    const wrong = Buffer.from(gzip);
    wrong[wrong.length - 5]! ^= 1;
    const { packets, damage } = await read(wrong);
    expect(packets).toEqual(expected);
    expect(damage).toMatchObject([
      { cutShort: false, message: expect.stringContaining("checksum is wrong") },
    ]);
  });

  it("never crash: any one byte changed", async () => {
    for (const { bytes } of samples) {
      for (let at = 0; at < bytes.length; at += 29) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= 0x10;
        const source = await openCapture(changed).catch((error: unknown) => {
          expect(error).toBeInstanceOf(CaptureError);
          return null;
        });
        if (source) await readAll(source);
      }
    }
  });

  it("by a wrong lz4 or zstd checksum are told", async () => {
    for (const name of ["zstd", "lz4", "lz4, linked blocks with checksums"]) {
      const wrong = Buffer.from(sample(name));
      wrong[wrong.length - 1]! ^= 1;
      const { packets, damage } = await read(wrong);
      expect(packets).toEqual(expected);
      expect(damage).toMatchObject([{ cutShort: false }]);
    }
  });
});

describe("a bomb", () => {
  it("costs time and no memory: 512 MiB of zeros in half a MiB", async () => {
    // A pcapng block of unknown type, whose contents deflate a thousand times.
    const length = 512 * 1024 * 1024;
    const block = Buffer.alloc(8);
    block.writeUInt32LE(0xbad, 0);
    block.writeUInt32LE(length, 4);
    const zeros = gzipSync(Buffer.alloc(16 * 1024 * 1024));
    const packed = Buffer.concat([
      gzipSync(Buffer.concat([writePcapng([]), block])),
      ...Array<Buffer>(32).fill(zeros),
    ]);
    const before = process.memoryUsage().rss;
    const { damage } = await read(packed);
    expect(damage).toMatchObject([
      { packet: 1, message: `a block claims ${length} bytes at its start and 0 at its end` },
    ]);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });
});

describe("what cannot be unpacked is refused with the reason", () => {
  it("compressed twice", async () => {
    await expect(openCapture(gzipSync(gzipSync(writePcap(SAMPLE))))).rejects.toThrow(
      "(memory): is compressed twice: unpack it once first",
    );
  });

  it("a packed file that is no capture", async () => {
    await expect(openCapture(gzipSync("just text, nothing else"))).rejects.toMatchObject({
      code: "not-a-capture",
    });
  });

  it("an empty packed file", async () => {
    await expect(openCapture(gzipSync(""))).rejects.toThrow("holds nothing but an empty gzip frame");
  });

  it("a zstd window of more than 128 MiB", async () => {
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    await expect(openCapture(frame)).rejects.toThrow("need a window of 1073741824 bytes");
  });

  it("an lz4 frame with a dictionary", async () => {
    const frame = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x41, 0x40, 0, 0, 0, 0, 0]);
    await expect(openCapture(frame)).rejects.toThrow("need a dictionary");
  });
});
