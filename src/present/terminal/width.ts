// How many columns text takes, and text made to take a given number. Wide characters take two, so
// that length is never the answer. Knows nothing of colour: measure first, dress afterwards.
import stringWidth from "string-width";
import { unbroken } from "./line-breaks.ts";

// Addresses, numbers and words of our own are printable Latin-1 (µs, the dot between two), without the
// soft hyphen, and a few signs and lines: their width is their length. Segmenting would take a hundred times
// as long.
const PLAIN = /^[\x20-\x7e\xa0-\xac\xae-\xff→–…✖─│┆▁-█▏▸▴▾]*$/;

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });

export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - widthOf(text))) + text;
}

/** At most `columns` wide, cut at the end. */
export function cutEnd(text: string, columns: number, ellipsis: string): string {
  if (widthOf(text) <= columns) return text;
  return head(text, columns - widthOf(ellipsis)) + ellipsis.slice(0, columns);
}

/** At most `columns` wide, cut in the middle; of the end, `keep` columns stay where there is room. */
export function cutMiddle(text: string, columns: number, ellipsis: string, keep: number): string {
  if (widthOf(text) <= columns) return text;
  const room = columns - widthOf(ellipsis);
  if (room <= 0) return ellipsis.slice(0, columns);
  const end = Math.min(Math.max(keep, room >> 1), room);
  return head(text, room - end) + ellipsis + tail(text, end);
}

// A figure and its unit are one word, and so are two of them: "30 s", "1 min 15 s", "packet 7".
const INSIDE_FIGURE =
  /(?<=\d) (?=(?:[nµum]?s|min|h|d|[kMGTP]?B)\b|%|\p{Script=Han})|(?<=\d (?:min|h|d)) (?=\d+ (?:s|min|h)\b)|(?<=\bpackets?) (?=\d)/gu;

/**
 * Lines of at most `columns`, broken at spaces and between Chinese characters; a word longer than a
 * line is cut hard.
 */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.replace(INSIDE_FIGURE, "\u00a0").split(" ")) {
    unbroken(word).forEach((part, index) => {
      let rest = part.replaceAll("\u00a0", " ");
      const gap = index === 0 ? " " : "";
      if (line !== "" && widthOf(line) + gap.length + widthOf(rest) <= columns) {
        line += gap + rest;
        return;
      }
      if (line !== "") lines.push(line);
      while (widthOf(rest) > columns) {
        const piece = head(rest, columns);
        if (piece === "") break;
        lines.push(piece);
        rest = rest.slice(piece.length);
      }
      line = rest;
    });
  }
  if (line !== "" || lines.length === 0) lines.push(line);
  return lines;
}

function head(text: string, columns: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(0, columns));
  let taken = 0;
  let length = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    taken += widthOf(segment);
    if (taken > columns) break;
    length += segment.length;
  }
  return text.slice(0, length);
}

function tail(text: string, columns: number): string {
  if (PLAIN.test(text)) return columns <= 0 ? "" : text.slice(-columns);
  const segments = [...GRAPHEMES.segment(text)];
  let taken = 0;
  let from = text.length;
  for (let index = segments.length - 1; index >= 0; index--) {
    const { segment, index: at } = segments[index] as Intl.SegmentData;
    taken += widthOf(segment);
    if (taken > columns) break;
    from = at;
  }
  return text.slice(from);
}
