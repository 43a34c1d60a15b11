import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutEnd, cutMiddle, padEnd, padStart, widthOf, wrap } from "../../../src/present/terminal/width.ts";

test("wide characters take two columns, combining ones none", () => {
  expect([widthOf("abc"), widthOf("网络"), widthOf("e\u0301"), widthOf("🦈")]).toEqual([3, 4, 1, 2]);
  expect([widthOf("20 µs · 3"), widthOf("so\u00adft"), widthOf("\u0085")]).toEqual([9, 4, 0]);
  expect(padEnd("网络", 6)).toBe("网络  ");
  expect(padStart("网络", 6)).toBe("  网络");
});

describe("cutting", () => {
  test("at the end and in the middle", () => {
    expect(cutEnd("abcdefgh", 5, "…")).toBe("abcd…");
    expect(cutMiddle("abcdefgh", 5, "…", 0)).toBe("ab…gh");
    expect(cutMiddle("[2001:db8::1234:5678]:443", 16, "…", 8)).toBe("[2001:d…678]:443");
  });

  test("never wider than asked, never inside a character", () => {
    const texts = fc.array(fc.constantFrom("a", "网", "e\u0301", "🦈", " ")).map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom("…", "..."),
        (text, columns, ellipsis) => {
          for (const cut of [cutEnd(text, columns, ellipsis), cutMiddle(text, columns, ellipsis, 4)]) {
            expect(widthOf(cut)).toBeLessThanOrEqual(columns);
            expect(cut).not.toMatch(/\p{Surrogate}/u);
          }
        },
      ),
    );
  });
});

describe("wrapping", () => {
  test("at spaces, and never between a figure and its unit", () => {
    expect(wrap("no answer within 30 s at all", 19)).toEqual(["no answer within", "30 s at all"]);
    expect(wrap("sent again, 63 % of all", 14)).toEqual(["sent again,", "63 % of all"]);
    expect(wrap("idle for 1 min 15 s now", 17)).toEqual(["idle for", "1 min 15 s now"]);
    expect(wrap("", 10)).toEqual([""]);
  });

  test("a word that is too long is cut", () => {
    expect(wrap("see abcdefghijkl now", 5)).toEqual(["see", "abcde", "fghij", "kl", "now"]);
  });

  test("no line is wider than asked and no letter is lost", () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 20 }), fc.integer({ min: 4, max: 40 }), (text, columns) => {
        const lines = wrap(text, columns);
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });
});
