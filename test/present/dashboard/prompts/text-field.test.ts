// Keys as ink hands them on → the text and the cursor, shown as `|`.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type KeyPress,
  remembered,
  type TextField,
  textField,
  typed,
} from "../../../../src/present/dashboard/prompts/text-field.ts";

type Stroke = string | KeyPress | readonly [string, KeyPress];

const LEFT: KeyPress = { leftArrow: true };
const RIGHT: KeyPress = { rightArrow: true };
const HOME: KeyPress = { home: true };
const END: KeyPress = { end: true };
const UP: KeyPress = { upArrow: true };
const DOWN: KeyPress = { downArrow: true };
const BACKSPACE: KeyPress = { backspace: true };
/** What most terminals send for Backspace, and ink calls so. */
const DELETE: KeyPress = { delete: true };
const ctrl = (letter: string) => [letter, { ctrl: true }] as const;
const meta = (letter: string) => [letter, { meta: true }] as const;

function press(field: TextField, strokes: readonly Stroke[]): TextField {
  return strokes.reduce<TextField>((now, stroke) => {
    if (typeof stroke === "string") return typed(now, stroke, {});
    if ("length" in stroke) return typed(now, stroke[0], stroke[1]);
    return typed(now, "", stroke);
  }, field);
}

function shown({ text, cursor }: TextField): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

describe("each key of the editor", () => {
  test.each<[string, string, readonly Stroke[], string]>([
    ["letters are put in", "", ["a", "b"], "ab|"],
    ["in front of the cursor", "ac", [LEFT, "b"], "ab|c"],
    ["pasted text at once", "", ["state:CLOSE_WAIT port:80"], "state:CLOSE_WAIT port:80|"],
    ["pasted lines become one", "", ["id:1\r\n\tor id:2"], "id:1 or id:2|"],
    ["pasted controls are left out", "", ["a\u001b[31mb\u0000\u202ec"], "a[31mbc|"],
    ["left", "ab", [LEFT], "a|b"],
    ["left stops at the beginning", "a", [LEFT, LEFT], "|a"],
    ["right stops at the end", "a", [LEFT, RIGHT, RIGHT], "a|"],
    ["home", "ab", [HOME], "|ab"],
    ["end", "ab", [HOME, END], "ab|"],
    ["ctrl-a", "ab", [ctrl("a")], "|ab"],
    ["ctrl-e", "ab", [HOME, ctrl("e")], "ab|"],
    ["ctrl-b and ctrl-f", "abc", [ctrl("b"), ctrl("b"), ctrl("f")], "ab|c"],
    ["backspace", "ab", [BACKSPACE], "a|"],
    ["delete is backspace", "ab", [DELETE], "a|"],
    ["ctrl-h is backspace", "ab", [ctrl("h")], "a|"],
    ["backspace at the beginning", "ab", [HOME, BACKSPACE], "|ab"],
    ["ctrl-d takes what is behind the cursor", "ab", [HOME, ctrl("d")], "|b"],
    ["ctrl-d at the end", "ab", [ctrl("d")], "ab|"],
    ["ctrl-w back to the space", "id:1 or host:10.9.0.2", [ctrl("w")], "id:1 or |"],
    ["ctrl-w takes the spaces behind a word too", "id:1 or  ", [ctrl("w")], "id:1 |"],
    ["ctrl-u", "abcd", [LEFT, ctrl("u")], "|d"],
    ["ctrl-k", "abcd", [HOME, RIGHT, ctrl("k")], "a|"],
    ["a word left", "state:CLOSED port", [meta("b"), meta("b")], "state:|CLOSED port"],
    ["a word right", "state:CLOSED", [HOME, meta("f")], "state|:CLOSED"],
    ["a word right by ctrl and arrow", "a b", [HOME, { ctrl: true, rightArrow: true }], "a| b"],
    ["a word left by ctrl and arrow", "a b", [{ ctrl: true, leftArrow: true }], "a |b"],
    ["the word behind", "state:CLOSED", [HOME, meta("d")], "|:CLOSED"],
    ["the word before", "state:CLOSED", [["", { meta: true, delete: true }]], "state:|"],
    ["a wide character is one", "日本", [BACKSPACE], "日|"],
    ["an emoji of several is one", "a👩‍👩‍👧", [LEFT], "a|👩‍👩‍👧"],
    ["a letter with its accent is one", "e\u0301", [BACKSPACE], "|"],
    [
      "other keys change nothing",
      "ab",
      [{ tab: true }, { escape: true }, { return: true }, ctrl("x")],
      "ab|",
    ],
  ])("%s", (_what, text, strokes, expected) => {
    expect(shown(press(textField(text), strokes))).toBe(expected);
  });
});

describe("what was typed before", () => {
  const field = typed(textField("", ["id:1", "id:2"]), "id:3", {});
  test.each<[string, readonly Stroke[], string]>([
    ["up brings the newest", [UP], "id:2|"],
    ["up again the one before", [UP, UP], "id:1|"],
    ["the oldest is the last", [UP, UP, UP], "id:1|"],
    ["down leads back to what was being typed", [UP, UP, DOWN, DOWN], "id:3|"],
    ["down at what is being typed stays", [DOWN], "id:3|"],
    ["ctrl-p and ctrl-n are the same", [ctrl("p"), ctrl("p"), ctrl("n")], "id:2|"],
    ["what was brought back can be changed", [UP, BACKSPACE, "7"], "id:7|"],
  ])("%s", (_what, strokes, expected) => {
    expect(shown(press(field, strokes))).toBe(expected);
  });

  test("is kept once, the newest last, fifty at most", () => {
    expect(remembered(["a", "b"], "a")).toEqual(["b", "a"]);
    expect(remembered(["a"], "  ")).toEqual(["a"]);
    const many = Array.from({ length: 60 }, (_, index) => `id:${index}`);
    const kept = many.reduce<readonly string[]>(remembered, []);
    expect(kept).toEqual(many.slice(-50));
  });
});

test("a text longer than ten thousand characters is not taken", () => {
  const full = typed(textField(), "x".repeat(10_000), {});
  expect(full.text.length).toBe(10_000);
  expect(typed(full, "y", {})).toEqual(full);
});

const stroke: fc.Arbitrary<Stroke> = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.constantFrom<Stroke>(LEFT, RIGHT, HOME, END, UP, DOWN, BACKSPACE, DELETE),
  fc.constantFrom(..."abdefhknpuw").map(ctrl),
  fc.constantFrom(..."bdf").map(meta),
);
const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });

test("whatever is typed: the cursor stays between two graphemes, nothing harmful gets in", () => {
  fc.assert(
    fc.property(fc.array(stroke, { maxLength: 30 }), (strokes) => {
      const { text, cursor } = press(textField("", ["日本 e\u0301", "id:1"]), strokes);
      const boundaries = [...[...GRAPHEMES.segment(text)].map(({ index }) => index), text.length];
      expect(boundaries).toContain(cursor);
      expect(text).not.toMatch(/[\p{Cc}\p{Surrogate}\u200e\u202e]/u);
    }),
    { numRuns: 2000 },
  );
});
