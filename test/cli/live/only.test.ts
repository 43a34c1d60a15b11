import { describe, expect, test } from "vitest";
import { parseOnly } from "../../../src/cli/live/only.ts";
import { EVENT_KINDS } from "../../../src/record/vocabulary.ts";

describe("--only", () => {
  test("takes kinds as they are, in the plural, in any case, and as what happened", () => {
    expect(parseOnly(EVENT_KINDS.join(","))).toEqual(EVENT_KINDS);
    expect(parseOnly("Findings, opens,RETRIES,closed,resets,evictions,half_opens")).toEqual([
      "finding",
      "open",
      "retry",
      "close",
      "reset",
      "evict",
      "half-open",
    ]);
  });

  test("given again it takes more", () => {
    expect(parseOnly("resets", parseOnly("open,close"))).toEqual(["open", "close", "reset"]);
  });

  test.each([
    ["findngs", 'did you mean "findings"?'],
    ["open,rest", 'did you mean "reset"'],
    ["packets", "one of open, refused, "],
    ["", "one of open, refused, "],
  ])("%j is refused, with what may have been meant", (text, meant) => {
    expect(() => parseOnly(text)).toThrow(meant);
  });
});
