// The table of connections: a row each, never wrapped, in whatever width there is. Pure: records in,
// lines out.

import { endpointText } from "../../record/address-text.ts";
import type { ConnectionRecord, EndpointRecord, State, Verdict } from "../../record/connection-record.ts";
import { formatBytes, formatCount, formatDuration } from "../../words/numbers.ts";
import type { Glyphs } from "../terminal/glyphs.ts";
import type { Meaning, Style } from "../terminal/style.ts";
import { STATE_FAMILY } from "../terminal/style.ts";
import { padEnd, padStart } from "../terminal/width.ts";
import { fitEndpoint } from "./endpoint-text.ts";
import { age } from "./telling.ts";

const MARGIN = 2;
/** The least of an endpoint that still says something; below, other columns give way. */
const ENDPOINT_LEAST = 16;
/** IPv4 with any port fits in this; columns that add something wait until endpoints have it. */
const ENDPOINT_FAIR = 21;

export const VERDICT_MEANING: Record<Verdict, Meaning> = {
  unanswered: "error",
  refused: "error",
  unreachable: "error",
  reset: "warning",
  aborted: "warning",
  "half-open": "warning",
  "half-closed": "waiting",
  closing: "closing",
  connecting: "opening",
  open: "open",
  closed: "plain",
  partial: "quiet",
};

interface Column {
  readonly title: string;
  readonly right: boolean;
  readonly text: (record: ConnectionRecord, glyphs: Glyphs) => string;
  readonly meaning: (record: ConnectionRecord) => Meaning;
}

const state = (title: string, end: (record: ConnectionRecord) => EndpointRecord): Column => ({
  title,
  right: false,
  text: (record): State => end(record).state,
  meaning: (record) => STATE_FAMILY[end(record).state],
});

const figure = (title: string, text: Column["text"]): Column => ({
  title,
  right: true,
  text,
  meaning: () => "plain",
});

const ID: Column = figure("#", (record) => String(record.id));
const STATES = [state("client state", ({ client }) => client), state("server state", ({ server }) => server)];
// No state is longer than eleven letters; a short title leaves the room to the figures.
const STATES_NARROW = [
  state("client is", ({ client }) => client),
  state("server is", ({ server }) => server),
];
const VERDICT: Column = {
  title: "verdict",
  right: false,
  text: (record) => record.verdict,
  meaning: (record) => VERDICT_MEANING[record.verdict],
};

/** What is added when there is room, in this order; all of it or nothing of a column. */
const FIGURES: readonly Column[] = [
  figure("handshake", (record, glyphs) => duration(handshakeSeconds(record), glyphs)),
  figure("data", (record, glyphs) => {
    const bytes = record.client.payloadBytes + record.server.payloadBytes;
    return bytes === 0 ? glyphs.none : formatBytes(bytes);
  }),
  figure("packets", (record) => formatCount(record.client.packets + record.server.packets)),
  figure("duration", (record, glyphs) => duration(record.durationSeconds, glyphs)),
];
const WAITING = figure("waiting", (record, glyphs) => duration(age(record) || null, glyphs));

/** Tells connections apart that are alike in all else. */
const INSIDE: Column = {
  title: "inside",
  right: false,
  text: ({ tunnel }, glyphs) => (tunnel.length === 0 ? glyphs.none : tunnel.join(" ")),
  meaning: () => "plain",
};

/** How long one waits only where somebody does; tunnels first where they differ, last where all lie in the same. */
function columnsWhereRoom(records: readonly ConnectionRecord[]): readonly Column[] {
  const figures = records.some((record) => age(record) > 0) ? [...FIGURES, WAITING] : FIGURES;
  const tunnels = new Set(records.map(({ tunnel }) => tunnel.join(" ")));
  if (tunnels.size > 1) return [INSIDE, ...figures];
  return tunnels.has("") ? figures : [...figures, INSIDE];
}

function handshakeSeconds({ synRttSeconds, ackRttSeconds }: ConnectionRecord): number | null {
  return synRttSeconds === null || ackRttSeconds === null ? null : synRttSeconds + ackRttSeconds;
}

function duration(seconds: number | null, glyphs: Glyphs): string {
  return seconds === null ? glyphs.none : formatDuration(seconds, glyphs.micro);
}

export interface ConnectionTable {
  /** A heading and a line for each record, each at most `width` columns wide where that is 40 or more. */
  readonly lines: readonly string[];
  /** What a wider screen would show besides. */
  readonly leftOut: readonly string[];
}

export function connectionTable(
  records: readonly ConnectionRecord[],
  width: number,
  glyphs: Glyphs,
  style: Style,
): ConnectionTable {
  const whereRoom = columnsWhereRoom(records);
  const widths = new Map<Column, number>();
  for (const column of [ID, ...STATES, ...STATES_NARROW, VERDICT, ...whereRoom]) {
    widths.set(
      column,
      widest(
        column.title,
        records.map((record) => column.text(record, glyphs)),
      ),
    );
  }
  const clientWidth = widest(
    "client",
    records.map(({ client }) => endpointText(client)),
  );
  const serverWidth = widest(
    "server",
    records.map(({ server }) => endpointText(server)),
  );
  const plan = planColumns(width, widths, whereRoom, clientWidth, serverWidth);

  const columns = [
    ID,
    endpointColumn("client", plan.client, glyphs),
    endpointColumn("server", plan.server, glyphs),
    ...plan.columns,
  ];
  // Measured again: shortened endpoints may not need all the room that they were given.
  const columnWidths = columns.map((column) =>
    widest(
      column.title,
      records.map((record) => column.text(record, glyphs)),
    ),
  );
  const gap = " ".repeat(plan.gap);
  const line = (cell: (column: Column) => string, dress: (column: Column, text: string) => string) =>
    " ".repeat(plan.margin) +
    columns
      .map((column, index) => {
        const pad = column.right ? padStart : padEnd;
        const last = index === columns.length - 1 && !column.right;
        const text = cell(column);
        return dress(column, last ? text : pad(text, columnWidths[index] as number));
      })
      .join(gap);

  const heading = line(
    (column) => column.title,
    (_column, text) => style("quiet", text),
  );
  const rows = records.map((record) =>
    line(
      (column) => column.text(record, glyphs),
      (column, text) => style(column.meaning(record), text),
    ),
  );
  const leftOut = whereRoom.filter((column) => !columns.includes(column)).map(({ title }) => title);
  if (plan.columns.length === 1) leftOut.unshift("states");
  return { lines: [heading, ...rows], leftOut };
}

function endpointColumn(side: "client" | "server", columns: number, glyphs: Glyphs): Column {
  return {
    title: side,
    right: false,
    text: (record) => fitEndpoint(record[side], columns, glyphs.ellipsis),
    meaning: () => "plain",
  };
}

function widest(title: string, texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, text.length), title.length);
}

interface Plan {
  readonly margin: number;
  readonly gap: number;
  readonly client: number;
  readonly server: number;
  /** Behind the endpoints, from left to right. */
  readonly columns: readonly Column[];
}

type Arrangement = Pick<Plan, "margin" | "gap" | "columns">;

// From roomy to narrow. Titles and gaps give way first, then the states: the verdict sums them up.
const ROOMY: Arrangement = { margin: MARGIN, gap: 2, columns: [...STATES, VERDICT] };
const SHORT: Arrangement = { margin: MARGIN, gap: 2, columns: [...STATES_NARROW, VERDICT] };
const TIGHT: Arrangement = { margin: MARGIN, gap: 1, columns: [...STATES_NARROW, VERDICT] };
const TIGHTEST: Arrangement = { margin: 0, gap: 1, columns: [...STATES_NARROW, VERDICT] };
const NARROWEST: Arrangement = { margin: 0, gap: 1, columns: [VERDICT] };
const WITH_FIGURES: readonly Arrangement[] = [ROOMY, SHORT];
const WITH_STATES = [ROOMY, SHORT, TIGHT, TIGHTEST];
const WITHOUT_STATES: readonly Arrangement[] = [{ margin: MARGIN, gap: 2, columns: [VERDICT] }];

/** Who gets the room: both endpoints, both states and the verdict before anything else, then figures. */
function planColumns(
  width: number,
  widths: ReadonlyMap<Column, number>,
  whereRoom: readonly Column[],
  client: number,
  server: number,
): Plan {
  const widthOf = (column: Column) => widths.get(column) as number;
  const room = ({ margin, gap }: Arrangement, columns: readonly Column[]) =>
    width -
    margin -
    widthOf(ID) -
    columns.reduce((sum, column) => sum + widthOf(column), 0) -
    gap * (columns.length + 2);

  const wanted = Math.min(client, ENDPOINT_FAIR) + Math.min(server, ENDPOINT_FAIR);
  const least = Math.min(client, ENDPOINT_LEAST) + Math.min(server, ENDPOINT_LEAST);
  const spare = (arrangement: Arrangement) => room(arrangement, arrangement.columns);
  const filled = (arrangement: Arrangement): Arrangement => {
    const columns = [...arrangement.columns];
    for (const column of whereRoom) {
      if (room(arrangement, [...columns, column]) < wanted) break;
      columns.push(column);
    }
    return { ...arrangement, columns };
  };
  // The sort is stable: long titles stay unless short ones make room for one figure more.
  const [best] = WITH_FIGURES.filter((plan) => spare(plan) >= wanted)
    .map(filled)
    .sort((a, b) => b.columns.length - a.columns.length);
  const chosen =
    best ??
    WITH_STATES.find((plan) => spare(plan) >= wanted) ??
    filled([...WITH_STATES, ...WITHOUT_STATES].find((plan) => spare(plan) >= least) ?? NARROWEST);
  return { ...chosen, ...shareEndpoints(room(chosen, chosen.columns), client, server) };
}

/** Both get what they want, or the shorter one does, or both the half. */
function shareEndpoints(room: number, client: number, server: number): { client: number; server: number } {
  if (client + server <= room) return { client, server };
  const half = Math.max(1, room >> 1);
  if (server <= half) return { client: Math.max(1, room - server), server };
  if (client <= half) return { client, server: Math.max(1, room - client) };
  return { client: half, server: Math.max(1, room - half) };
}
