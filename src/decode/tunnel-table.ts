// Names for what lies around a packet: each distinct stack of VLANs, labels and tunnels gets a
// small integer, so that it can be part of a connection's key. Knows no packet bytes.
//
// A value belongs to the identity only where both directions of a connection carry the same one.
// GTP-U TEIDs, MPLS labels, PPTP call ids and L2TP session ids are given by the receiver, so the
// directions differ: such layers are entered without value. The outer addresses stay out as well:
// multihomed and anycast tunnel ends answer from another address.

import { randomInt } from "node:crypto";

/** The kinds of layer. The number is kept with the layer; LAYER_WORDS has the word for each. */
export const LAYER_VLAN = 1;
export const LAYER_MPLS = 2;
export const LAYER_PBB = 3;
export const LAYER_PPPOE = 4;
export const LAYER_GRE = 5;
export const LAYER_NVGRE = 6;
export const LAYER_PPTP = 7;
export const LAYER_ERSPAN = 8;
export const LAYER_VXLAN = 9;
export const LAYER_GENEVE = 10;
export const LAYER_GTP = 11;
export const LAYER_IPIP = 12;
export const LAYER_6IN4 = 13;
export const LAYER_4IN6 = 14;
export const LAYER_6IN6 = 15;
export const LAYER_TEREDO = 16;
export const LAYER_L2TP = 17;
export const LAYER_ETHERIP = 18;
export const LAYER_AYIYA = 19;
export const LAYER_NSH = 20;
export const LAYER_CAPWAP = 21;

export const LAYER_WORDS: readonly string[] = [
  "",
  "vlan",
  "mpls",
  "pbb",
  "pppoe",
  "gre",
  "nvgre",
  "pptp",
  "erspan",
  "vxlan",
  "geneve",
  "gtp",
  "ipip",
  "6in4",
  "4in6",
  "6in6",
  "teredo",
  "l2tp",
  "etherip",
  "ayiya",
  "nsh",
  "capwap",
];

/** A layer that has no value, or whose value differs between the directions. (So a GRE key of all ones is not told from none.) */
export const NO_VALUE = -1;

/** The most distinct stacks; every one beyond shares the last id. */
const MOST_STACKS = 65_535;

/** The id that all stacks share which came when the table was full. */
export const OVERFLOW_TUNNEL = MOST_STACKS;

/** A trie of layers, in typed arrays: each id is its parent's stack with one more layer inside. */
export class TunnelTable {
  /** Stacks known so far, the empty one (id 0) included. */
  private count = 1;
  /** Makes collisions unpredictable for whoever sends the packets. */
  private readonly seed = randomInt(1, 0x7fffffff);
  /** How often a new stack found the table full, and was given OVERFLOW_TUNNEL. */
  overflowed = 0;
  private parents = new Uint16Array(64);
  private kinds = new Uint8Array(64);
  private values = new Int32Array(64);
  private plain = new Uint16Array(64);
  /** Open addressing, twice as long as the arrays above; 0 is an empty place. */
  private index = new Uint16Array(128);

  /**
   * The id of `parent` with one more layer inside it. `value` is an int32 (0 to 2³²−1 as bits) or
   * NO_VALUE. Allocates only for a stack never seen.
   */
  enter(parent: number, kind: number, value: number): number {
    const key = value | 0;
    const mask = this.index.length - 1;
    let place = hash(parent, kind, key, this.seed) & mask;
    for (let id = this.index[place] as number; id !== 0; id = this.index[place] as number) {
      if (this.values[id] === key && this.parents[id] === parent && this.kinds[id] === kind) return id;
      place = (place + 1) & mask;
    }
    return this.add(parent, kind, key);
  }

  /**
   * The same stack without VLAN tags and MPLS labels: one direction may have others than the other
   * (a tap's tags), or none (a label is taken off one hop before the end, RFC 3031 §3.16).
   */
  withoutTags(id: number): number {
    return id === OVERFLOW_TUNNEL ? id : (this.plain[id] as number);
  }

  /** The layers, outermost first, as in the contract: ["vlan:100", "vxlan:42"]. */
  describe(id: number): string[] {
    if (id === OVERFLOW_TUNNEL) return ["other"];
    const layers: string[] = [];
    for (let at = id; at !== 0; at = this.parents[at] as number) {
      const word = LAYER_WORDS[this.kinds[at] as number] as string;
      const value = this.values[at] as number;
      layers.unshift(value === NO_VALUE ? word : `${word}:${value >>> 0}`);
    }
    return layers;
  }

  private add(parent: number, kind: number, value: number): number {
    if (parent === OVERFLOW_TUNNEL || this.count === MOST_STACKS) {
      this.overflowed++;
      return OVERFLOW_TUNNEL;
    }
    if (this.count === this.parents.length) this.grow();
    const id = this.count++;
    this.parents[id] = parent;
    this.kinds[id] = kind;
    this.values[id] = value;
    this.insert(id);
    const around = this.plain[parent] as number;
    const isTag = kind === LAYER_VLAN || kind === LAYER_MPLS;
    this.plain[id] = isTag ? around : around === parent ? id : this.enter(around, kind, value);
    return id;
  }

  /** Twice the room; the index is built again. */
  private grow(): void {
    const length = this.parents.length;
    this.parents = widened(this.parents, new Uint16Array(2 * length));
    this.kinds = widened(this.kinds, new Uint8Array(2 * length));
    this.values = widened(this.values, new Int32Array(2 * length));
    this.plain = widened(this.plain, new Uint16Array(2 * length));
    this.index = new Uint16Array(4 * length);
    for (let id = 1; id < length; id++) this.insert(id);
  }

  private insert(id: number): void {
    const mask = this.index.length - 1;
    let place =
      hash(this.parents[id] as number, this.kinds[id] as number, this.values[id] as number, this.seed) & mask;
    while (this.index[place] !== 0) place = (place + 1) & mask;
    this.index[place] = id;
  }
}

function widened<T extends Uint8Array | Uint16Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function hash(parent: number, kind: number, value: number, seed: number): number {
  let mixed = seed ^ Math.imul(value, 0x9e3779b1) ^ Math.imul((parent << 8) | kind, 0x85ebca6b);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}
