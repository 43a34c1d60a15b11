// What is due when: in order, whatever the order of setting.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DueLists } from "../../../src/session/events/due-lists.ts";

/** All that is due, as [due, key], in the order in which it is taken. */
function taken(due: DueLists, now = Number.POSITIVE_INFINITY): [number, number][] {
  const all: [number, number][] = [];
  for (let key = due.take(now); key >= 0; key = due.take(now)) all.push([due.due, key]);
  return all;
}

describe("due lists", () => {
  it("hand out what is due first, over all lists", () => {
    const due = new DueLists(2);
    due.set(1, 0, 30);
    due.set(2, 1, 10);
    due.set(3, 0, 20);
    expect(taken(due, 25)).toEqual([
      [10, 2],
      [20, 3],
    ]);
    expect(due.next).toBe(30);
  });

  it("a key waits once: set anew it waits for the later moment", () => {
    const due = new DueLists(2);
    due.set(1, 0, 10);
    due.set(1, 1, 20);
    expect([due.isIn(1, 0), due.isIn(1, 1)]).toEqual([false, true]);
    expect(taken(due)).toEqual([[20, 1]]);
  });

  it("whatever is set and cleared, the rest comes in order", () => {
    const step = fc.record({
      key: fc.nat(200),
      list: fc.nat(2),
      due: fc.nat(1000),
      clear: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const due = new DueLists(3);
        const expected = new Map<number, number>();
        for (const { key, list, due: at, clear } of steps) {
          if (clear) {
            due.clear(key);
            expected.delete(key);
          } else {
            due.set(key, list, at);
            expected.set(key, at);
          }
        }
        const found = taken(due);
        expect(found.map(([at]) => at)).toEqual([...expected.values()].sort((a, b) => a - b));
        expect(new Map(found.map(([at, key]) => [key, at]))).toEqual(expected);
      }),
    );
  });
});
