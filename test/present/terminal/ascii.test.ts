import { expect, test } from "vitest";
import { inAscii } from "../../../src/present/terminal/ascii.ts";

test("signs have stand-ins, the letters of a language stay", () => {
  expect(inAscii("10.9.0.1 → 10.9.0.2: 3 × 20 µs … 4 s")).toBe("10.9.0.1 -> 10.9.0.2: 3 x 20 us ... 4 s");
  expect(inAscii("连接 4 → 5")).toBe("连接 4 -> 5");
});
