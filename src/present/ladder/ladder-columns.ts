// Which columns a ladder has, how wide each is, and what each row says in them. The lane between the
// rails takes what the others leave. Knows no colour.
import type { Severity } from "../../record/connection-record.ts";
import { formatDuration } from "../../words/numbers.ts";
import type { Glyphs } from "../terminal/glyphs.ts";
import { widthOf } from "../terminal/width.ts";
import type { ColumnHeads, Ladder, LadderRow } from "./ladder.ts";

/** Narrower than this an arrow cannot say what it is. */
const LEAST_LANE = 26;
/** Longer arrows only part what belongs together. */
const WIDEST_LANE = 58;
/** Between columns. */
const GAP = 1;

/** Which columns of figures stay where not all fit, what is best to have first. */
const STAYING: readonly (readonly (keyof ColumnHeads)[])[] = [
  ["start", "since", "packet"],
  ["since", "packet"],
  ["since"],
  ["packet"],
  [],
];

export const ENGLISH_HEADS: ColumnHeads = { start: "start", since: "since", packet: "packet" };

/** Widths in columns of the screen; 0: the column is left out. */
export interface LadderColumns {
  readonly start: number;
  readonly since: number;
  readonly packet: number;
  readonly client: number;
  readonly lane: number;
  readonly server: number;
}

/** What stands left of the client's rail in one row. */
export interface RowFigures {
  readonly start: string;
  readonly since: string;
  readonly packet: string;
}

/** The figures of every row; the first row with a time has none since the row before. */
export function figuresOf(rows: readonly LadderRow[], signs: Glyphs): RowFigures[] {
  const { micro } = signs;
  let before: number | undefined;
  return rows.map((row) => {
    const { seconds, packet, mark } = row;
    const figures = {
      start: seconds === undefined ? "" : formatDuration(seconds, micro),
      since: seconds === undefined || before === undefined ? "" : sinceText(seconds - before, micro),
      packet: packet === undefined ? "" : `${mark === undefined ? "" : `${markOf(mark, signs)} `}${packet}`,
    };
    if (seconds !== undefined) before = row.kind === "fold" ? (row.untilSeconds ?? seconds) : seconds;
    return figures;
  });
}

/** The sign of a severity. */
export function markOf(severity: Severity, { error, warning }: Glyphs): string {
  if (severity === "error") return error;
  return severity === "warning" ? warning : "i";
}

function sinceText(seconds: number, micro: string): string {
  return seconds < 0 ? formatDuration(seconds, micro) : `+${formatDuration(seconds, micro)}`;
}

/** The columns that fit into `width`; what tells least goes first. */
export function layOut(ladder: Ladder, figures: readonly RowFigures[], width: number): LadderColumns {
  const { rows, client = "client", server = "server", heads = ENGLISH_HEADS } = ladder;
  const columns = {
    start: widest(
      heads.start,
      figures.map(({ start }) => start),
    ),
    since: widest(
      heads.since,
      figures.map(({ since }) => since),
    ),
    packet: widest(
      heads.packet,
      figures.map(({ packet }) => packet),
    ),
    client: widest(
      client,
      rows.map((row) => row.client ?? ""),
      true,
    ),
    server: widest(
      server,
      rows.map((row) => row.server ?? ""),
      true,
    ),
  };
  const choices = STAYING.map((staying) => ({
    ...columns,
    start: staying.includes("start") ? columns.start : 0,
    since: staying.includes("since") ? columns.since : 0,
    packet: staying.includes("packet") ? columns.packet : 0,
  }));
  const chosen =
    choices.find((choice) => laneOf(choice, width) >= LEAST_LANE) ?? (choices.at(-1) as typeof columns);
  return { ...chosen, lane: Math.min(WIDEST_LANE, Math.max(LEAST_LANE, laneOf(chosen, width))) };
}

/** As wide as its widest text and its head; a column without text has none, unless it is `wanted` all the same. */
function widest(head: string, texts: readonly string[], wanted = false): number {
  let most = 0;
  for (const text of texts) most = Math.max(most, widthOf(text));
  return most === 0 && !wanted ? 0 : Math.max(most, widthOf(head));
}

function laneOf(
  { start, since, packet, client, server }: Omit<LadderColumns, "lane">,
  width: number,
): number {
  const left = [start, since, packet, client].filter((column) => column > 0);
  const rails = 2;
  return width - left.reduce((sum, column) => sum + column + GAP, 0) - rails - GAP - server;
}
