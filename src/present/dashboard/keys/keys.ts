// The keys of the dashboard: the one table that handles them, prints the line of keys and the help. Knows nothing
// of what the actions do (key-actions.ts) nor of how a terminal sends keys (key-names.ts).
import type { KeyGroup, KeyName } from "../../../words/dashboard-words.ts";

/** Where keys are pressed: a view, or what stands over it. */
export type KeyPlace =
  | "connections"
  | "states"
  | "services"
  | "findings"
  | "ladder"
  | "explain"
  | "help"
  | "tooSmall";

export interface KeyEntry {
  /** As key-names.ts names them. */
  readonly keys: readonly string[];
  /** What it does: also the name of its words. */
  readonly action: KeyName;
  readonly places: readonly KeyPlace[];
  /** Absent: in both. */
  readonly only?: "live" | "replay";
  readonly group: KeyGroup;
  /** Its rank in the line of keys, 1 is seen first; absent: only in the help. */
  readonly rank?: number;
}

const TABLES: readonly KeyPlace[] = ["connections", "services", "findings"];
const VIEWS: readonly KeyPlace[] = [...TABLES, "states"];
const PANES: readonly KeyPlace[] = ["ladder", "explain", "help"];
const NOT_HELP: readonly KeyPlace[] = [...VIEWS, "ladder", "explain"];
const EVERYWHERE: readonly KeyPlace[] = [...VIEWS, ...PANES];

export const KEYS: readonly KeyEntry[] = [
  { keys: ["enter"], action: "ladder", places: ["connections"], group: "looking", rank: 1 },
  {
    keys: ["enter"],
    action: "itsConnections",
    places: ["services", "findings", "states"],
    group: "looking",
    rank: 1,
  },
  { keys: ["escape", "backspace"], action: "back", places: EVERYWHERE, group: "looking", rank: 1.4 },
  { keys: ["/"], action: "filter", places: VIEWS, group: "arranging", rank: 3 },
  { keys: ["e"], action: "explain", places: [...VIEWS, "ladder"], group: "looking", rank: 4 },
  { keys: ["space"], action: "hold", places: NOT_HELP, only: "live", group: "arranging", rank: 5 },
  { keys: ["space"], action: "play", places: VIEWS, only: "replay", group: "replay", rank: 2 },
  {
    keys: ["space"],
    action: "play",
    places: ["ladder", "explain"],
    only: "replay",
    group: "replay",
    rank: 7.1,
  },
  { keys: ["s", ">"], action: "sortNext", places: TABLES, group: "arranging", rank: 6 },
  { keys: ["S", "<"], action: "sortPrevious", places: TABLES, group: "arranging" },
  { keys: ["right"], action: "sortNext", places: TABLES, only: "live", group: "arranging" },
  { keys: ["left"], action: "sortPrevious", places: TABLES, only: "live", group: "arranging" },
  { keys: ["r"], action: "reverse", places: TABLES, group: "arranging", rank: 11 },
  { keys: ["f"], action: "follow", places: [...TABLES, "ladder"], group: "arranging", rank: 8 },
  { keys: ["a"], action: "allSegments", places: ["ladder"], group: "looking", rank: 6 },
  { keys: ["tab", "right"], action: "nextTopic", places: ["explain"], group: "looking", rank: 2 },
  { keys: ["shift-tab", "left"], action: "previousTopic", places: ["explain"], group: "looking" },
  { keys: ["w"], action: "write", places: ["connections", "ladder"], group: "taking", rank: 7 },
  { keys: ["y"], action: "copy", places: [...TABLES, "ladder"], group: "taking", rank: 10 },
  { keys: ["n"], action: "nextFinding", places: VIEWS, only: "replay", group: "replay", rank: 3.5 },
  {
    keys: ["n"],
    action: "nextFinding",
    places: ["ladder", "explain"],
    only: "replay",
    group: "replay",
    rank: 7.2,
  },
  { keys: ["t"], action: "goTo", places: NOT_HELP, only: "replay", group: "replay", rank: 9 },
  { keys: ["+", "="], action: "faster", places: NOT_HELP, only: "replay", group: "replay", rank: 9.1 },
  { keys: ["-", "_"], action: "slower", places: NOT_HELP, only: "replay", group: "replay", rank: 9.2 },
  { keys: ["right"], action: "forward", places: [...VIEWS, "ladder"], only: "replay", group: "replay" },
  { keys: ["left"], action: "backward", places: [...VIEWS, "ladder"], only: "replay", group: "replay" },
  { keys: ["up", "k"], action: "up", places: EVERYWHERE, group: "moving" },
  { keys: ["down", "j"], action: "down", places: EVERYWHERE, group: "moving" },
  { keys: ["pageup", "ctrl-b", "ctrl-u"], action: "pageUp", places: EVERYWHERE, group: "moving" },
  { keys: ["pagedown", "ctrl-f", "ctrl-d"], action: "pageDown", places: EVERYWHERE, group: "moving" },
  { keys: ["home", "g"], action: "first", places: EVERYWHERE, group: "moving" },
  { keys: ["end", "G"], action: "last", places: EVERYWHERE, group: "moving" },
  { keys: ["1"], action: "connections", places: EVERYWHERE, group: "moving" },
  { keys: ["2"], action: "states", places: EVERYWHERE, group: "moving" },
  { keys: ["3"], action: "services", places: EVERYWHERE, group: "moving" },
  { keys: ["4"], action: "findings", places: EVERYWHERE, group: "moving" },
  { keys: ["tab"], action: "nextView", places: VIEWS, group: "moving" },
  { keys: ["shift-tab"], action: "previousView", places: VIEWS, group: "moving" },
  { keys: ["?", "h"], action: "help", places: EVERYWHERE, group: "program", rank: 1.5 },
  { keys: ["ctrl-l"], action: "repaint", places: [...EVERYWHERE, "tooSmall"], group: "program" },
  { keys: ["q", "ctrl-c"], action: "quit", places: [...EVERYWHERE, "tooSmall"], group: "program", rank: 1.6 },
];

/** What the key does there; null: nothing. */
export function actionOf(key: string, place: KeyPlace, kind: "live" | "replay"): KeyName | null {
  return keysAt(place, kind).find(({ keys }) => keys.includes(key))?.action ?? null;
}

export function keysAt(place: KeyPlace, kind: "live" | "replay"): KeyEntry[] {
  return KEYS.filter(({ places, only = kind }) => only === kind && places.includes(place));
}
