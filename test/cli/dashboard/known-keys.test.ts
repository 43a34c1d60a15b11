// What a terminal sends besides keys that are known: none of it is typed text, and ink does not fail at it.
import { useInput } from "ink";
import { render } from "ink-testing-library";
import { createElement } from "react";
import { describe, expect, it } from "vitest";
import { KnownKeys } from "../../../src/cli/dashboard/known-keys.ts";

function kept(...pieces: string[]): string {
  const known = new KnownKeys();
  return pieces.map((piece) => known.filter(Buffer.from(piece, "latin1")).toString("latin1")).join("");
}

const NAMES: Readonly<Record<string, string>> = { "\r": "enter", "\t": "tab" };

async function heardByInk(bytes: string): Promise<string[]> {
  const heard: string[] = [];
  function Hearing(): null {
    useInput((input, key) => {
      heard.push(key.escape ? "escape" : key.return ? "enter" : key.tab ? "tab" : input);
    });
    return null;
  }
  const terminal = render(createElement(Hearing));
  await expect.poll(() => terminal.stdin.listenerCount("readable")).toBeGreaterThan(0);
  terminal.stdin.write(bytes);
  await expect.poll(() => heard.length).toBeGreaterThan(0);
  terminal.unmount();
  return heard;
}

describe("what a terminal sends", () => {
  it.each([
    "j",
    "port:80 or \xc3\xa9\r",
    "\x1b",
    "\x1bb",
    "\x1b[A",
    "\x1b\x1b[A",
    "\x1b[1;5C",
    "\x1b[Z",
    "\x1b[5~",
    "\x1b[3;5~",
    "\x1bOA",
    "\x1b[2^",
    "\x1b[[A",
    "\x1b[99;5u",
  ])("%j is a key", (keys) => {
    expect(kept(keys)).toBe(keys);
  });

  it.each([
    ["a function key of a large keyboard", "\x1b[25~"],
    ["the same with Ctrl", "\x1b[25;5~"],
    ["colours, pasted", "\x1b[31m"],
    ["a report of the cursor's place", "\x1b[24;80R"],
    ["the mouse", "\x1b[<0;10;10M"],
    ["the mouse as of old", "\x1b[M #!"],
    ["focus", "\x1b[I"],
    ["the brackets of a paste", "\x1b[200~"],
    ["a key of the number pad", "\x1bOj"],
    ["the clipboard", "\x1b]52;c;cXVpdA==\x07"],
    ["what the terminal is called", "\x1bP>|xterm(379)\x1b\\"],
    ["a number that is no character", "\x1b[57000;5u"],
  ])("%s is none", (_, sequence) => {
    expect(kept(`a${sequence}b`)).toBe("ab");
    expect(kept("a", sequence, "b")).toBe("ab");
  });

  it.each([
    ["Enter", "\r"],
    ["a sign", "?"],
    ["a letter", "q"],
    ["Tab", "\t"],
  ])("Escape and %s right behind it are two keys", async (_, key) => {
    expect(await heardByInk(kept(`\x1b${key}`))).toEqual(["escape", NAMES[key] ?? key]);
  });

  it("Escape counts as often as it is pressed", async () => {
    expect(await heardByInk(kept("\x1b\x1b\x1bj"))).toEqual(["escape", "escape", "escape", "j"]);
  });

  it("a key that comes in pieces is the same key", () => {
    expect(kept("\x1b", "[", "1;5", "C", "j")).toBe("\x1b[1;5Cj");
  });

  it("what comes in pieces and is unknown never becomes a sequence with what follows", () => {
    expect(kept("\x1b", "[25;5", "~", "m")).toBe("\x1b[25;5\0m");
    expect(kept("\x1b[25;5~", "j")).toBe("j");
  });

  it("one that never ends is forgotten", () => {
    expect(kept(`\x1b[${"1".repeat(5000)}`, "j")).toBe(`\x1b[${"1".repeat(5000)}j`);
  });
});
