// What a terminal sends, as names of keys: "a", "G", "up", "ctrl-c", "shift-tab", "space".
import type { Key } from "ink";

const NAMED: readonly (readonly [flag: keyof Key, name: string])[] = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageup"],
  ["pageDown", "pagedown"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["backspace", "backspace"],
  // What most keyboards send for the key above Enter.
  ["delete", "backspace"],
];

/** So many keys are taken from one piece; what is pasted where keys are meant does little harm. */
const MOST_KEYS = 64;

export interface PressedKey {
  readonly name: string;
  /** What it would be where text is typed. */
  readonly text: string;
}

/** Usually one; several where a slow line brings them together. @param input as ink's useInput hands it out */
export function keysPressed(input: string, key: Key): PressedKey[] {
  const one = (name: string): PressedKey[] => [{ name, text: "" }];
  if (key.tab) return one(key.shift ? "shift-tab" : "tab");
  if (key.escape) return one("escape");
  const named = NAMED.find(([flag]) => key[flag] === true);
  if (named !== undefined) return one(named[1]);
  if (key.ctrl) return input.length === 1 ? one(`ctrl-${input}`) : [];
  const keys = [...input].slice(0, MOST_KEYS).map((text) => ({ name: nameOf(text), text }));
  // Escape and a key right behind it come as one.
  return key.meta ? [...one("escape"), ...keys] : keys;
}

function nameOf(character: string): string {
  if (character === " ") return "space";
  if (character === "\r" || character === "\n") return "enter";
  if (character === "\t") return "tab";
  if (character === "\x7f" || character === "\b") return "backspace";
  return character;
}
