// Small files under their names when they are whole, also in a folder where others may write.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { EvidenceFiles } from "../../../src/session/evidence/evidence-files.ts";
import { EvidenceLimits } from "../../../src/session/evidence/evidence-limits.ts";

const folder = mkdtempSync(join(tmpdir(), "evidence-files-"));
const path = join(folder, "one.pcapng");
const precious = join(folder, "precious");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  writeFileSync(precious, "mine");
});

async function write(): Promise<EvidenceFiles> {
  const files = new EvidenceFiles(new EvidenceLimits(10), () => {});
  files.write(path, "reset", Buffer.from("packets"));
  await files.finish();
  return files;
}

it.each([".part", ""])("a link planted as name%s is replaced, not followed", async (ending) => {
  symlinkSync(precious, path + ending);
  const { written, failure } = await write();
  expect({ written, failure }).toEqual({ written: 1, failure: null });
  expect(readFileSync(precious, "utf8")).toBe("mine");
  expect(lstatSync(path).isSymbolicLink()).toBe(false);
  expect(readFileSync(path, "utf8")).toBe("packets");
});

it("a folder that is gone meanwhile is a failure, told with the name", async () => {
  const gone = new EvidenceFiles(new EvidenceLimits(10), () => {});
  gone.write(join(folder, "gone", "one.pcapng"), "reset", Buffer.from("packets"));
  await gone.finish();
  expect(gone.failure).toEqual({ path: join(folder, "gone", "one.pcapng"), code: "ENOENT" });
  expect(gone.lost).toBe(1);
  expect(existsSync(join(folder, "gone"))).toBe(false);
});

it("a file that could not be written counts once, however often it is tried, and not when it is there in the end", async () => {
  const files = new EvidenceFiles(new EvidenceLimits(10), () => {});
  const late = join(folder, "late");
  for (let time = 0; time < 3; time++) {
    files.write(join(late, "one.pcapng"), "reset", Buffer.from("packets"));
    await files.finish();
  }
  expect({ lost: files.lost, written: files.written }).toEqual({ lost: 1, written: 0 });
  mkdirSync(late);
  files.write(join(late, "one.pcapng"), "reset", Buffer.from("packets"));
  await files.finish();
  expect({ lost: files.lost, written: files.written }).toEqual({ lost: 0, written: 1 });
});

it("what all connections come to in the end is written, however many are told at once", async () => {
  const files = new EvidenceFiles(new EvidenceLimits(1000), () => {});
  const paths = Array.from({ length: 1000 }, (_, number) => join(folder, `${number}.pcapng`));
  for (const words of ["goes on", "closed"])
    for (const one of paths) files.write(one, "reset", Buffer.from(words.padEnd(9000)));
  await files.finish();
  expect({ lost: files.lost, written: files.written }).toEqual({ lost: 0, written: 1000 });
  for (const one of paths) expect(readFileSync(one, "utf8").trim()).toBe("closed");
});

it("of what the disk is too slow for, the rest is counted", async () => {
  const files = new EvidenceFiles(new EvidenceLimits(1000), () => {});
  const bytes = Buffer.alloc(3 << 20);
  for (let number = 0; number < 10; number++) files.write(join(folder, `${number}`), "reset", bytes);
  await files.finish();
  expect(files.written + files.lost).toBe(10);
  expect(files.lost).toBeGreaterThan(0);
});
