// CSV by RFC 4180: a header, then one row a connection. Everything that a spreadsheet wants to sort
// by. Written by hand because a million rows are; no text out of packets or files is in it, so that no cell can pretend to be a formula.
import type { ConnectionRecord, EndpointRecord } from "../../record/connection-record.ts";
import type { Output, ReportOptions, ReportWriter } from "../report-writer.ts";

type Cell = string | number | boolean | null;
type Column = readonly [name: string, cell: (record: ConnectionRecord) => Cell];

const ENDPOINT_COLUMNS: readonly (readonly [name: string, cell: (endpoint: EndpointRecord) => Cell])[] = [
  ["ip", (endpoint) => endpoint.ip],
  ["port", (endpoint) => endpoint.port],
  ["state", (endpoint) => endpoint.state],
  ["state_since_seconds", (endpoint) => endpoint.stateSinceSeconds],
  ["isn", (endpoint) => endpoint.isn],
  ["mss", (endpoint) => endpoint.mss],
  ["window_scale", (endpoint) => endpoint.windowScale],
  ["sack_permitted", (endpoint) => endpoint.sackPermitted],
  ["timestamps", (endpoint) => endpoint.timestamps],
  ["packets", (endpoint) => endpoint.packets],
  ["payload_bytes", (endpoint) => endpoint.payloadBytes],
  ["syn", (endpoint) => endpoint.syn],
  ["syn_ack", (endpoint) => endpoint.synAck],
  ["fin", (endpoint) => endpoint.fin],
  ["rst", (endpoint) => endpoint.rst],
  ["retransmissions", (endpoint) => endpoint.retransmissions],
  ["out_of_order", (endpoint) => endpoint.outOfOrder],
  ["duplicate_acks", (endpoint) => endpoint.duplicateAcks],
  ["zero_windows", (endpoint) => endpoint.zeroWindows],
  ["keep_alives", (endpoint) => endpoint.keepAlives],
];

const endpointColumns = (side: "client" | "server"): Column[] =>
  ENDPOINT_COLUMNS.map(([name, cell]) => [`${side}_${name}`, (record) => cell(record[side])]);

/** The columns in their order; lists are joined by a space, null is an empty cell. */
export const CSV_COLUMNS: readonly Column[] = [
  ["id", (record) => record.id],
  ["community_id", (record) => record.communityId],
  ["verdict", (record) => record.verdict],
  ["opening", (record) => record.opening],
  ["closing", (record) => record.closing],
  ["closed_by", (record) => record.closedBy],
  ["roles", (record) => record.roles],
  ["directions", (record) => record.directions],
  ["start", (record) => record.start],
  ["end", (record) => record.end],
  ["duration_seconds", (record) => record.durationSeconds],
  ["syn_rtt_seconds", (record) => record.synRttSeconds],
  ["ack_rtt_seconds", (record) => record.ackRttSeconds],
  ["first_packet", (record) => record.firstPacket],
  ["last_packet", (record) => record.lastPacket],
  ...endpointColumns("client"),
  ...endpointColumns("server"),
  ["tunnel", (record) => record.tunnel.join(" ")],
  ["previous", (record) => record.previous],
  ["evicted", (record) => record.evicted],
  ["findings", (record) => record.findings.map((finding) => finding.id).join(" ")],
];

const BATCH_ROWS = 128;

/** Quoted where RFC 4180 asks for it; null is empty. */
function field(cell: Cell): string {
  if (typeof cell !== "string") return cell === null ? "" : String(cell);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function row(record: ConnectionRecord): string {
  let text = "";
  for (const [, cell] of CSV_COLUMNS) text += `${field(cell(record))},`;
  return `${text.slice(0, -1)}\r\n`;
}

export function createCsvReport(options: ReportOptions, out: Output): ReportWriter {
  let rows = 0;
  let text = `${CSV_COLUMNS.map(([name]) => name).join(",")}\r\n`;

  function hand(): void {
    if (text !== "") out.write(text);
    text = "";
    rows = 0;
  }

  const writer: ReportWriter = {
    flush() {
      hand();
      return out.flush();
    },
    async end() {
      hand();
      await out.flush();
    },
  };
  if (options.connections) {
    writer.connection = (record) => {
      text += row(record);
      if (++rows >= BATCH_ROWS) hand();
    };
  }
  return writer;
}
