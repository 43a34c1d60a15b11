// The values of the `--select` language: text → words, numbers, ranges, addresses.
import ipaddr from "ipaddr.js";
import {
  findValue,
  KEYS,
  type NumberKey,
  type NumberKeyRow,
  type SelectKey,
  type WordKey,
  type WordKeyRow,
} from "./keys.ts";
import { nearSpellings } from "./near-spellings.ts";
import { parseCount, parseDuration, parsePlainNumber } from "./quantity.ts";
import { quoted, SelectError } from "./select-error.ts";
import type { Prefix, Range, Word } from "./syntax-tree.ts";

/** A longer list does not go into one line. */
const LISTED_AT_MOST = 20;

/** One of the words of `key`, as the contract spells it. */
export function parseWord(key: SelectKey, text: string, column: number): Word {
  const row = KEYS[key] as WordKeyRow;
  if (text === "*" && row.wildcard === true) return { column, word: "*" };
  const colon = row.numbered === true ? text.indexOf(":") : -1;
  const word = findValue(key as WordKey, row.values, colon < 0 ? text : text.slice(0, colon));
  if (word !== undefined) return { column, word: colon < 0 ? word : word + text.slice(colon) };
  throw new SelectError(
    column,
    `unknown ${key} ${quoted(text)}`,
    nearSpellings(colon < 0 ? text : text.slice(0, colon), row.values),
    row.values.length <= LISTED_AT_MOST
      ? `one of ${row.values.join(", ")}`
      : "shakedown read --help lists them",
  );
}

/** A number in the unit of `key`. */
export function parseNumber(key: NumberKey, row: NumberKeyRow, text: string, column: number): number {
  const value =
    row.unit === "seconds"
      ? parseDuration(text)
      : row.unit === "count"
        ? parseCount(text)
        : parsePlainNumber(text);
  if (value === null || (row.unit === "integer" && !Number.isInteger(value))) {
    throw new SelectError(column, `${quoted(text)} is no ${NOUNS[row.unit]}`, [], `write ${row.example}`);
  }
  if (row.most !== undefined && value > row.most) {
    throw new SelectError(column, `${key} ${quoted(text)} is above ${row.most}`, [], `write ${row.example}`);
  }
  return value;
}

const NOUNS: Readonly<Record<NumberKeyRow["unit"], string>> = {
  integer: "number",
  count: "number",
  seconds: "duration",
};

/** `7` or `9-19`. */
export function parseRange(key: SelectKey, text: string, column: number): Range {
  const row = KEYS[key] as NumberKeyRow;
  // The hyphen of an exponent (1e-7) parts nothing.
  const hyphen = text.search(/(?<!\de)-/i);
  if (hyphen < 0) {
    const value = parseNumber(key as NumberKey, row, text, column);
    return { column, from: value, to: value };
  }
  const from = parseNumber(key as NumberKey, row, text.slice(0, hyphen), column);
  const to = parseNumber(key as NumberKey, row, text.slice(hyphen + 1), column + hyphen + 1);
  if (from > to) {
    const turned = `${text.slice(hyphen + 1)}-${text.slice(0, hyphen)}`;
    throw new SelectError(column, `the range ${quoted(text)} runs backwards`, [turned]);
  }
  return { column, from, to };
}

/** An address; with a prefix length where `key` takes one. */
export function parsePrefix(key: SelectKey, text: string, column: number): Prefix {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === null) {
    throw new SelectError(
      column,
      `${quoted(text)} is no IP address`,
      endpointTerms(text),
      `write ${KEYS[key].example}; names are never resolved`,
    );
  }
  const width = address.kind() === "ipv4" ? 32 : 128;
  const canonical =
    address.kind() === "ipv4" ? address.toString() : (address as ipaddr.IPv6).toRFC5952String();
  if (slash < 0) return { column, address: canonical, bits: width };
  if (key === "host") {
    throw new SelectError(column, `host takes addresses, ${quoted(text)} is a prefix`, [`net:${text}`]);
  }
  const bits = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > width) {
    throw new SelectError(
      column + slash + 1,
      `${quoted(bits)} is no prefix length`,
      [],
      `expected 0 to ${width}`,
    );
  }
  return { column, address: canonical, bits: Number(bits) };
}

/** What was meant by an endpoint as reports show it, `10.9.0.2:80` or `[fd00::2]:80`; nothing for other text. */
export function endpointTerms(text: string): string[] {
  // "fd00::2" is an address as a whole, and not the port 2 of something.
  const isAddress = parseAddress(text) !== null;
  const [, ip = "", port = ""] = isAddress ? [text, text] : (/^(.+?)(?::(\d{1,5}))?$/.exec(text) ?? []);
  if (parseAddress(ip) === null) return [];
  const host = `host:${ip.replace(/^\[|\]$/g, "")}`;
  return [port === "" ? host : `${host} port:${port}`];
}

/**
 * Dotted IPv4 with four parts, or IPv6 without zone, also in the brackets of an endpoint; IPv4 mapped
 * into IPv6 is IPv4, as in records.
 */
function parseAddress(given: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const text = given.replace(/^\[(.*:.*)\]$/, "$1");
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (text.includes("%") || !ipaddr.IPv6.isValid(text)) return null;
  return ipaddr.process(text);
}
