// A FILE of C whose bytes stay in memory (open_memstream): what libpcap writes, JavaScript takes.
import type { Libpcap, Pointer } from "./libpcap.ts";

export class MemoryFile {
  readonly file: Pointer;
  /** Bytes that were written and not yet taken, as of the last flush. */
  available = 0;
  readonly #libpcap: Libpcap;
  /** Two words of C's memory: where the bytes are, and how many; true after each flush. */
  readonly #place: Pointer;
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
    const [from, count] = new BigUint64Array(this.#libpcap.read(this.#place, 16).buffer);
    this.#from = from as Pointer;
    this.available = Number(count);
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
    const [bytes] = new BigUint64Array(this.#libpcap.read(this.#place, 8).buffer);
    this.#libpcap.free(bytes as Pointer);
    this.#libpcap.free(this.#place);
    this.available = 0;
  }
}
