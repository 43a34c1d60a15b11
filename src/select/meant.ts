// What somebody most likely means who types something that is not the `--select` language: a port, an address, a
// state, a filter of tcpdump's or Wireshark's. Only proposes; nothing is selected by guessing.
import { type SeenEnds, seenValues } from "./complete.ts";
import { findValue, folded, KEY_NAMES, KEYS, type SelectKey, type WordKey } from "./keys.ts";
import { parseSelect } from "./parse.ts";
import { endpointTerms } from "./parse-values.ts";

export interface Meant {
  /** A term, or several. */
  readonly text: string;
  readonly about: SelectKey;
  /** Nothing is missing from what was typed but the key. */
  readonly isWhole: boolean;
}

const MEANT_AT_MOST = 20;
/** One letter begins too much. */
const SHORTEST_BEGINNING = 2;
/** What is only contained needs to be longer. */
const SHORTEST_PART = 3;
/** Nobody means a known word by one longer than this. */
const LONGEST_WORD = 60;

/** Terms that `word`, written without a key, stands for, the likeliest first; none when it is like nothing. */
export function meantBy(word: string, seen: SeenEnds = []): Meant[] {
  if (word === "" || word.length > LONGEST_WORD) return [];
  const meant = [...addresses(word, seen), ...numbers(word), ...words(word)];
  const texts = new Set<string>();
  return meant
    .filter(({ text }) => !texts.has(text) && texts.add(text) && isValid(text))
    .slice(0, MEANT_AT_MOST);
}

function addresses(word: string, seen: SeenEnds): Meant[] {
  const whole: Meant[] = [
    ...endpointTerms(word).map((text) => ({ text, about: "host" as const, isWhole: true })),
    ...(word.includes("/") ? [{ text: `net:${word}`, about: "net" as const, isWhole: true }] : []),
  ];
  // Dots and colons tell addresses from numbers.
  const begun = /^[\d.]*\.[\d.]*$|^[\da-f:]*:[\da-f:]*$/i.test(word)
    ? seenValues("host", null, seen).filter((ip) => ip.startsWith(word.toLowerCase()) && ip !== word)
    : [];
  return [
    ...whole,
    ...begun.map((ip) => ({ text: `host:${ip}`, about: "host" as const, isWhole: false })),
    ...prefixOf(word),
  ];
}

/** `10.9` and `10.9.` are networks that nobody writes out. */
function prefixOf(word: string): Meant[] {
  const parts = word.replace(/\.$/, "").split(".");
  if (!/^\d+\.(?:\d+\.?){0,2}$/.test(word) || parts.length > 3) return [];
  const address = [...parts, "0", "0", "0"].slice(0, 4).join(".");
  return [{ text: `net:${address}/${parts.length * 8}`, about: "net", isWhole: false }];
}

function numbers(word: string): Meant[] {
  const listed = word.replace(/^:/, "");
  if (/^\d[\d,-]*$/.test(listed)) {
    return (["port", "id"] as const).map((key) => ({ text: `${key}:${listed}`, about: key, isWhole: true }));
  }
  if (/^[<>]=?\d/.test(word)) {
    const compared = word.match(/[a-zµ]$/i) === null || /\d(?:[kmgt]i?)?b?$/i.test(word);
    const keys = compared ? (["bytes", "packets"] as const) : (["duration", "handshake"] as const);
    return keys.map((key) => ({ text: `${key}${word}`, about: key, isWhole: true }));
  }
  return [];
}

function words(word: string): Meant[] {
  const spelling = folded(word);
  const found: Record<"whole" | "beginning" | "part", Meant[]> = { whole: [], beginning: [], part: [] };
  for (const key of KEY_NAMES) {
    const row = KEYS[key];
    if (row.kind !== "word") continue;
    const exact = findValue(key as WordKey, row.values, word);
    if (exact !== undefined) found.whole.push({ text: `${key}:${exact}`, about: key, isWhole: true });
    for (const value of row.values) {
      if (value === exact) continue;
      const at = folded(value).indexOf(spelling);
      const begins = at === 0 && spelling.length >= SHORTEST_BEGINNING;
      const contains = at > 0 && spelling.length >= SHORTEST_PART;
      if (begins || contains) {
        found[begins ? "beginning" : "part"].push({ text: `${key}:${value}`, about: key, isWhole: false });
      }
    }
  }
  return [...found.whole, ...found.beginning, ...found.part];
}

/** How tcpdump and Wireshark say it, and how it is said here. Which end is the source says nothing of who is client. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/\bip(?:v6)?\.(?:addr|src|dst)\s*==\s*/gi, "host:"],
  [/\btcp\.(?:port|srcport|dstport)\s*==\s*/gi, "port:"],
  [/\b(?:(?:ip6?|tcp|src|dst)\s+)*(host|net|port)\s+(?=[\d:])/gi, "$1:"],
  [/\b(?:(?:ip6?|tcp|src|dst)\s+)*portrange\s+(?=\d)/gi, "port:"],
  [/^tcp\s+(?:and\s+|&&\s*)/i, ""],
  [/\s*&&\s*/g, " and "],
  [/\s*\|\|\s*/g, " or "],
  [/!(?!=)\s*/g, "not "],
];

/** A whole filter of tcpdump's or Wireshark's in this language; null when it is none of the few known forms. */
export function translated(expression: string): string | null {
  const text = ELSEWHERE.reduce((told, [form, ours]) => told.replace(form, ours), expression.trim());
  return text !== expression.trim() && isValid(text) ? text : null;
}

function isValid(text: string): boolean {
  try {
    parseSelect(text);
    return true;
  } catch {
    return false;
  }
}
