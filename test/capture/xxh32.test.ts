import { describe, expect, it } from "vitest";
import { Xxh32 } from "../../src/capture/xxh32.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("xxHash32", () => {
  // Of the reference program: printf '%s' TEXT | xxhsum -H0
  it.each([
    ["", 0x02cc5d05],
    ["a", 0x550d7456],
    ["abc", 0x32d153ff],
    ["Nobody inspects the spammish repetition", 0xe2293b2f],
  ])("of %j", (text, sum) => {
    expect(new Xxh32().update(bytes(text)).digest()).toBe(sum);
  });

  it("is the same however the bytes are cut", () => {
    const whole = Uint8Array.from({ length: 200 }, (_, at) => at * 7);
    const expected = new Xxh32().update(whole).digest();
    for (let step = 1; step < 40; step++) {
      const hash = new Xxh32();
      for (let at = 0; at < whole.length; at += step) hash.update(whole.subarray(at, at + step));
      expect(hash.digest()).toBe(expected);
    }
  });
});
