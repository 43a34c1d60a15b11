// What can be named as an input, and what is said of what cannot be read.
import { spawn, spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CaptureError } from "../../src/capture/capture-error.ts";
import { type CaptureSpec, openCapture, openCaptures } from "../../src/capture/open-capture.ts";
import { writePcap } from "../notation/write-pcap.ts";
import { writePcapng } from "../notation/write-pcapng.ts";
import { COMPRESSED_SAMPLES } from "./compressed-samples.ts";
import { readAll } from "./read-packets.ts";
import { asRead, SAMPLE } from "./sample-packets.ts";

const expected = asRead(SAMPLE);
const pcap = writePcap(SAMPLE);
const read = async (input: CaptureSpec, options = {}) =>
  (await readAll(await openCapture(input, options))).packets;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "open-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function saved(name: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

describe("the same packets come", () => {
  it("from a file, whatever its name", async () => {
    expect(await read(await saved("pcap.txt.gz", pcap))).toEqual(expected);
    expect(await read(await saved("packed.pcap", gzipSync(pcap)))).toEqual(expected);
  });

  it("from memory, also out of the middle of a larger buffer", async () => {
    expect(await read(pcap)).toEqual(expected);
    expect(await read(Buffer.concat([Buffer.alloc(5), pcap]).subarray(5))).toEqual(expected);
  });

  it("from a Readable, an iterable and an async iterable, with a name if wanted", async () => {
    const pieces = [pcap.subarray(0, 30), pcap.subarray(30, 30), pcap.subarray(30)];
    expect(await read(Readable.from(pieces))).toEqual(expected);
    expect(await read(pieces)).toEqual(expected);
    const source = await openCapture({ name: "upload", bytes: pieces });
    expect(source.inputs[0]?.name).toBe("upload");
    expect((await readAll(source)).packets).toEqual(expected);
  });

  const forms: [string, Uint8Array][] = [
    ["pcap", pcap],
    ["pcapng", writePcapng(SAMPLE)],
    ["big-endian pcapng", writePcapng(SAMPLE, { bigEndian: true })],
    ...Object.entries(COMPRESSED_SAMPLES).map(([name, { base64 }]): [string, Uint8Array] => [
      name,
      Buffer.from(base64, "base64"),
    ]),
  ];
  for (const [name, bytes] of forms) {
    it(`from ${name} in pieces of 1 byte and of 1,000, through a small buffer`, async () => {
      for (const size of [1, 1000]) {
        const pieces = function* () {
          for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
        };
        expect(await read(pieces(), { bufferBytes: 100 })).toEqual(expected);
      }
    });
  }

  it("through buffers of any size", async () => {
    const small = SAMPLE.map(({ time, bytes }) => ({ time, bytes: bytes.subarray(0, 90) }));
    for (const file of [writePcap(small), writePcapng(small)]) {
      for (let bufferBytes = 64; bufferBytes < 400; bufferBytes += 3) {
        expect(await read(file, { bufferBytes })).toEqual(asRead(small));
      }
    }
  });

  const canMakePipes = spawnSync("mkfifo", ["--version"]).status === 0;
  it.skipIf(!canMakePipes)(`from a named pipe${canMakePipes ? "" : " (skipped: no mkfifo)"}`, async () => {
    const [path, file] = [join(folder, "pipe"), await saved("piped.pcap", pcap)];
    spawnSync("mkfifo", [path]);
    const writer = spawn("sh", ["-c", `cat ${file} > ${path}`]);
    expect(await read(path)).toEqual(expected);
    writer.kill();
  });
});

describe("standard input", () => {
  const dist = fileURLToPath(new URL("../../dist/capture/open-capture.js", import.meta.url));
  const count = `
    import { openCapture } from ${JSON.stringify(dist)};
    const source = await openCapture("-");
    let packets = 0;
    for (let block = await source.nextBlock(); block; block = await source.nextBlock()) packets += block.to - block.from;
    const { name } = source.inputs[0];
    console.log(JSON.stringify({ name, packets, damage: source.damage, ...source.progress() }));
    await source.close();
  `;
  const arguments_ = ["--input-type=module", "-e", count];

  it("is a pipe that is read as it comes", () => {
    const { stdout } = spawnSync(process.execPath, arguments_, { input: pcap });
    expect(JSON.parse(`${stdout}`)).toEqual({
      name: "-",
      packets: 5,
      damage: [],
      bytes: pcap.length,
      total: null,
    });
  });

  it("may be a file", async () => {
    const file = await saved("redirected.pcap", pcap);
    const script = `exec "$0" "$@" < ${file}`;
    const { stdout } = spawnSync("sh", ["-c", script, process.execPath, ...arguments_]);
    expect(JSON.parse(`${stdout}`)).toMatchObject({ packets: 5, bytes: pcap.length, total: pcap.length });
  });

  it("gives packets before more is known to come, and lets the process end at any time", async () => {
    const first = `
      import { openCapture } from ${JSON.stringify(dist)};
      const source = await openCapture("-");
      const block = await source.nextBlock();
      console.log(block.to - block.from);
      await source.close();
    `;
    const child = spawn(process.execPath, ["--input-type=module", "-e", first]);
    child.stdin.write(pcap.subarray(0, 24 + 16 + 60));
    const [code, text] = await new Promise<[number | null, string]>((resolve) => {
      let text = "";
      child.stdout.on("data", (piece) => {
        text += piece;
      });
      child.on("close", (code) => resolve([code, text]));
    });
    child.stdin.destroy();
    expect([code, text.trim()]).toEqual([0, "1"]);
  });

  it("can be named only once", async () => {
    await expect(openCaptures(["-", "-"])).rejects.toThrow("standard input can be read only once");
  });
});

describe("one line says what is wrong and what to do", () => {
  const text = (value: string) => Buffer.from(value, "latin1");
  const beginning = (value: string) => Buffer.concat([text(value), Buffer.alloc(100, 7)]);
  const cases: [string, Uint8Array, string, RegExp][] = [
    ["nothing at all", Buffer.alloc(0), "not-a-capture", /is empty \(0 bytes\)/],
    ["a program", beginning("\x7fELF\x02\x01"), "not-a-capture", /a program \(ELF\): name the capture/],
    ["text", text("12:01:00 IP 10.0.0.1 > 10.0.0.2: Flags [S]\n"), "not-a-capture", /text: .*tcpdump -w/],
    ["one byte", text("x"), "not-a-capture", /no capture but text/],
    ["a HAR file", text('{\n "log": {"version": "1.2"}}'), "not-a-capture", /HAR file.*tcpdump -w/],
    ["JSON", text('[{"_index": "packets-1"}]'), "not-a-capture", /JSON/],
    ["a web page", text("<!DOCTYPE html><html>"), "not-a-capture", /fetch it again/],
    ["zeros", Buffer.alloc(500), "not-a-capture", /zeros only/],
    [
      "other bytes",
      Buffer.from([0xca, 0xfe, 0xba, 0xbe, 1, 2, 3]),
      "not-a-capture",
      /begins with ca fe ba be/,
    ],
    ["xz", beginning("\xfd7zXZ\0"), "unsupported", /xz -dc FILE \| shakedown read -/],
    ["bzip2", beginning("BZh9"), "unsupported", /bzip2 -dc FILE \| shakedown read -/],
    ["zip", beginning("PK\x03\x04"), "unsupported", /unzip -p FILE/],
    ["Network Monitor", beginning("GMBU"), "unsupported", /Network Monitor 2.*editcap -F pcapng/],
    ["Sniffer", beginning("TRSNIFF data    \x1a"), "unsupported", /Sniffer.*editcap/],
    [
      "a later part of a pcapng",
      writePcapng(SAMPLE).subarray(28),
      "not-a-capture",
      /without section header.*join/,
    ],
    [
      "a pcapng without byte order",
      Buffer.concat([text("\n\r\r\n"), Buffer.alloc(40)]),
      "damaged",
      /byte-order magic/,
    ],
  ];
  for (const [name, bytes, code, message] of cases) {
    it(name, async () => {
      const error = await openCapture({ name: "x.bin", bytes }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CaptureError);
      expect(error).toMatchObject({ code, file: "x.bin", message: expect.stringMatching(message) });
      expect((error as Error).message).toMatch(/^x\.bin: [^\n]+$/);
    });
  }

  it("a Windows event trace", async () => {
    const trace = Buffer.alloc(100);
    trace.writeUInt32LE(0x10000, 0);
    trace.writeUInt32LE(0x2f8, 4);
    await expect(openCapture(trace)).rejects.toThrow("etl2pcapng");
  });

  it("no such file, a directory, an empty file", async () => {
    await expect(openCapture(join(folder, "no.pcap"))).rejects.toMatchObject({ code: "not-found" });
    await expect(openCapture(join(folder, "no/such.pcap"))).rejects.toThrow("no such file: check the name");
    await expect(openCapture(folder)).rejects.toThrow(`${folder}: is a directory: name the captures in it`);
    await expect(openCapture(await saved("empty.pcap", ""))).rejects.toThrow("is empty (0 bytes)");
    await expect(openCapture([])).rejects.toThrow("is empty (0 bytes)");
    await expect(openCapture("/dev/null")).rejects.toThrow("/dev/null: is empty (0 bytes)");
    await expect(openCaptures([])).rejects.toThrow("no capture is named");
  });

  const isRoot = process.getuid?.() === 0;
  it.skipIf(isRoot)(`a file without permission${isRoot ? " (skipped: root may read all)" : ""}`, async () => {
    const path = await saved("secret.pcap", pcap);
    await chmod(path, 0);
    await expect(openCapture(path)).rejects.toThrow("permission denied");
  });

  it("a stream that fails", async () => {
    async function* failing(after: number) {
      yield pcap.subarray(0, after);
      throw new Error("connection lost");
    }
    await expect(openCapture(failing(0))).rejects.toThrow("reading failed: connection lost");
    const { packets, damage } = await readAll(await openCapture(failing(24 + 76 + 5)));
    expect(packets).toEqual(expected.slice(0, 1));
    expect(damage).toMatchObject([
      { packet: 2, message: "reading failed: connection lost", cutShort: false },
    ]);
  });

  it("a stream of text", async () => {
    const text_ = Readable.from([Buffer.from(pcap)]).setEncoding("latin1");
    await expect(openCapture(text_)).rejects.toThrow("leave its encoding unset");
  });
});

describe("a source", () => {
  it("counts bytes as stored", async () => {
    const path = await saved("counted.pcap.gz", gzipSync(pcap));
    const source = await openCapture(path);
    await readAll(source);
    const size = gzipSync(pcap).length;
    expect(source.progress()).toEqual({ bytes: size, total: size });
  });

  it("gives nothing after it was closed", async () => {
    const source = await openCapture(pcap, { bufferBytes: 64 });
    expect(await source.nextBlock()).not.toBeNull();
    await source.close();
    expect(await source.nextBlock()).toBeNull();
  });
});
