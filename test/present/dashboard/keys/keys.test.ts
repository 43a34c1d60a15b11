// The one table of keys: what it handles is what it prints, and every key does what it claims wherever it claims to.
import type { Key } from "ink";
import { describe, expect, it } from "vitest";
import { keysPressed } from "../../../../src/present/dashboard/keys/key-names.ts";
import { actionOf, KEYS, type KeyPlace, keysAt } from "../../../../src/present/dashboard/keys/keys.ts";
import { SampleScreen } from "../sample-screen.ts";

const PLACES: readonly KeyPlace[] = [
  "connections",
  "states",
  "services",
  "findings",
  "ladder",
  "explain",
  "help",
  "tooSmall",
];
const KINDS = ["live", "replay"] as const;

/** A screen on which something can be done in that place: not at the first line, not at the last. */
function screenAt(place: KeyPlace, kind: "live" | "replay"): SampleScreen {
  if (place === "tooSmall") return new SampleScreen({ kind, size: { columns: 40, rows: 10 } });
  const screen = new SampleScreen({ kind, size: { columns: 110, rows: 24 } }).answer();
  if (place === "states" || place === "services" || place === "findings") {
    screen.press({ states: "2", services: "3", findings: "4" }[place]).answer().press("down");
  } else {
    screen.press("pagedown", "up").answer();
    if (place === "ladder") screen.press("enter");
    if (place === "explain") screen.press("e", "pagedown");
    if (place === "help") screen.press("?");
  }
  return screen;
}

describe("the table of keys", () => {
  it("has no key twice in one place", () => {
    for (const kind of KINDS) {
      for (const place of PLACES) {
        const keys = keysAt(place, kind).flatMap((entry) => entry.keys);
        expect(keys).toEqual([...new Set(keys)]);
      }
    }
  });

  it.each(KINDS)("does something for every key in every place, %s", (kind) => {
    let tried = 0;
    for (const place of PLACES) {
      for (const { keys, action } of keysAt(place, kind)) {
        for (const key of keys) {
          const screen = screenAt(place, kind);
          const { state, effects } = screen;
          const before = effects.length;
          screen.press(key);
          // To come back from where one came from, to go to the view that is there, to scroll what all is seen of:
          // nothing is left to do.
          const isThere =
            (action === "back" && !["ladder", "explain", "help"].includes(place)) ||
            action === place ||
            ["up", "down", "pageUp", "pageDown", "first", "last"].includes(action);
          if (!isThere)
            expect([key, place, screen.state === state && effects.length === before]).toEqual([
              key,
              place,
              false,
            ]);
          tried++;
        }
      }
    }
    expect(tried).toBeGreaterThan(200);
  });

  it("is what is pressed: every action can be reached", () => {
    for (const { keys, action, places, only = "live" } of KEYS) {
      for (const place of places) for (const key of keys) expect(actionOf(key, place, only)).toBe(action);
    }
  });
});

const NO_KEY: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

describe("what a terminal sends", () => {
  const names = (input: string, key: Partial<Key> = {}) =>
    keysPressed(input, { ...NO_KEY, ...key }).map(({ name }) => name);

  it("has names", () => {
    expect(names("j")).toEqual(["j"]);
    expect(names("G", { shift: true })).toEqual(["G"]);
    expect(names(" ")).toEqual(["space"]);
    expect(names("", { upArrow: true })).toEqual(["up"]);
    expect(names("", { pageDown: true })).toEqual(["pagedown"]);
    expect(names("\r", { return: true })).toEqual(["enter"]);
    expect(names("", { escape: true, meta: true })).toEqual(["escape"]);
    expect(names("\t", { tab: true, shift: true })).toEqual(["shift-tab"]);
    expect(names("c", { ctrl: true })).toEqual(["ctrl-c"]);
  });

  it("is several keys where a slow line brings them in one piece", () => {
    expect(names("jj G")).toEqual(["j", "j", "space", "G"]);
    expect(names("q", { meta: true })).toEqual(["escape", "q"]);
  });

  it("is cut where somebody pastes a book", () => {
    expect(names("j".repeat(10_000)).length).toBe(64);
  });
});
