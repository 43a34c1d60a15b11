// What is kept of each connection, whatever order packets, ends and pins come in: compared with lists that
// forget nothing.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PacketBlock } from "../../../src/capture/packet-block.ts";
import {
  EvidenceStore,
  FIRST_PACKETS,
  KEPT_BYTES,
  LAST_PACKETS,
} from "../../../src/session/evidence/evidence-store.ts";

const ENOUGH = 1_000_000;
/** Room for a handful of busy connections. */
const LITTLE = 192 * 4 * (FIRST_PACKETS + LAST_PACKETS);

/** Packet `number`: its length and all its bytes tell which it is. */
function blockOf(number: number): PacketBlock {
  const block = new PacketBlock();
  block.bytes = new Uint8Array(300).fill(number & 255);
  block.view = new DataView(block.bytes.buffer);
  block.offset[0] = number % 7;
  block.captured[0] = 1 + (number % 290);
  block.original[0] = 1500;
  block.time[0] = number;
  block.channel[0] = number % 3;
  block.to = 1;
  return block;
}

/** Beyond 32 bits after a while. */
const numberOf = (time: number) => time * 1e9;

class Both {
  readonly store: EvidenceStore;
  /** By handle: the numbers of all packets since the row was taken. */
  readonly lists = new Map<number, number[]>();
  readonly ids = new Map<number, number>();
  readonly pinned = new Set<number>();
  #packets = 0;

  constructor(memory: number) {
    this.store = new EvidenceStore(memory);
  }

  keep(handle: number): void {
    const number = ++this.#packets;
    if (this.store.isNew(handle)) {
      this.ids.set(handle, number + 5000);
      this.store.name(handle, number + 5000);
    }
    this.store.keep(handle, blockOf(number), 0, numberOf(number));
    this.lists.set(handle, [...(this.lists.get(handle) ?? []), number]);
  }

  release(handle: number): void {
    this.store.release(handle);
    this.lists.delete(handle);
    this.pinned.delete(handle);
  }

  /** To a row where nothing is tracked. */
  move(handle: number): void {
    const to = handle + 1000;
    this.store.move(handle, to);
    const list = this.lists.get(handle);
    this.lists.delete(to);
    this.pinned.delete(to);
    if (list === undefined) return;
    this.lists.set(to, list);
    this.ids.set(to, this.ids.get(handle) as number);
    if (this.pinned.delete(handle)) this.pinned.add(to);
    this.lists.delete(handle);
  }

  pin(handle: number): void {
    if (this.store.pin(handle)) this.pinned.add(handle);
  }

  kept(handle: number): number[] {
    return this.store.packets(handle).map(({ number, time, bytes, original, channel }) => {
      const whole = bytes.length === Math.min(1 + (time % 290), KEPT_BYTES);
      const own = bytes.every((byte) => byte === (time & 255)) && original === 1500 && channel === time % 3;
      if (!whole || !own || number !== numberOf(time)) expect.fail(`packet ${time} is not as it came`);
      return time;
    });
  }
}

const trimmed = (list: readonly number[]) =>
  list.length <= FIRST_PACKETS + LAST_PACKETS
    ? list
    : [...list.slice(0, FIRST_PACKETS), ...list.slice(-LAST_PACKETS)];

const handle = fc.integer({ min: 0, max: 40 });
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.tuple(fc.constant("keep" as const), handle, fc.integer({ min: 1, max: 60 })) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("release" as const), handle, fc.constant(1)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("pin" as const), handle, fc.constant(1)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("move" as const), handle, fc.constant(1)) },
  ),
  { minLength: 20, maxLength: 200 },
);

function taken(
  memory: number,
  actions: readonly (readonly ["keep" | "release" | "pin" | "move", number, number])[],
): Both {
  const both = new Both(memory);
  for (const [action, at, times] of actions) for (let time = 0; time < times; time++) both[action](at);
  return both;
}

describe("what is kept of a connection", () => {
  it("are its first and its last packets, in order", () => {
    fc.assert(
      fc.property(steps, (actions) => {
        const both = taken(ENOUGH, actions);
        for (const [at, list] of both.lists) {
          expect(both.kept(at)).toEqual(trimmed(list));
          const id = both.ids.get(at) as number;
          expect(both.store.keeps(at, id)).toBe(true);
          expect(both.store.keeps(at, id + 1)).toBe(false);
        }
        const named = [...both.lists.keys()]
          .sort((a, b) => a - b)
          .map((at) => [both.ids.get(at) as number, at]);
        const asked = named.map(([id]) => id as number);
        expect([...both.store.handlesOf([...asked, 4999])]).toEqual(named);
        expect(both.store.forgotten).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it("is, where there is little room, all since it was last forgotten; and all of what is pinned", () => {
    let forgotten = 0;
    fc.assert(
      fc.property(steps, (actions) => {
        const both = taken(LITTLE, actions);
        let cells = 0;
        for (const [at, list] of both.lists) {
          const kept = both.kept(at);
          cells += kept.length;
          const since = kept.length === 0 ? list.length : list.indexOf(kept[0] as number);
          expect(kept).toEqual(trimmed(list.slice(since)));
        }
        expect(cells * 192).toBeLessThanOrEqual(both.store.memory);
        forgotten += both.store.forgotten;
      }),
      { numRuns: 30 },
    );
    expect(forgotten).toBeGreaterThan(0);
  });

  it("is never taken from one that is pinned, and so many are pinned at most that others have room", () => {
    fc.assert(
      fc.property(steps, (actions) => {
        const both = new Both(LITTLE);
        const before = new Map<number, number[]>();
        for (const [action, at, times] of actions) {
          const wasPinned = both.pinned.has(at);
          for (let time = 0; time < times; time++) both[action](at);
          if (action === "pin" && !wasPinned && both.pinned.has(at))
            before.set(at, both.kept(at).slice(0, 1));
        }
        for (const at of both.pinned) expect(both.kept(at).slice(0, 1)).toEqual(before.get(at));
        expect(both.pinned.size).toBeLessThanOrEqual(2);
      }),
      { numRuns: 30 },
    );
  });
});
