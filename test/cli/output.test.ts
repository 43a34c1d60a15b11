import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { StreamOutput } from "../../src/cli/output.ts";

/** A stream that takes a piece only when it is asked to. */
class SlowStream extends Writable {
  readonly taken: string[] = [];
  #done: ((error?: Error) => void) | null = null;

  constructor() {
    super({ highWaterMark: 10, decodeStrings: false });
  }

  override _write(piece: string, _encoding: string, done: (error?: Error) => void): void {
    this.taken.push(piece);
    this.#done = done;
  }

  take(error?: Error): void {
    const done = this.#done;
    this.#done = null;
    done?.(error);
  }
}

/** Whether a promise has settled once everything that waits has run. */
async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

function brokenPipe(): Error {
  return Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
}

describe("standard output", () => {
  test("goes out in the order of writing, once flushed", async () => {
    const stream = new SlowStream();
    const output = new StreamOutput(stream);
    output.write("a");
    output.write("b");
    expect(stream.taken).toEqual([]);
    await output.flush();
    expect(stream.taken).toEqual(["ab"]);
  });

  test("holds everybody who waits, and lets all of them go on", async () => {
    const stream = new SlowStream();
    const output = new StreamOutput(stream);
    output.write("more than ten bytes");
    const flushed = [output.flush(), output.flush()];
    expect(await hasSettled(Promise.race(flushed))).toBe(false);
    stream.take();
    await Promise.all(flushed);
  });

  test("holds the writer until a slow reader has taken what there is", async () => {
    const stream = new SlowStream();
    const output = new StreamOutput(stream);
    output.write("more than ten bytes");
    const flushed = output.flush();
    expect(await hasSettled(flushed)).toBe(false);
    stream.take();
    await flushed;
  });

  test("is finished only when everything has left", async () => {
    const stream = new SlowStream();
    const output = new StreamOutput(stream);
    output.write("a");
    const finished = output.finish();
    expect(await hasSettled(finished)).toBe(false);
    stream.take();
    stream.take();
    await finished;
    expect(stream.taken.join("")).toBe("a");
  });

  test("says before it writes, not when there is nothing", async () => {
    let said = 0;
    const output = new StreamOutput(new SlowStream(), undefined, () => said++);
    await output.flush();
    expect(said).toBe(0);
    output.write("a");
    await output.flush();
    expect(said).toBe(1);
  });
});

describe("a reader that goes away", () => {
  test("ends writing without an error, and whoever waits goes on", async () => {
    const stream = new SlowStream();
    let closed = 0;
    const output = new StreamOutput(stream, () => closed++);
    output.write("more than ten bytes");
    const flushed = output.flush();
    stream.take(brokenPipe());
    await flushed;
    expect(output).toMatchObject({ closed: true, failure: null });
    expect(closed).toBe(1);
    output.write("nobody reads this");
    await output.flush();
    await output.finish();
    expect(stream.taken).toEqual(["more than ten bytes"]);
  });

  test("is not a full disk, which is told", async () => {
    const stream = new SlowStream();
    const output = new StreamOutput(stream);
    output.write("more than ten bytes");
    const flushed = output.flush();
    stream.take(Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }));
    await flushed;
    expect(output.failure?.message).toMatch(/no space left/);
  });
});
