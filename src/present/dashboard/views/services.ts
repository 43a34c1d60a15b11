// The services as lines: a table, a line for each server ip:port.
import { endpointText } from "../../../record/address-text.ts";
import type { Order, ServiceRow, ServicesBody } from "../../../session/screen/frame.ts";
import { formatDuration, formatShortCount } from "../../../words/numbers.ts";
import { markOf } from "../../ladder/ladder-columns.ts";
import type { Meaning } from "../../terminal/style.ts";
import { widthOf } from "../../terminal/width.ts";
import type { Drawing, Space } from "../drawing.ts";
import { processText } from "../process-text.ts";
import { type Cell, type Column, type Sorting, tableLines } from "../table.ts";

const LONGEST_IPV4 = "255.255.255.255:65535".length;
/** On a screen narrower than this figures come before whole names. */
const NARROW = 76;

/** @param cursor place of the selected row among `body.rows` */
export function servicesLines(
  body: ServicesBody,
  cursor: number,
  sorting: Sorting,
  space: Space,
  drawing: Drawing,
): string[] {
  const { none, noneMatch } = drawing.words.views.services;
  const lines = tableLines(columnsOf(body.rows, sorting.order, space.columns < NARROW, drawing), body.rows, {
    ...space,
    ...sorting,
    cursor,
    drawing,
  });
  if (body.rows.length > 0 || space.rows < 3) return lines;
  return [...lines, "", `  ${drawing.style("quiet", body.total > 0 ? noneMatch : none)}`];
}

function columnsOf(
  rows: readonly ServiceRow[],
  orderedBy: string,
  isNarrow: boolean,
  drawing: Drawing,
): Column<ServiceRow>[] {
  const words = drawing.words.views.services;
  // What the order goes by is always seen.
  const staying = (order: Order | null, givesWay: number) => (order === orderedBy ? 0 : givesWay);
  // (With the sign of the order.)
  const headingWidth = (heading: string, order: Order | null) =>
    widthOf(heading) + (order === orderedBy ? 1 : 0);
  const figure = (
    order: Order | null,
    heading: string,
    givesWay: number,
    value: (row: ServiceRow) => number,
    meaning: Meaning = "plain",
  ): Column<ServiceRow> => ({
    order,
    heading,
    align: "end",
    least: Math.max(5, headingWidth(heading, order)),
    most: 11,
    givesWay: staying(order, givesWay),
    cell: (row) => figureCell(value(row), meaning),
  });
  const seconds = (
    order: Order | null,
    heading: string,
    givesWay: number,
    value: (row: ServiceRow) => number | null,
  ): Column<ServiceRow> => ({
    order,
    heading,
    align: "end",
    least: Math.max(8, headingWidth(heading, order)),
    most: 11,
    givesWay: staying(order, givesWay),
    cell: (row) => durationCell(value(row), drawing),
  });
  return [
    {
      order: "server",
      heading: words.service,
      align: "start",
      least: needed(15, rows.map(endpointText), isNarrow ? 17 : LONGEST_IPV4),
      most: 47,
      givesWay: 0,
      cut: "middle",
      cell: (row) => ({ text: endpointText(row) }),
    },
    figure("open", words.open, 4, ({ open }) => open, "open"),
    figure("refused", words.refused, 2, ({ refused }) => refused, "error"),
    figure("unanswered", words.unanswered, 3, ({ unanswered }) => unanswered, "error"),
    figure("close-wait", words.closeWait, 1, ({ closeWaitNow }) => closeWaitNow, "waiting"),
    figure(null, words.closeWaitPeak, 8, ({ closeWaitPeak }) => closeWaitPeak),
    seconds("handshake", words.median, 5, ({ handshakeMedianSeconds }) => handshakeMedianSeconds),
    seconds(null, words.slow, 6, ({ handshake95Seconds }) => handshake95Seconds),
    figure("reset", words.reset, 7, ({ reset }) => reset, "warning"),
    figure("attempts", words.attempts, 9, ({ attempts }) => attempts),
    {
      order: "trouble",
      heading: words.finding,
      align: "start",
      // What is wrong is what one looks for.
      least: needed(
        14,
        rows.map((row) => findingText(row, drawing)),
        isNarrow ? 14 : 24,
      ),
      most: 32,
      givesWay: 0,
      cell: (row) => ({
        text: findingText(row, drawing),
        meaning: row.finding?.severity ?? "plain",
      }),
    },
    {
      order: null,
      heading: words.process,
      align: "start",
      least: 12,
      most: 30,
      givesWay: 10,
      cell: ({ process }) => ({ text: processText(process) }),
    },
  ];
}

function needed(least: number, texts: readonly string[], most: number): number {
  return Math.min(most, Math.max(least, ...texts.map(widthOf)));
}

function findingText({ finding }: ServiceRow, { glyphs }: Drawing): string {
  if (finding === null) return "";
  const { severity, id, count } = finding;
  return `${markOf(severity, glyphs)} ${id}${count > 1 ? ` ${formatShortCount(count)}` : ""}`;
}

/** Nothing is quiet: what is there stands out. */
function figureCell(count: number, meaning: Meaning): Cell {
  return { text: formatShortCount(count), meaning: count === 0 ? "quiet" : meaning };
}

function durationCell(value: number | null, { glyphs }: Drawing): Cell {
  if (value === null) return { text: glyphs.none, meaning: "quiet" };
  return { text: formatDuration(value, glyphs.micro) };
}
