// The connections as lines: a table, both ends' states side by side.
import { endpointText } from "../../../record/address-text.ts";
import type { State } from "../../../record/connection-record.ts";
import type { ConnectionRow, ConnectionsBody } from "../../../session/screen/frame.ts";
import { formatAge, formatBytes, formatDuration } from "../../../words/numbers.ts";
import { markOf } from "../../ladder/ladder-columns.ts";
import { STATE_FAMILY } from "../../terminal/style.ts";
import type { Drawing, Space } from "../drawing.ts";
import { processText } from "../process-text.ts";
import { type Cell, type Column, type Sorting, tableLines } from "../table.ts";

const LEAST_ADDRESS = 14;
const LONGEST_IPV4 = "255.255.255.255:65535".length;
/** On a screen narrower than this states come before whole addresses. */
const NARROW = 76;

/** Columns of the longest addresses that were there. */
export interface AddressColumns {
  readonly client: number;
  readonly server: number;
}

export const NO_ADDRESSES: AddressColumns = { client: 0, server: 0 };

/** They only grow: columns that come and go with the rows would make the table dance. */
export function widened(before: AddressColumns, rows: readonly ConnectionRow[]): AddressColumns {
  const longest = (side: "client" | "server") =>
    Math.max(before[side], ...rows.map((row) => endpointText(row[side]).length));
  return { client: longest("client"), server: longest("server") };
}

/**
 * @param nothing what is said where there is no connection at all
 * @param cursor place of the selected row among `body.rows`, which are those that are seen; null: none of them is
 */
export function connectionsLines(
  body: ConnectionsBody,
  nothing: string,
  addresses: AddressColumns,
  cursor: number | null,
  sorting: Sorting,
  space: Space,
  drawing: Drawing,
): string[] {
  const { noneMatch } = drawing.words.screen;
  const columns = columnsOf(body.rows, addresses, space.columns < NARROW, drawing);
  const lines = tableLines(columns, body.rows, { ...space, ...sorting, cursor, top: 0, drawing });
  if (body.rows.length > 0 || body.matching > 0 || space.rows < 3) return lines;
  return [...lines, "", `  ${drawing.style("quiet", body.total > 0 ? noneMatch : nothing)}`];
}

function columnsOf(
  rows: readonly ConnectionRow[],
  addresses: AddressColumns,
  isNarrow: boolean,
  drawing: Drawing,
): Column<ConnectionRow>[] {
  const { glyphs, words } = drawing;
  const headings = words.screen.columns;
  const end = (side: "client" | "server"): Column<ConnectionRow> => ({
    order: side,
    heading: headings[side],
    align: "start",
    // What the longest needs, within limits: where there is little room other columns go first.
    least: Math.min(isNarrow ? LEAST_ADDRESS : LONGEST_IPV4, Math.max(LEAST_ADDRESS, addresses[side])),
    most: 47,
    givesWay: 0,
    cut: "middle",
    cell: (row) => ({ text: endpointText(row[side]), meaning: row.isOver ? "quiet" : "plain" }),
  });
  const state = (side: "client" | "server"): Column<ConnectionRow> => ({
    order: `${side}-state`,
    heading: headings[`${side}State`],
    align: "start",
    least: 12,
    most: 13,
    givesWay: 0,
    cell: (row) => stateCell(row[side].state),
  });
  const hasProcess = rows.some(({ client, server }) => client.process !== null || server.process !== null);
  const process: Column<ConnectionRow> = {
    order: null,
    heading: headings.process,
    align: "start",
    least: 12,
    most: 40,
    givesWay: 8,
    cell: (row) => ({ text: processesText(row) }),
  };
  return [
    {
      order: "trouble",
      heading: "",
      align: "start",
      least: 1,
      most: 1,
      givesWay: 0,
      cell: ({ finding }) =>
        finding === null
          ? { text: "" }
          : { text: markOf(finding.severity, glyphs), meaning: finding.severity },
    },
    {
      order: "id",
      heading: headings.id,
      align: "end",
      least: 5,
      most: 11,
      givesWay: 5,
      cell: ({ id }) => ({ text: String(id), meaning: "quiet" }),
    },
    end("client"),
    end("server"),
    state("client"),
    state("server"),
    {
      order: "age",
      heading: headings.age,
      align: "end",
      least: 7,
      most: 8,
      givesWay: 1,
      cell: ({ inStateSeconds, isOver }) => ({
        text: formatAge(inStateSeconds),
        meaning: isOver ? "quiet" : "plain",
      }),
    },
    {
      order: "handshake",
      heading: headings.handshake,
      align: "end",
      least: 9,
      most: 10,
      givesWay: 3,
      cell: ({ handshakeSeconds }) =>
        handshakeSeconds === null
          ? { text: glyphs.none, meaning: "quiet" }
          : { text: formatDuration(handshakeSeconds, glyphs.micro) },
    },
    {
      order: "bytes",
      heading: headings.bytes,
      align: "end",
      least: 8,
      most: 9,
      givesWay: 6,
      cell: ({ bytes }) => ({ text: formatBytes(bytes) }),
    },
    {
      order: "verdict",
      heading: headings.verdict,
      align: "start",
      least: 11,
      most: 13,
      givesWay: 2,
      cell: ({ verdict, isDoubtful }) => ({ text: isDoubtful ? `${verdict} ?` : verdict }),
    },
    {
      order: null,
      heading: headings.finding,
      align: "start",
      least: 16,
      most: 28,
      givesWay: 4,
      cell: ({ finding }) =>
        finding === null
          ? { text: "" }
          : {
              text: `${finding.id}${finding.more > 0 ? ` +${finding.more}` : ""}`,
              meaning: finding.severity,
            },
    },
    ...(hasProcess ? [process] : []),
  ];
}

function stateCell(state: State): Cell {
  return { text: state, meaning: STATE_FAMILY[state] };
}

/** That of the server first: it is more often what one looks for. */
function processesText({ client, server }: ConnectionRow): string {
  return [server.process, client.process]
    .map(processText)
    .filter((text) => text !== "")
    .join(", ");
}
