// Numbers that only look random: the same seed and iteration give the same ones on every machine.

export class Random {
  #state;

  /** @param {number} seed @param {number} iteration */
  constructor(seed, iteration) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(iteration + 1, 0x85ebca6b)) | 0;
    for (let i = 0; i < 4; i++) this.word();
  }

  /** 32 bits, unsigned (mulberry32). */
  word() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A whole number from 0 to below the bound; 0 for an empty range. */
  below(bound) {
    return bound <= 0 ? 0 : Math.floor(this.word() * bound * 2 ** -32);
  }

  /** @template T @param {readonly T[]} choices @returns {T} */
  pick(choices) {
    return choices[this.below(choices.length)];
  }

  chance(probability) {
    return this.word() * 2 ** -32 < probability;
  }
}
