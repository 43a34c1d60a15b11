import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clean } from "../../../src/present/terminal/clean.ts";

// Written with code points, not with the ranges of clean.ts: controls, and what reorders or hides.
function harmful(character: string): boolean {
  const code = character.codePointAt(0) as number;
  return (
    /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Surrogate}/u.test(character) &&
    // Signs inside Arabic, Syriac, Kaithi, musical and Egyptian text: they are part of words.
    ![0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6dd, 0x70f, 0x890, 0x891, 0x8e2].includes(code) &&
    !(code >= 0x110bd && code < 0xe0000)
  );
}

describe("text out of captures", () => {
  test.each([
    ["a\u001b[31mred", "a\\x1b[31mred"],
    ["two\nlines\r\n\tindented", "two\\nlines\\r\\n\\tindented"],
    ["C1 \u009b31m", "C1 \\x9b31m"],
    ["exe.\u202egpj", "exe.\\u{202e}gpj"],
    ["no\u200bwidth", "no\\u{200b}width"],
    ["half \ud83d", "half \\u{d83d}"],
    ["übung 网络 🦈", "übung 网络 🦈"],
  ])("%j is shown as %s", (text, shown) => expect(clean(text)).toBe(shown));

  test("nothing that moves, colours, reorders or hides comes through", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(fc.nat(0xffff).map((unit) => String.fromCharCode(unit))).map((units) => units.join("")),
    );
    fc.assert(
      fc.property(anything, (text) => {
        expect([...clean(text)].filter(harmful)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test("every single character", () => {
    const through: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      if (harmful(character) && clean(character) === character) through.push(code.toString(16));
    }
    expect(through).toEqual([]);
  });
});
