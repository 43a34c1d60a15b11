// Many small pieces of text become few large writes: a system call for each connection would cost
// more than finding out about it. Knows no format.
import type { Output } from "../report-writer.ts";

const BATCH_CHARACTERS = 1 << 16;

export class Batch {
  readonly #out: Output;
  #text = "";

  constructor(out: Output) {
    this.#out = out;
  }

  add(text: string): void {
    this.#text += text;
    if (this.#text.length >= BATCH_CHARACTERS) this.#hand();
  }

  /** Hands over what is left and waits until it is gone. */
  flush(): Promise<void> {
    this.#hand();
    return this.#out.flush();
  }

  #hand(): void {
    if (this.#text === "") return;
    this.#out.write(this.#text);
    this.#text = "";
  }
}
