// Chains of row handles through flat memory, a fixed number of them; each handle stands in one at most.

const NONE = -1;

export class HandleChains {
  private readonly heads: Int32Array;
  private readonly counts: Int32Array;
  // By handle.
  private chains = new Int32Array(0);
  private following = new Int32Array(0);
  private preceding = new Int32Array(0);

  /** `chains`: how many. */
  constructor(chains: number) {
    this.heads = new Int32Array(chains).fill(NONE);
    this.counts = new Int32Array(chains);
  }

  /** How many handles stand in it. */
  count(chain: number): number {
    return this.counts[chain] as number;
  }

  /** Where the handle stands; −1: in none. */
  chainOf(handle: number): number {
    return handle < this.chains.length ? (this.chains[handle] as number) : NONE;
  }

  /** The handles of a chain, in the order in which they came. */
  handles(chain: number): number[] {
    const handles: number[] = [];
    let handle = this.heads[chain] as number;
    while (handle !== NONE) {
      handles.push(handle);
      handle = this.following[handle] as number;
    }
    return handles.reverse();
  }

  /** The handle stands in no chain so far. */
  link(handle: number, chain: number): void {
    if (handle >= this.chains.length) this.grow(handle);
    const head = this.heads[chain] as number;
    this.chains[handle] = chain;
    this.following[handle] = head;
    this.preceding[handle] = NONE;
    if (head !== NONE) this.preceding[head] = handle;
    this.heads[chain] = handle;
    this.counts[chain] = (this.counts[chain] as number) + 1;
  }

  /** The handle stands in some chain. */
  unlink(handle: number): void {
    const chain = this.chains[handle] as number;
    const following = this.following[handle] as number;
    const preceding = this.preceding[handle] as number;
    if (preceding === NONE) this.heads[chain] = following;
    else this.following[preceding] = following;
    if (following !== NONE) this.preceding[following] = preceding;
    this.chains[handle] = NONE;
    this.counts[chain] = (this.counts[chain] as number) - 1;
  }

  private grow(handle: number): void {
    const { chains, following, preceding } = this;
    const length = Math.max(64, handle + 1, chains.length * 2);
    this.chains = new Int32Array(length).fill(NONE);
    this.chains.set(chains);
    this.following = new Int32Array(length);
    this.following.set(following);
    this.preceding = new Int32Array(length);
    this.preceding.set(preceding);
  }
}
