import { expect, test } from "vitest";
import { createStyle, STATE_FAMILY } from "../../../src/present/terminal/style.ts";
import { STATES } from "../../../src/record/vocabulary.ts";

test("without colour text stays as it is", () => {
  expect(createStyle("none")("error", "refused")).toBe("refused");
});

test("only names of the sixteen colours, none of them bright, and always taken back", () => {
  const style = createStyle("16");
  expect(style("error", "refused")).toBe("\u001b[1;31mrefused\u001b[0m");
  expect(style("plain", "closed")).toBe("closed");
  expect(style("quiet", "")).toBe("");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour begins with
  const harmless = /^(?:\u001b\[(?:[12]|3[1-6]|1;31)m(\w+)\u001b\[0m|\w+)$/;
  for (const state of STATES) expect(style(STATE_FAMILY[state], state)).toMatch(harmless);
});
