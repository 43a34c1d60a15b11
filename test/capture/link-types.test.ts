import { describe, expect, it } from "vitest";
import { linkTypeInFile, linkTypeName } from "../../src/capture/link-types.ts";

describe("link types", () => {
  it("have the names by which reports call them", () => {
    const names = [0, 1, 9, 101, 105, 108, 113, 127, 239, 276].map(linkTypeName);
    expect(names).toEqual([
      "null",
      "ethernet",
      "ppp",
      "raw",
      "ieee802-11",
      "loop",
      "linux-sll",
      "ieee802-11-radiotap",
      "nflog",
      "linux-sll2",
    ]);
  });

  it("without a name are called by their number", () => {
    expect(linkTypeName(300)).toBe("linktype-300");
  });

  it("stand in the lower half of a file's field", () => {
    expect(linkTypeInFile(0x3400_0001)).toBe(1);
  });
});
