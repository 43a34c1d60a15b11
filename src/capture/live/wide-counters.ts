// What libpcap counts in 32 bits, as counts without end.

/** pcap_stats of one handle: received, dropped by the kernel, dropped by the interface. */
export class WideCounters {
  readonly totals: [number, number, number] = [0, 0, 0];
  readonly #last = new Uint32Array(3);

  /** To be told often enough that no counter counts 2³¹ between two times. */
  follow(counters: Uint32Array): void {
    for (let index = 0; index < this.#last.length; index++) {
      const now = counters[index] as number;
      const more = (now - (this.#last[index] as number)) | 0;
      // What an interface dropped is the difference of its own counts, which begin anew with the interface.
      if (more > 0) this.totals[index as 0 | 1 | 2] += more;
      this.#last[index] = now;
    }
  }
}
