// tshark's view of a capture: one row for each of its TCP streams. `a` sent the first frame; pairs
// `x/y` are a's and b's.
import { truthText } from "./corpus.ts";
import { canonicalAddress, type JudgedConnection, type JudgedEnd } from "./judged-connection.ts";
import { tsvRows } from "./tsv.ts";

/** How far tshark came with a capture. */
export interface TsharkReading {
  readonly frames: number;
  /** Read to its end without a complaint. */
  readonly whole: boolean;
}

export function tsharkReading(captureName: string): TsharkReading | null {
  const text = truthText("tshark", `${captureName}.meta.json`);
  if (text === null) return null;
  const { frames, tshark_rc } = JSON.parse(text) as { frames?: number; tshark_rc?: number };
  return { frames: frames ?? 0, whole: tshark_rc === 0 };
}

/** tshark's streams, in its order; null where it was not asked. */
export function tsharkStreams(captureName: string): JudgedConnection[] | null {
  const text = truthText("tshark", `${captureName}.tsv`);
  return text === null ? null : parseTsharkStreams(text);
}

export function parseTsharkStreams(text: string): JudgedConnection[] {
  return tsvRows(text).map((row) => ({
    ends: [readEnd(row, "a", 0), readEnd(row, "b", 1)],
    firstFrame: whole(row, "first_frame"),
    lastFrame: whole(row, "last_frame"),
    client: row["client"] === "A" ? 0 : row["client"] === "B" ? 1 : null,
    framesWithSeveral: whole(row, "multi_tcp_frames"),
    handshakeSeconds: row["initial_rtt"] === "" ? null : Number(row["initial_rtt"]),
  }));
}

type Row = Readonly<Record<string, string>>;

function readEnd(row: Row, end: "a" | "b", side: 0 | 1): JudgedEnd {
  const direction = side === 0 ? "ab" : "ba";
  return {
    ip: canonicalAddress(row[`${end}_addr`] ?? ""),
    port: whole(row, `${end}_port`),
    counters: {
      packets: whole(row, `pkts_${direction}`),
      payloadBytes: whole(row, `bytes_${direction}`),
      syn: whole(row, `syn_${direction}`),
      synAck: whole(row, `synack_${direction}`),
      fin: whole(row, `fin_${direction}`),
      rst: whole(row, `rst_${direction}`),
      // tshark sets `retransmission` on fast and spurious ones too: they are in it already.
      retransmissions: half(row, "retransmission", side),
      outOfOrder: half(row, "out_of_order", side),
      duplicateAcks: half(row, "duplicate_ack", side),
      zeroWindows: half(row, "zero_window", side),
      keepAlives: half(row, "keep_alive", side),
    },
  };
}

function whole(row: Row, column: string): number {
  return wholeNumber(row[column], column);
}

function half(row: Row, column: string, side: 0 | 1): number {
  return wholeNumber(row[column]?.split("/")[side], column);
}

function wholeNumber(text: string | undefined, column: string): number {
  if (text === undefined || !/^\d+$/.test(text))
    throw new Error(`${column}: a number expected, ${text} found`);
  return Number(text);
}
