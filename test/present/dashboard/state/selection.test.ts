// Where somebody is in a table of which a part is at hand: keys move the cursor, rows move below it.
import { describe, expect, it } from "vitest";
import {
  firstSelection,
  found,
  moved,
  movedToFirst,
  movedToLast,
  type RowsAtHand,
  resized,
  type Selection,
  topOf,
} from "../../../../src/present/dashboard/state/selection.ts";

/** `count` rows named 0, 1, … from `offset` on, of 100 in all. */
function rows(offset = 0, count = 30, change: Partial<RowsAtHand> = {}): RowsAtHand {
  const keys = Array.from({ length: count }, (_, index) => offset + index);
  return { matching: 100, offset, anchorAt: null, keys, ...change };
}

const HEIGHT = 10;

function on(at: number, line: number): Selection {
  return { order: "id", reverse: false, at, line, key: at, follows: false };
}

describe("a key", () => {
  it("moves the cursor inside the screen before it moves the rows", () => {
    const down = moved(on(3, 3), 6, rows(), HEIGHT);
    expect([down.at, down.line, topOf(down)]).toEqual([9, 9, 0]);
    const further = moved(down, 1, rows(), HEIGHT);
    expect([further.at, further.line, topOf(further)]).toEqual([10, 9, 1]);
    const up = moved(further, -1, rows(), HEIGHT);
    expect([up.at, up.line, topOf(up)]).toEqual([9, 8, 1]);
  });

  it("never leads out of the rows", () => {
    expect(moved(on(0, 0), -1, rows(), HEIGHT)).toMatchObject({ at: 0, line: 0 });
    expect(moved(on(99, 9), 1, rows(80, 20), HEIGHT)).toMatchObject({ at: 99, line: 9, key: 99 });
  });

  it("leads to the first and to the last row, also where these are not at hand yet", () => {
    expect(movedToLast(on(3, 3), rows(), HEIGHT)).toMatchObject({ at: 99, line: 9, key: null });
    expect(movedToFirst(on(99, 9), rows(80, 20), HEIGHT)).toMatchObject({ at: 0, line: 0, key: null });
  });

  it("stops following", () => {
    expect(moved(firstSelection("id"), 1, rows(), HEIGHT).follows).toBe(false);
  });

  it("finds nothing to select where there are no rows", () => {
    const none = rows(0, 0, { matching: 0 });
    expect(moved(on(3, 3), 1, none, HEIGHT)).toMatchObject({ at: 0, line: 0, key: null });
  });
});

describe("rows that have moved", () => {
  const shifted = (by: number) => rows(0, 30, { keys: rows(0, 30).keys.map((key) => (key as number) - by) });

  it("keep the cursor on its row, and the row on its line", () => {
    expect(found(on(15, 5), shifted(4), HEIGHT)).toMatchObject({ key: 15, at: 19, line: 5 });
  });

  it("are seen coming at the very top, until the cursor's row would leave the screen", () => {
    expect(found(on(3, 3), shifted(4), HEIGHT)).toMatchObject({ key: 3, at: 7, line: 7 });
    expect(found(on(3, 3), shifted(9), HEIGHT)).toMatchObject({ key: 3, at: 12, line: 9 });
  });

  it("give the line of a row that is gone to the next one", () => {
    const without = rows(0, 30, { keys: rows(1, 30).keys.filter((key) => key !== 15), matching: 99 });
    expect(found(on(15, 5), without, HEIGHT)).toMatchObject({ at: 15, line: 5, key: 17 });
  });

  it("keep the place of a row that is known but not at hand", () => {
    expect(found(on(15, 5), rows(60, 10, { anchorAt: 50 }), HEIGHT)).toMatchObject({
      key: 15,
      at: 50,
      line: 5,
    });
  });

  it("leave whoever follows on the first", () => {
    expect(found(firstSelection("trouble"), shifted(4), HEIGHT)).toMatchObject({
      at: 0,
      key: -4,
      follows: true,
    });
  });
});

it("a smaller screen keeps the selected row in sight, and a larger one shows no emptiness below", () => {
  expect(resized(on(15, 9), rows(), 4)).toMatchObject({ at: 15, line: 3, key: 15 });
  const large = resized(on(99, 3), rows(80, 20), 40);
  expect([large.at, topOf(large)]).toEqual([99, 60]);
});
