// Everything that came is in the files, in order and once, however they are divided; and what cannot be
// written is counted.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { openCapture } from "../../../src/capture/open-capture.ts";
import { runEngine } from "../../../src/session/engine.ts";
import {
  RotatingCapture,
  type RotatingCaptureOptions,
} from "../../../src/session/evidence/rotating-capture.ts";
import type { WriteFailure } from "../../../src/session/evidence/rotating-files.ts";
import { type ReadPacket, readAll } from "../../capture/read-packets.ts";

const TOUR = "fixtures/tour.pcapng";
const folder = mkdtempSync(join(tmpdir(), "rotating-"));
const path = join(folder, "out.pcapng");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
});

/** The tour, analysed and written at the same time. */
async function written(options: Partial<RotatingCaptureOptions> = {}): Promise<RotatingCapture> {
  const source = await openCapture(TOUR, { bufferBytes: 4096 });
  const capture = await RotatingCapture.create(source, { path, application: "test 1", ...options }).catch(
    async (error) => {
      await source.close();
      throw error;
    },
  );
  await runEngine(source, { follower: capture }, { flush: () => new Promise(setImmediate) });
  await capture.close();
  return capture;
}

const packetsOf = async (file: string): Promise<ReadPacket[]> => {
  const { packets, damage } = await readAll(await openCapture(file));
  expect(damage).toEqual([]);
  return packets;
};

/** Of all files, in the order of their names. */
async function packetsInAll(): Promise<ReadPacket[]> {
  const packets: ReadPacket[] = [];
  for (const name of readdirSync(folder).sort()) packets.push(...(await packetsOf(join(folder, name))));
  return packets;
}

describe("what is captured is written", () => {
  it("as it came: bytes, times, interfaces, what is no TCP too", async () => {
    const capture = await written();
    const tour = await packetsOf(TOUR);
    expect(await packetsInAll()).toEqual(tour);
    expect(capture.files.packets).toBe(tour.length);
    expect(capture.dropped).toBe(0);
  });

  it("over no file that a planted link leads to", async () => {
    const precious = join(folder, "precious");
    writeFileSync(precious, "mine");
    symlinkSync(precious, `${path}.part`);
    await written();
    expect(readFileSync(precious, "utf8")).toBe("mine");
    rmSync(precious);
    expect(await packetsInAll()).toEqual(await packetsOf(TOUR));
  });

  it("or it is refused, and that is said once", async () => {
    const failures: WriteFailure[] = [];
    const begun = written({ path: "/dev/full", onFailure: (failure) => failures.push(failure) });
    await expect(begun).rejects.toThrow("ENOSPC");
    expect(failures).toEqual([]);
  });

  it("in place of what stood there", async () => {
    writeFileSync(path, "something else");
    await written();
    expect(readdirSync(folder)).toEqual(["out.pcapng"]);
    expect(await packetsOf(path)).toEqual(await packetsOf(TOUR));
  });

  it("into files of a size, each complete, with no packet lost between them", async () => {
    const capture = await written({ rotateBytes: 10_000 });
    const names = readdirSync(folder).sort();
    expect(names.length).toBeGreaterThan(5);
    expect(capture.files.files).toBe(names.length);
    for (const [index, name] of names.entries()) {
      expect(name).toMatch(new RegExp(`^out_0000${index + 1}_\\d{8}T\\d{6}Z\\.pcapng$`));
      expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(10_000);
      expect((await packetsOf(join(folder, name))).length).toBeGreaterThan(0);
    }
    expect(await packetsInAll()).toEqual(await packetsOf(TOUR));
  });

  it("into a new file for each packet that is longer than a file may be", async () => {
    await written({ rotateBytes: 1 });
    const tour = await packetsOf(TOUR);
    expect(readdirSync(folder)).toHaveLength(tour.length);
    expect(await packetsInAll()).toEqual(tour);
  });

  it("and only as many files of this run stay as are wanted", async () => {
    const stranger = join(folder, "out_00001_20200101T000000Z.pcapng");
    writeFileSync(stranger, "of another run");
    const capture = await written({ rotateBytes: 10_000, keep: 3 });
    expect(existsSync(stranger)).toBe(true);
    rmSync(stranger);
    expect(readdirSync(folder)).toHaveLength(3);
    expect(capture.files.removed).toBe(capture.files.files - 3);
    const last = await packetsInAll();
    expect(last).toEqual((await packetsOf(TOUR)).slice(-last.length));
  });
});

describe("where it cannot be written", () => {
  it("is said before anything is captured", async () => {
    await expect(written({ path: join(folder, "no", "such.pcapng") })).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  it("what the disk is too slow for is counted, and the rest is whole", async () => {
    let told = 0;
    const capture = await written({ bufferBytes: 2000, onSlow: () => told++ });
    expect(told).toBe(1);
    const packets = await packetsOf(path);
    expect(capture.dropped).toBeGreaterThan(0);
    expect(capture.dropped + packets.length).toBe((await packetsOf(TOUR)).length);
    expect(capture.files.packets).toBe(packets.length);
  });

  const disk = join(folder, "disk");
  const mount = () => {
    mkdirSync(disk);
    return spawnSync("mount", ["-t", "tmpfs", "-o", "size=40k", "tmpfs", disk]).status === 0;
  };
  const possible = process.getuid?.() === 0 && mount();
  if (possible) spawnSync("umount", [disk]);

  it.skipIf(!possible)("a full disk ends the writing, not the analysis (skipped without root)", async () => {
    mount();
    try {
      const failures: WriteFailure[] = [];
      const full = join(disk, "full.pcapng");
      const capture = await written({ path: full, onFailure: (failure) => failures.push(failure) });
      expect(failures).toEqual([{ path: full, code: "ENOSPC" }]);
      const packets = await packetsOf(full);
      const tour = await packetsOf(TOUR);
      expect(packets).toEqual(tour.slice(0, packets.length));
      expect(packets.length).toBeGreaterThan(0);
      expect(capture.files.packets).toBe(packets.length);
      expect(capture.dropped + packets.length).toBe(tour.length);
    } finally {
      spawnSync("umount", [disk]);
    }
  });
});
