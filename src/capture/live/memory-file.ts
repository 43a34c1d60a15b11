// A FILE of C whose bytes stay in memory (open_memstream): what libpcap writes, JavaScript takes.
import type { Libpcap, Pointer } from "./libpcap.ts";

export class MemoryFile {
  readonly file: Pointer;
  /** Bytes that were written and not yet taken, as of the last flush. */
  available = 0;
  readonly #libpcap: Libpcap;
  /** Two words of C's memory: where the bytes are, and how many; true after each flush. */
  readonly #place: Pointer;
  readonly #words = new BigUint64Array(2);
  readonly #wordBytes = new Uint8Array(this.#words.buffer);
  #from: Pointer = 0n;

  constructor(libpcap: Libpcap) {
    this.#libpcap = libpcap;
    const place = libpcap.calloc(2, 8);
    const file = place === null ? null : libpcap.open_memstream(place, place + 8n);
    if (place === null || file === null) throw new Error("no memory to capture into");
    this.#place = place;
    this.file = file;
  }

  /** What is written from now on takes the place of what was. */
  rewind(): void {
    // What was written before the first flush, the file header, is kept.
    if (this.#from !== 0n) this.#libpcap.rewind(this.file);
  }

  flush(): void {
    this.#libpcap.fflush(this.file);
    this.#libpcap.memcpy(this.#wordBytes, this.#place, this.#wordBytes.length);
    this.#from = this.#words[0] as Pointer;
    this.available = Number(this.#words[1]);
  }

  /** Moves as many bytes as have room into `target` from `at` on; returns how many. */
  take(target: Uint8Array, at: number): number {
    const count = Math.min(this.available, target.length - at);
    if (count === 0) return 0;
    this.#libpcap.memcpy(target.subarray(at, at + count), this.#from, count);
    this.#from += BigInt(count);
    this.available -= count;
    return count;
  }

  close(): void {
    this.#libpcap.fclose(this.file);
    this.#libpcap.memcpy(this.#wordBytes, this.#place, this.#wordBytes.length);
    this.#libpcap.free(this.#words[0] as Pointer);
    this.#libpcap.free(this.#place);
    this.available = 0;
  }
}
