// A line in which something is typed: its text, its cursor, what was typed before. Pure; knows nothing of what
// the text means.
import { clean } from "../../terminal/clean.ts";
import { widthOf } from "../../terminal/width.ts";

/** What of ink's key a field needs; `delete` is what most terminals send for Backspace. */
export interface KeyPress {
  readonly leftArrow?: boolean;
  readonly rightArrow?: boolean;
  readonly upArrow?: boolean;
  readonly downArrow?: boolean;
  readonly home?: boolean;
  readonly end?: boolean;
  readonly backspace?: boolean;
  readonly delete?: boolean;
  readonly return?: boolean;
  readonly escape?: boolean;
  readonly tab?: boolean;
  readonly shift?: boolean;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
}

export interface TextField {
  readonly text: string;
  /** Offset in UTF-16 units, always between two graphemes. */
  readonly cursor: number;
  /** What can be brought back, the newest last. */
  readonly history: readonly string[];
  /** Which of it stands here; null: what was typed. */
  readonly recalled: number | null;
  /** What was typed before something was brought back. */
  readonly draft: string;
}

/** In UTF-16 units: a list of a thousand connections fits. */
const LONGEST_TEXT = 10_000;
const HISTORY_AT_MOST = 50;

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });

export function textField(text = "", history: readonly string[] = []): TextField {
  return { text, cursor: text.length, history, recalled: null, draft: "" };
}

/** The history with `text` as its newest entry. */
export function remembered(history: readonly string[], text: string): readonly string[] {
  const kept = text.trim();
  if (kept === "") return history;
  return [...history.filter((entry) => entry !== kept), kept].slice(-HISTORY_AT_MOST);
}

/** The field after a key, or after a piece of text that was pasted. Keys that mean nothing here change nothing. */
export function typed(field: TextField, input: string, key: KeyPress): TextField {
  const { text, cursor } = field;
  if (key.upArrow === true) return recall(field, -1);
  if (key.downArrow === true) return recall(field, 1);
  const byWord = key.ctrl === true || key.meta === true;
  if (key.leftArrow === true) return at(field, byWord ? wordStart(text, cursor) : before(text, cursor));
  if (key.rightArrow === true) return at(field, byWord ? wordEnd(text, cursor) : after(text, cursor));
  if (key.home === true) return at(field, 0);
  if (key.end === true) return at(field, text.length);
  if (key.backspace === true || key.delete === true) {
    return without(field, key.meta === true ? wordStart(text, cursor) : before(text, cursor), cursor);
  }
  if (key.return === true || key.escape === true || key.tab === true) return field;
  if (key.ctrl === true) return control(field, input);
  if (key.meta === true) return meta(field, input);
  return inserted(field, input);
}

/** The field with `[from, to)` replaced, the cursor behind what was put in. */
export function replaced(field: TextField, from: number, to: number, by: string): TextField {
  const text = field.text.slice(0, from) + by + field.text.slice(to);
  if (text.length > LONGEST_TEXT) return field;
  return { ...field, text, cursor: from + by.length, recalled: null };
}

function control(field: TextField, letter: string): TextField {
  const { text, cursor } = field;
  switch (letter) {
    case "a":
      return at(field, 0);
    case "e":
      return at(field, text.length);
    case "b":
      return at(field, before(text, cursor));
    case "f":
      return at(field, after(text, cursor));
    case "p":
      return recall(field, -1);
    case "n":
      return recall(field, 1);
    case "h":
      return without(field, before(text, cursor), cursor);
    case "d":
      return without(field, cursor, after(text, cursor));
    case "w":
      return without(field, spaceStart(text, cursor), cursor);
    case "u":
      return without(field, 0, cursor);
    case "k":
      return without(field, cursor, text.length);
    default:
      return field;
  }
}

function meta(field: TextField, letter: string): TextField {
  const { text, cursor } = field;
  switch (letter) {
    case "b":
      return at(field, wordStart(text, cursor));
    case "f":
      return at(field, wordEnd(text, cursor));
    case "d":
      return without(field, cursor, wordEnd(text, cursor));
    default:
      return field;
  }
}

/** Line breaks and tabs become spaces; what would harm a terminal is left out, nobody typed it on purpose. */
function inserted(field: TextField, input: string): TextField {
  const spaced = input.replace(/\s+/g, " ");
  const piece = [...spaced].filter((character) => clean(character) === character).join("");
  if (piece === "") return field;
  const next = replaced(field, field.cursor, field.cursor, piece);
  // A combining sign joins the letter before it, or the one behind: the cursor goes where a grapheme ends.
  return at(next, next.cursor === next.text.length ? next.cursor : boundary(next.text, next.cursor));
}

function recall(field: TextField, step: number): TextField {
  const { history, recalled } = field;
  const place = (recalled ?? history.length) + step;
  if (place < 0 || place > history.length || (recalled === null && step > 0)) return field;
  const draft = recalled === null ? field.text : field.draft;
  const text = place === history.length ? draft : (history[place] as string);
  return {
    ...field,
    text,
    cursor: text.length,
    recalled: place === history.length ? null : place,
    draft,
  };
}

function at(field: TextField, cursor: number): TextField {
  return { ...field, cursor };
}

function without(field: TextField, from: number, to: number): TextField {
  if (from === to) return field;
  const next = replaced(field, from, to, "");
  return at(next, boundary(next.text, next.cursor));
}

/** The first place at or behind `offset` that lies between two graphemes. */
function boundary(text: string, offset: number): number {
  for (const { index } of GRAPHEMES.segment(text)) if (index >= offset) return index;
  return text.length;
}

function before(text: string, cursor: number): number {
  return boundaryBefore(text, cursor - 1);
}

/** The last place at or before `offset` that lies between two graphemes. */
function boundaryBefore(text: string, offset: number): number {
  let start = 0;
  for (const { index } of GRAPHEMES.segment(text)) {
    if (index > offset) break;
    start = index;
  }
  return start;
}

function after(text: string, cursor: number): number {
  return boundary(text, cursor + 1);
}

/** As a shell's Ctrl-W: back over what has no space in it. */
function spaceStart(text: string, cursor: number): number {
  return boundaryBefore(text, (/\S*\s*$/.exec(text.slice(0, cursor)) as RegExpExecArray).index);
}

function wordStart(text: string, cursor: number): number {
  const word = /[\p{L}\p{M}\p{N}]*[^\p{L}\p{M}\p{N}]*$/u.exec(text.slice(0, cursor)) as RegExpExecArray;
  return boundaryBefore(text, word.index);
}

function wordEnd(text: string, cursor: number): number {
  const rest = /^[^\p{L}\p{M}\p{N}]*[\p{L}\p{M}\p{N}]*/u.exec(text.slice(cursor)) as RegExpExecArray;
  return boundary(text, cursor + rest[0].length);
}

/** How wide the text is up to `offset`. */
export function columnsUpTo(text: string, offset: number): number {
  return widthOf(text.slice(0, offset));
}
