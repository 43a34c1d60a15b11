// Tables made to fit.
import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { type Column, firstSeen, tableLines } from "../../../src/present/dashboard/table.ts";
import { firstSample } from "./sample-screen.ts";

interface Row {
  readonly name: string;
  readonly count: number;
}

const NAME: Column<Row> = {
  order: "name",
  heading: "name",
  align: "start",
  least: 9,
  most: 40,
  givesWay: 0,
  cut: "middle",
  cell: ({ name }) => ({ text: name }),
};
const COUNT: Column<Row> = {
  order: "count",
  heading: "count",
  align: "end",
  least: 6,
  most: 8,
  givesWay: 1,
  cell: ({ count }) => ({ text: String(count), meaning: "error" }),
};
const NOTE: Column<Row> = {
  ...COUNT,
  order: null,
  heading: "note",
  givesWay: 2,
  cell: () => ({ text: "noted" }),
};
const COLUMNS = [NAME, COUNT, NOTE];
const ROWS: Row[] = [
  { name: "10.9.0.1:40812", count: 1 },
  { name: "[2001:db8:1234:5678:9abc:def0:1234:5678]:443", count: 20 },
];

function lines(
  columns: number,
  rows = 10,
  change: { cursor?: number | null; color?: "16"; ascii?: true } = {},
) {
  const { drawing } = firstSample({ color: change.color ?? "none", ascii: change.ascii ?? false });
  const cursor = change.cursor === undefined ? 0 : change.cursor;
  return tableLines(COLUMNS, ROWS, { columns, rows, cursor, order: "count", reverse: false, drawing });
}

describe("a table", () => {
  it("has a header with a mark on the column that orders it, and a sign before the selected row", () => {
    expect(lines(80)).toEqual([
      "  name                                      count▾    note",
      "▸ 10.9.0.1:40812                                 1   noted",
      "  [2001:db8:1234:5678…:def0:1234:5678]:443      20   noted",
    ]);
  });

  it("gives up columns where it is narrow, the last wanted first, and cuts addresses in the middle", () => {
    expect(lines(28)).toEqual([
      "  name         count▾   note",
      "▸ 10.9.…:40812      1  noted",
      "  [2001…8]:443     20  noted",
    ]);
    expect(lines(20)).toEqual(["  name        count▾", "▸ 10.9.…40812      1", "  [2001…]:443     20"]);
  });

  it("gives up the air between columns before a column", () => {
    const { drawing } = firstSample();
    const wide = (name: string, width: number): Column<Row> => ({
      order: null,
      heading: name,
      align: "start",
      least: width,
      most: width,
      givesWay: 1,
      cell: () => ({ text: "" }),
    });
    const columns = [wide("one", 40), wide("two", 20), wide("three", 16)];
    const header = (room: number) =>
      tableLines(columns, [], {
        columns: room,
        rows: 2,
        cursor: null,
        order: "",
        reverse: false,
        drawing,
      })[0];
    expect(header(82)).toMatch(/two {19}three/);
    expect(header(80)).toMatch(/two {18}three/);
    expect(header(79)).not.toContain("three");
  });

  it("marks the selected line by inverse video as well, without colours of its own", () => {
    const [, selected, other] = lines(80, 10, { color: "16" });
    const text = "▸ 10.9.0.1:40812                                 1   noted".padEnd(80);
    expect(selected).toBe(`\x1b[7m${text}\x1b[27m`);
    expect(other).toContain("\x1b[1;31m20\x1b[0m");
  });

  it("shows what is around the cursor", () => {
    expect(lines(80, 2, { cursor: 1 })).toEqual([
      expect.stringContaining("name"),
      expect.stringContaining("2001"),
    ]);
    expect(firstSeen(100, 10, 5)).toBe(0);
    expect(firstSeen(100, 10, 40)).toBe(31);
    expect(firstSeen(3, 10, 2)).toBe(0);
  });

  it("is drawn with plain signs with --ascii, and cleans what comes out of captures", () => {
    const { drawing } = firstSample({ ascii: true });
    const evil = [{ name: "a\x1b[2J\n…b", count: 1 }];
    const drawn = tableLines(COLUMNS, evil, {
      columns: 60,
      rows: 5,
      cursor: 0,
      order: "name",
      reverse: true,
      drawing,
    });
    expect(drawn[0]).toContain("name^");
    expect(drawn[1]).toBe("> a\\x1b[2J\\n...b      1  noted");
  });

  it("is never wider or higher than the part of the screen that it is given", () => {
    const row = fc.record({ name: fc.string({ unit: "grapheme" }), count: fc.integer() });
    fc.assert(
      fc.property(
        fc.array(row),
        fc.integer({ min: 12, max: 200 }),
        fc.integer({ min: 1, max: 12 }),
        (rows, columns, height) => {
          const { drawing } = firstSample();
          const drawn = tableLines(COLUMNS, rows, {
            columns,
            rows: height,
            cursor: 0,
            order: "name",
            reverse: false,
            drawing,
          });
          expect(drawn.length).toBeLessThanOrEqual(height);
          for (const line of drawn) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
