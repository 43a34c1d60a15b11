// A keyboard for prompts: what is typed as tests write it down, each stroke as ink would hand it on.
import type { KeyPress } from "../../../../src/present/dashboard/prompts/text-field.ts";

const NAMED: Readonly<Record<string, KeyPress>> = {
  "<enter>": { return: true },
  "<esc>": { escape: true },
  "<tab>": { tab: true },
  "<shift-tab>": { tab: true, shift: true },
  "<up>": { upArrow: true },
  "<left>": { leftArrow: true },
  "<home>": { home: true },
  "<backspace>": { backspace: true },
};

/** "port:80<enter>" → one stroke for each letter and each key. */
export function strokesOf(keys: string): (readonly [input: string, key: KeyPress])[] {
  return [...keys.matchAll(/<ctrl-(\w)>|<[\w-]+>|./gsu)].map(([text, letter]) => {
    if (letter !== undefined) return [letter, { ctrl: true }];
    const named = NAMED[text];
    return named === undefined ? [text, {}] : ["", named];
  });
}
