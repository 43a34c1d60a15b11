// What one piece of input holds: strokes as `strokesOf` tells them, written as `text` and <key>.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Stroke, strokesOf } from "../../../../src/present/dashboard/prompts/key-strokes.ts";

function told({ input, key }: Stroke): string {
  const names = Object.keys(key).filter((name) => name !== "ctrl" && name !== "meta");
  if (key.ctrl === true) return `<ctrl-${input}>`;
  if (key.meta === true) return `<meta-${input}>`;
  return names.length > 0 ? `<${names.join(" ")}>` : input;
}

test.each<[string, string, readonly string[]]>([
  ["one letter", "a", ["a"]],
  ["a word that was pasted", "port:80", ["port:80"]],
  ["typed on a slow line", "port:80\r", ["port:80", "<return>"]],
  ["a held Backspace", "\x7f\x7f\x7f", ["<backspace>", "<backspace>", "<backspace>"]],
  ["Tab pressed twice", "\t\t", ["<tab>", "<tab>"]],
  ["a word and Tab", "verd\t", ["verd", "<tab>"]],
  ["a correction", "8o\x7f0\r", ["8o", "<backspace>", "0", "<return>"]],
  ["the line cleared and written anew", "\x15id:7", ["<ctrl-u>", "id:7"]],
  ["lines that were pasted", "id:1\r\n\tor id:2\n", ["id:1 or id:2", "<return>"]],
])("%s", (_what, input, expected) => {
  expect(strokesOf(input, {}).map(told)).toEqual(expected);
});

test("a key that ink knows is one stroke", () => {
  expect(strokesOf("", { upArrow: true })).toEqual([{ input: "", key: { upArrow: true } }]);
  expect(strokesOf("u", { ctrl: true }).map(told)).toEqual(["<ctrl-u>"]);
});

test("Escape and a letter behind it: a word's move where there is one, else two keys", () => {
  expect(strokesOf("b", { meta: true }).map(told)).toEqual(["<meta-b>"]);
  expect(strokesOf("q", { meta: true }).map(told)).toEqual(["<escape>", "q"]);
});

test("whatever comes: no stroke holds a control character, nothing else is lost", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 12 }), (input) => {
      const text = strokesOf(`x${input}`, {})
        .filter(({ key }) => key.ctrl !== true)
        .map((stroke) => stroke.input)
        .join("");
      const printable = /[^\s\p{Cc}]/gu;
      // (C1 controls are left to the field, which takes none of them.)
      expect(text.match(printable)?.join("")).toBe(`x${input}`.match(printable)?.join(""));
    }),
  );
});
