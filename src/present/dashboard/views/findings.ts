// The findings as lines: a table of groups, the sentence of the selected one, and the feed of events beside
// or below.
import { endpointText } from "../../../record/address-text.ts";
import type { FindingGroup, FindingsBody } from "../../../session/screen/frame.ts";
import { formatAge, formatShortCount } from "../../../words/numbers.ts";
import { markOf } from "../../ladder/ladder-columns.ts";
import { inAscii } from "../../terminal/ascii.ts";
import { clean } from "../../terminal/clean.ts";
import { widthOf, wrap } from "../../terminal/width.ts";
import type { Drawing, Space } from "../drawing.ts";
import { beside } from "../side-by-side.ts";
import { type Column, type Sorting, tableLines } from "../table.ts";
import { feedLines } from "./event-feed.ts";

/** From this width on the feed stands beside the groups. */
const WIDE = 150;
/** "10.9.0.2:8080" finds room beside a sentence. */
const WIDE_ABOUT = 16;
/** Numbers of connections in a cell: the sentence beside it says more. */
const MOST_NAMED = 4;
const MOST_SENTENCE_LINES = 6;
/** With their heading. */
const FEW_EVENTS = 6;

/** @param cursor place of the selected group among `body.rows` */
export function findingsLines(
  body: FindingsBody,
  cursor: number,
  sorting: Sorting,
  space: Space,
  drawing: Drawing,
): string[] {
  const { columns, rows } = space;
  const draw = (part: Space, sentence: readonly string[]) =>
    groupLines(body, cursor, sorting, part, sentence, drawing);
  if (columns >= WIDE) {
    const left = Math.floor(columns * 0.52);
    const right = columns - left - 3;
    const feed = feedLines(body, { columns: right, rows }, drawing);
    const sentence = sentenceLines(body.rows[cursor], left, sentenceRows(Math.floor(rows / 4)), drawing);
    return beside(draw({ columns: left, rows }, sentence), feed, left, drawing);
  }
  // What the groups leave is the sentence's, but for a few events.
  const left = rows - (body.rows.length + 1) - FEW_EVENTS;
  const most = sentenceRows(Math.max(left, Math.floor(rows / 5)));
  const sentence = sentenceLines(body.rows[cursor], columns, most, drawing);
  const wanted = Math.max(body.rows.length, 2) + 1 + sentence.length;
  const share = Math.max(3 + sentence.length, Math.ceil(rows * 0.6));
  const above = draw({ columns, rows: Math.min(rows, wanted, share) }, sentence);
  const below = feedLines(body, { columns, rows: rows - above.length }, drawing);
  return [...above, ...(below.length < 2 ? [] : below)];
}

function sentenceRows(rows: number): number {
  return Math.min(MOST_SENTENCE_LINES, Math.max(1, rows));
}

/** The table and, where there is room for it, the sentence of the selected group. */
function groupLines(
  body: FindingsBody,
  cursor: number,
  sorting: Sorting,
  { columns, rows }: Space,
  told: readonly string[],
  drawing: Drawing,
): string[] {
  const { none, noneMatch } = drawing.words.views.findings;
  const sentence = rows < 4 ? [] : told;
  const table = tableLines(columnsOf(body.rows, drawing), body.rows, {
    ...sorting,
    columns,
    rows: rows - sentence.length,
    cursor,
    drawing,
  });
  if (body.rows.length > 0) return [...table, ...sentence];
  const nothing = drawing.style(body.total > 0 ? "quiet" : "good", body.total > 0 ? noneMatch : none);
  return [...table, `  ${nothing}`].slice(0, rows);
}

/** In full where `most` lines suffice. */
function sentenceLines(
  group: FindingGroup | undefined,
  columns: number,
  most: number,
  { glyphs, style, ascii, words }: Drawing,
): string[] {
  if (group === undefined) return [];
  const { severity, id, finding, count, subject } = group;
  const about =
    subject === null && count > 1 ? ` ${words.views.findings.newestOf(formatShortCount(count))}` : "";
  const text = clean(`${id}: ${finding.summary}${about}`);
  const mark = markOf(severity, glyphs);
  const lines = wrap(ascii ? inAscii(text) : text, columns - 7);
  const shown =
    lines.length <= most ? lines : [...lines.slice(0, most - 1), `${lines[most - 1]}${glyphs.ellipsis}`];
  return shown.map((line, index) =>
    index === 0
      ? `  ${style(severity, `${mark} ${line.slice(0, id.length)}`)}${line.slice(id.length)}`
      : `    ${line}`,
  );
}

function columnsOf(rows: readonly FindingGroup[], drawing: Drawing): Column<FindingGroup>[] {
  const words = drawing.words.views.findings;
  const { glyphs } = drawing;
  return [
    {
      order: "severity",
      heading: "",
      align: "start",
      least: 1,
      most: 1,
      givesWay: 0,
      cell: ({ severity }) => ({ text: markOf(severity, glyphs), meaning: severity }),
    },
    {
      order: "id",
      heading: words.finding,
      align: "start",
      least: 16,
      most: 26,
      givesWay: 0,
      cell: ({ id, severity }) => ({ text: id, meaning: severity }),
    },
    {
      order: "count",
      heading: words.count,
      align: "end",
      least: 6,
      most: 7,
      givesWay: 0,
      cell: ({ count }) => ({ text: formatShortCount(count) }),
    },
    {
      order: "newest",
      heading: words.age,
      align: "end",
      least: 7,
      most: 9,
      givesWay: 0,
      cell: ({ ageSeconds }) => ({ text: formatAge(ageSeconds) }),
    },
    {
      order: null,
      heading: words.about,
      align: "start",
      least: Math.min(WIDE_ABOUT, Math.max(12, ...rows.map((row) => widthOf(aboutText(row, drawing))))),
      most: 47,
      givesWay: 1,
      cut: "end",
      cell: (group) => ({ text: aboutText(group, drawing) }),
    },
    {
      order: null,
      heading: words.sentence,
      align: "start",
      least: 20,
      most: 200,
      givesWay: 2,
      cell: ({ finding }) => ({ text: finding.summary, meaning: "quiet" }),
    },
  ];
}

/** The service or host; of connections their numbers, the newest first. */
function aboutText({ subject, connections }: FindingGroup, { words, glyphs }: Drawing): string {
  if (subject === null) {
    const named = connections.slice(-MOST_NAMED).reverse();
    const more = connections.length > MOST_NAMED ? ` ${glyphs.ellipsis}` : "";
    return named.map((id) => `#${id}`).join(" ") + more;
  }
  const { ip, port } = subject;
  if (ip === null) return words.views.findings.theCapture;
  return port === null ? ip : endpointText({ ip, port });
}
