// A capture is read while it grows, a piece at a time: what comes out is what `read` finds afterwards.
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type FollowedCapture, followCapture } from "../../src/capture/follow-capture.ts";
import { openCapture } from "../../src/capture/open-capture.ts";
import { scenario } from "../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../notation/start-states.ts";
import { type ReadCapture, readAll } from "./read-packets.ts";

const TOUR = "fixtures/tour.pcapng";
const folder = mkdtempSync(join(tmpdir(), "follow-"));
const path = join(folder, "growing");
let stop = new AbortController();
let told: string[] = [];
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  stop.abort();
  stop = new AbortController();
  told = [];
});

const follow = (file = path) => followCapture(file, (remark) => told.push(remark), stop.signal);
const whole = async (file: string | Uint8Array) => (await readAll(await openCapture(file))).packets;

/** Reads on until so many packets came, then is stopped. */
async function readUntil(
  source: FollowedCapture,
  count: number,
  more = async () => {},
): Promise<ReadCapture> {
  let seen = 0;
  const counting = new Proxy(source, {
    get(target, key) {
      const value = Reflect.get(target, key, target);
      if (key !== "nextBlock") return typeof value === "function" ? value.bind(target) : value;
      return async () => {
        if (seen >= count) stop.abort();
        const block = await target.nextBlock();
        seen += block === null ? 0 : block.to - block.from;
        return block;
      };
    },
  });
  const [read] = await Promise.all([readAll(counting), more()]);
  return read;
}

describe("a capture that grows", () => {
  const pcap = scenario(CLOSED_BY_CLIENT).bytes();
  for (const [name, bytes, pieces] of [
    ["pcap, byte by byte", pcap, 1],
    ["pcapng, in pieces that end anywhere", readFileSync(TOUR), 997],
  ] as const) {
    it(`is read to where it stands, and on (${name})`, async () => {
      writeFileSync(path, "");
      const opening = follow();
      const expected = await whole(bytes);
      const grow = async () => {
        for (let at = 0; at < bytes.length; at += pieces) {
          appendFileSync(path, bytes.subarray(at, at + pieces));
          if (at % (pieces * 16) === 0) await pause(1);
        }
      };
      const growing = grow();
      const { packets, damage } = await readUntil(await opening, expected.length, () => growing);
      expect(packets).toEqual(expected);
      expect(damage).toEqual([]);
    });
  }

  it("that ends inside a record is not damaged: its writer is not done", async () => {
    const expected = await whole(TOUR);
    writeFileSync(path, readFileSync(TOUR).subarray(0, -10));
    const { packets, damage } = await readUntil(await follow(), expected.length - 1);
    expect(packets).toEqual(expected.slice(0, packets.length));
    expect(damage).toEqual([]);
  });

  it("tells how late it is while nothing comes, and never goes back", async () => {
    writeFileSync(path, pcap);
    const source = await follow();
    const block = await source.nextBlock();
    const last = block?.time[block.to - 1] as number;
    const next = source.nextBlock();
    let before = last;
    for (let look = 0; look < 5; look++) {
      await pause(20);
      const now = source.settledUntil();
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
    expect(before).toBeGreaterThan(last);
    stop.abort();
    expect(await next).toBeNull();
    await source.close();
  });
});

describe("a name that goes to another file", () => {
  const first = scenario(ESTABLISHED).bytes();
  const second = scenario(`@100 client > server  P.  1:5  ack 1`).bytes();

  it("is followed to it, on the same timeline, after the rest of the old one", async () => {
    writeFileSync(path, first);
    const source = await follow();
    const { packets, damage } = await readUntil(source, 4, async () => {
      await pause(50);
      writeFileSync(join(folder, "new"), second);
      renameSync(path, join(folder, "old"));
      await pause(300);
      renameSync(join(folder, "new"), path);
    });
    expect(packets).toEqual([...(await whole(first)), ...(await whole(second))]);
    expect(damage).toEqual([]);
    expect(told).toEqual([expect.stringContaining("is another file now")]);
  });

  it("or to the same one, cut to begin anew", async () => {
    writeFileSync(path, first);
    const { packets } = await readUntil(await follow(), 4, async () => {
      await pause(50);
      truncateSync(path);
      await pause(300);
      appendFileSync(path, second);
    });
    expect(packets).toEqual([...(await whole(first)), ...(await whole(second))]);
    expect(told).toEqual([expect.stringContaining("was cut to begin anew")]);
  });

  it("that is no capture ends the story, with what came before", async () => {
    writeFileSync(path, first);
    const { packets, damage } = await readUntil(await follow(), 4, async () => {
      await pause(50);
      rmSync(path);
      writeFileSync(path, "a note that somebody wrote in its place, because nobody read it any more");
    });
    expect(packets).toEqual(await whole(first));
    expect(damage).toMatchObject([
      { cutShort: false, message: expect.stringContaining("no capture but text") },
    ]);
  });
});

describe("what cannot be followed is said", () => {
  it.each([
    ["no file", join(folder, "nothing"), null, "no such file"],
    ["what flows", "-", null, "leave --follow out"],
    ["compressed", join(folder, "packed.gz"), gzipSync(scenario(ESTABLISHED).bytes()), "compressed (gzip)"],
    [
      "no capture",
      join(folder, "text"),
      "a text that is long enough to be seen as one, which takes sixty-four bytes",
      "no capture but text",
    ],
  ])("%s", async (_, file, bytes, words) => {
    if (bytes !== null) writeFileSync(file, bytes);
    await expect(follow(file)).rejects.toThrow(words);
  });
});
