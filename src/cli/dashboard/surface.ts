// Standard output as ink is given it: what is drawn when the terminal is not the dashboard's any more is dropped.
import { Writable } from "node:stream";
import type { Screen } from "../terminal.ts";

/** A WriteStream as far as ink knows one. */
export class Surface extends Writable {
  readonly isTTY = true;
  /** Whether the terminal is the dashboard's. */
  isTaken = false;
  private readonly stdout: Screen;

  constructor(stdout: Screen) {
    super({ decodeStrings: false });
    this.stdout = stdout;
    stdout.on("resize", this.resized);
    // A terminal that is gone is heard of by its keys.
    stdout.on("error", this.failed);
  }

  get columns(): number | undefined {
    return this.stdout.columns;
  }

  get rows(): number | undefined {
    return this.stdout.rows;
  }

  /** Resizes are not told any more. (Errors are heard of to the end of the process: one may come late.) */
  release(): void {
    this.stdout.off("resize", this.resized);
  }

  override _write(text: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.isTaken) this.stdout.write(text, () => done());
    else done();
  }

  private readonly resized = (): void => {
    this.emit("resize");
  };

  private readonly failed = (): void => {};
}
