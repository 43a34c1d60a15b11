// CSV by RFC 4180: a header, then one row a connection. Everything that a spreadsheet wants to sort
// by; no text out of packets or files is in it, so that no cell can pretend to be a formula.
import { stringify } from "csv-stringify/sync";
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

// csv-stringify is called for many rows at once: its set-up costs more than a row.
const BATCH_ROWS = 512;

const FORMAT = { record_delimiter: "windows", cast: { boolean: String } } as const;

export function createCsvReport(options: ReportOptions, out: Output): ReportWriter {
  let rows: Cell[][] = [CSV_COLUMNS.map(([name]) => name)];

  function hand(): void {
    if (rows.length === 0) return;
    out.write(stringify(rows, FORMAT));
    rows = [];
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
      rows.push(CSV_COLUMNS.map(([, cell]) => cell(record)));
      if (rows.length >= BATCH_ROWS) hand();
    };
  }
  return writer;
}
