import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { SlowReader } from "../../../src/cli/live/slow-reader.ts";
import { StreamOutput } from "../../../src/cli/output.ts";

/** A pipe whose reader reads when it is told to. */
class Pipe extends Writable {
  text = "";
  #waiting: (() => void)[] = [];
  #flows = false;

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.text += String(bytes);
    if (this.#flows) done();
    else this.#waiting.push(done);
  }

  flow(): void {
    this.#flows = true;
    for (const done of this.#waiting.splice(0)) done();
  }
}

const LINE = `${"x".repeat(999)}\n`;
const MEBIBYTE = 1 << 20;

function setup() {
  const pipe = new Pipe();
  const output = new StreamOutput(pipe);
  const gaps: number[] = [];
  const reader = new SlowReader(output, (lines) => {
    gaps.push(lines);
    output.write(`gap ${lines}\n`);
  });
  const print = (times: number) => {
    let printed = 0;
    for (let line = 0; line < times; line++) {
      if (!reader.hasRoom()) continue;
      output.write(LINE);
      printed++;
      void reader.flush();
    }
    return printed;
  };
  return { pipe, output, reader, gaps, print };
}

test("a reader that stands still costs 4 MiB at most, and nobody waits for it", () => {
  const { reader, output, gaps, print } = setup();
  const printed = print(20_000);
  expect(printed * LINE.length).toBeLessThan(4 * MEBIBYTE + 2 * LINE.length);
  expect(printed * LINE.length).toBeGreaterThan(4 * MEBIBYTE - 2 * LINE.length);
  expect(output.waiting).toBeLessThan(4 * MEBIBYTE + 2 * LINE.length);
  expect(reader.notPrinted).toBe(20_000 - printed);
  expect(gaps).toEqual([]);
});

test("when it goes on, the gap is told where it is", async () => {
  const { pipe, output, reader, gaps, print } = setup();
  const printed = print(20_000);
  pipe.flow();
  await new Promise((resolve) => setImmediate(resolve));
  expect(print(1)).toBe(1);
  await output.finish();
  expect(gaps).toEqual([20_000 - printed]);
  expect(pipe.text).toBe(`${LINE.repeat(printed)}gap ${20_000 - printed}\n${LINE}`);
  expect(reader.notPrinted).toBe(20_000 - printed);
});

test("once capturing is over everything is printed, however long that takes", async () => {
  const { pipe, output, reader, print } = setup();
  const before = print(20_000);
  const { notPrinted } = reader;
  reader.bePatient();
  let isDone = false;
  const rest = (async () => {
    for (let line = 0; line < 1000; line++) {
      expect(reader.hasRoom()).toBe(true);
      output.write(LINE);
      await reader.flush();
    }
    isDone = true;
  })();
  await new Promise((resolve) => setImmediate(resolve));
  expect(isDone).toBe(false);
  pipe.flow();
  await rest;
  await output.finish();
  expect(pipe.text).toBe(`${LINE.repeat(before)}gap ${notPrinted}\n${LINE.repeat(1000)}`);
  expect(reader.notPrinted).toBe(notPrinted);
});
