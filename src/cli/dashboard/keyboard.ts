// The keys of a terminal as ink takes them; Ctrl-C and Ctrl-Z are taken out before, so that they work
// whatever becomes of the screen.
import { Readable } from "node:stream";
import type { TerminalInput } from "../terminal.ts";
import { KnownKeys } from "./known-keys.ts";

const CTRL_C = 0x03;
const CTRL_Z = 0x1a;

export interface KeyboardHearers {
  readonly interrupted: () => void;
  readonly suspended: () => void;
  /** The terminal is gone. */
  readonly gone: () => void;
}

/** A ReadStream as far as ink knows one. */
export class Keyboard extends Readable {
  readonly isTTY = true;
  isRaw = false;
  private readonly input: TerminalInput;
  private readonly hearers: KeyboardHearers;
  private readonly known = new KnownKeys();

  constructor(input: TerminalInput, hearers: KeyboardHearers) {
    super();
    this.input = input;
    this.hearers = hearers;
    input.on("data", this.typed);
    input.on("end", hearers.gone);
    input.on("error", hearers.gone);
    input.pause();
  }

  setRawMode(isRaw: boolean): this {
    this.isRaw = isRaw;
    // (A terminal that is gone cannot be told.)
    try {
      this.input.setRawMode(isRaw);
    } catch {}
    return this;
  }

  ref(): this {
    this.input.ref();
    this.input.resume();
    return this;
  }

  unref(): this {
    this.input.pause();
    this.input.unref();
    return this;
  }

  /** Nothing is read any more; what was typed meanwhile is the shell's. */
  release(): void {
    const { input, hearers } = this;
    input.off("data", this.typed);
    input.off("end", hearers.gone);
    this.setRawMode(false);
    input.pause();
    input.unref();
    this.destroy();
  }

  override _read(): void {}

  private readonly typed = (bytes: Buffer): void => {
    let rest = bytes;
    for (const key of [CTRL_C, CTRL_Z]) {
      if (!rest.includes(key)) continue;
      rest = rest.filter((byte) => byte !== key) as Buffer;
      if (key === CTRL_C) this.hearers.interrupted();
      else this.hearers.suspended();
    }
    const keys = this.known.filter(rest);
    if (keys.length > 0) this.push(keys);
  };
}
