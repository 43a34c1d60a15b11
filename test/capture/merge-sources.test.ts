// Several inputs are one timeline: the same packets come out however they were split.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCaptures } from "../../src/capture/open-capture.ts";
import { writePcap } from "../notation/write-pcap.ts";
import { writePcapng } from "../notation/write-pcapng.ts";
import { readAll } from "./read-packets.ts";
import { asRead, pattern, START } from "./sample-packets.ts";

const at = (millisecond: number, seed = millisecond) => ({
  time: START + BigInt(millisecond) * 1_000_000n,
  bytes: pattern(20, seed % 256),
});

const merge = async (...inputs: Parameters<typeof openCaptures>[0]) => readAll(await openCaptures(inputs));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "merge-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("packets of several inputs", () => {
  const all = Array.from({ length: 5000 }, (_, index) => at(index));

  it("are merged by time, whatever the formats and orders of bytes", async () => {
    const { packets, damage } = await merge(
      writePcap(all.filter((_, index) => index % 3 === 0)),
      writePcapng(
        all.filter((_, index) => index % 3 === 1),
        { bigEndian: true },
      ),
      gzipSync(
        writePcap(
          all.filter((_, index) => index % 3 === 2),
          { nanos: true, bigEndian: true },
        ),
      ),
    );
    expect(packets).toEqual(asRead(all));
    expect(damage).toEqual([]);
  });

  it("in whatever order the inputs are named", async () => {
    const parts = [all.slice(0, 1000), all.slice(1000, 4000), all.slice(4000)].map((part) => writePcap(part));
    expect((await merge(parts[2]!, parts[0]!, parts[1]!)).packets).toEqual(asRead(all));
  });

  it("at the same time come in the order of the inputs", async () => {
    const inputs = [1, 2, 3].map((seed) => writePcap([at(0, seed), at(0, seed), at(1, seed)]));
    const expected = [1, 1, 2, 2, 3, 3].map((seed) => at(0, seed));
    expected.push(...[1, 2, 3].map((seed) => at(1, seed)));
    expect((await merge(...inputs)).packets).toEqual(asRead(expected));
  });

  it("any split of packets in order gives them back", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 60 }),
        async (steps) => {
          // Times apart, so that no ties blur which order is right; each packet goes to one of four files.
          let time = 0;
          const packets = steps.map(([step, file]) => {
            time += step + 1;
            return { file, packet: at(time) };
          });
          const files = [0, 1, 2, 3].map((file) =>
            writePcap(packets.filter((one) => one.file === file).map(({ packet }) => packet)),
          );
          const { packets: read } = await merge(...files);
          expect(read).toEqual(asRead(packets.map(({ packet }) => packet)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("keep the order of their file where times go back, as mergecap does", async () => {
    const { packets } = await merge(
      writePcap([at(0), at(5), at(3), at(4), at(9)]),
      writePcap([at(2), at(6)]),
    );
    expect(packets).toEqual(asRead([0, 2, 5, 3, 4, 6, 9].map((time) => at(time))));
  });

  it("count from the earliest of all", async () => {
    const source = await openCaptures([writePcap([at(700)]), writePcap([at(100), at(900)])]);
    expect(source.timeBase.epochNanos(0)).toBe(at(100).time);
    const times: number[] = [];
    for (let block = await source.nextBlock(); block; block = await source.nextBlock()) {
      times.push(...block.time.subarray(block.from, block.to));
    }
    expect(times).toEqual([0, 600_000_000, 800_000_000]);
  });
});

describe("inputs that are merged", () => {
  it("have channels of their own", async () => {
    const source = await openCaptures([
      writePcap([at(0)], { linkType: 113 }),
      writePcapng([at(1)], { interfaces: [{ linkType: 1, name: "eth0", snapLength: 96 }] }),
    ]);
    await readAll(source);
    expect(source.channels).toEqual([
      { linkType: 113, snapLength: 262144, interfaceName: null, input: 0 },
      { linkType: 1, snapLength: 96, interfaceName: "eth0", input: 1 },
    ]);
  });

  it("may be empty, damaged or cut: the others go on", async () => {
    const whole = writePcap([at(0), at(4)]);
    const cut = writePcap([at(1), at(5)]);
    const source = await openCaptures([
      { name: "empty.pcap", bytes: writePcap([]) },
      { name: "whole.pcap", bytes: whole },
      { name: "cut.pcap", bytes: cut.subarray(0, cut.length - 1) },
      { name: "header.pcap", bytes: writePcap([at(9)]).subarray(0, 30) },
    ]);
    const { packets, damage } = await readAll(source);
    expect(packets).toEqual(asRead([0, 1, 4].map((time) => at(time))));
    expect(damage).toMatchObject([
      { file: "header.pcap", byteOffset: 24, packet: 1, cutShort: true },
      { file: "cut.pcap", byteOffset: 24 + 36, packet: 2, cutShort: true },
    ]);
  });

  it("are all looked at before anything is read", async () => {
    const path = join(folder, "one.pcap");
    await writeFile(path, writePcap([at(0)]));
    await expect(openCaptures([path, join(folder, "none.pcap")])).rejects.toThrow("none.pcap: no such file");
    await expect(openCaptures([path, Buffer.from("hello, this is text")])).rejects.toThrow(
      "(memory): is no capture",
    );
  });

  it("that are gone when their time comes are damage", async () => {
    const [first, second] = [join(folder, "first.pcap"), join(folder, "second.pcap")];
    await writeFile(first, writePcap([at(0)]));
    await writeFile(second, writePcap([at(10)]));
    const source = await openCaptures([first, second]);
    await rm(second);
    const { packets, damage } = await readAll(source);
    expect(packets).toHaveLength(1);
    expect(damage).toMatchObject([{ file: second, packet: 1, message: /cannot be read any more/ }]);
  });

  it("as streams stay open, and are merged with files", async () => {
    async function* stream() {
      const bytes = writePcap([at(1), at(3)]);
      for (let from = 0; from < bytes.length; from += 7) yield bytes.subarray(from, from + 7);
    }
    const path = join(folder, "even.pcap");
    await writeFile(path, writePcap([at(0), at(2), at(4)]));
    const source = await openCaptures([stream(), path]);
    expect(source.progress().total).toBeNull();
    expect((await readAll(source)).packets).toEqual(asRead([0, 1, 2, 3, 4].map((time) => at(time))));
  });

  it("by the thousand keep few files open, also where all overlap in time", async () => {
    const count = 1500;
    const paths: string[] = [];
    for (let file = 0; file < count; file++) {
      const path = join(folder, `rotated-${file}.pcap`);
      await writeFile(path, writePcap([at(file), at(count + file), at(2 * count + file)]));
      paths.push(path);
    }
    const source = await openCaptures(paths, { openFiles: 8, bufferBytes: 50 });
    let open = 0;
    let read = 0;
    const { readdir } = await import("node:fs/promises");
    for (let block = await source.nextBlock(); block; block = await source.nextBlock()) {
      read += block.to - block.from;
      if (read % 100 === 0 && process.platform === "linux") {
        open = Math.max(open, (await readdir("/proc/self/fd")).length);
      }
    }
    expect(read).toBe(3 * count);
    expect(source.channels.length).toBeLessThanOrEqual(256);
    expect(open).toBeLessThan(100);
    const { bytes, total } = source.progress();
    expect(bytes).toBe(total);
    await source.close();
  });
});
