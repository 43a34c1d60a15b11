// Keys as they are written: on the line of keys and in the help, from the one table (keys.ts).
import type { KeyGroup, KeyName } from "../../../words/dashboard-words.ts";
import type { Drawing } from "../drawing.ts";
import type { HelpGroup } from "../panes/help.ts";
import { KEYS, type KeyEntry } from "./keys.ts";

const GROUPS: readonly KeyGroup[] = ["moving", "looking", "arranging", "taking", "replay", "program"];

/** "↑", "enter", "ctrl-c"; letters as they are. */
export function keyLabel(key: string, { ascii, words }: Drawing): string {
  const caps = words.screen.keyCaps;
  const arrows = ascii ? (["up", "down", "left", "right"] as const) : (["↑", "↓", "←", "→"] as const);
  const labels: Readonly<Record<string, string>> = {
    ...caps,
    "shift-tab": `shift-${caps.tab}`,
    up: arrows[0],
    down: arrows[1],
    left: arrows[2],
    right: arrows[3],
    pageup: "pgup",
    pagedown: "pgdn",
  };
  return labels[key] ?? key;
}

/** Every action once, with all its keys. */
export function helpGroups(kind: "live" | "replay", drawing: Drawing): HelpGroup[] {
  const { keyGroups, keys: does } = drawing.words.screen;
  const entries = KEYS.filter(({ only = kind }) => only === kind);
  return GROUPS.map((group) => ({
    title: keyGroups[group],
    keys: byAction(entries.filter((entry) => entry.group === group)).map(([action, labels]) => ({
      keys: labels.map((key) => keyLabel(key, drawing)).join(" "),
      does: does[action][1],
    })),
  })).filter(({ keys }) => keys.length > 0);
}

function byAction(entries: readonly KeyEntry[]): [action: KeyName, keys: string[]][] {
  const actions = new Map<KeyName, Set<string>>();
  for (const { action, keys } of entries) {
    const known = actions.get(action) ?? new Set();
    for (const key of keys) known.add(key);
    actions.set(action, known);
  }
  return [...actions].map(([action, keys]) => [action, [...keys]]);
}
