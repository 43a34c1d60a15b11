// NDJSON: one object a line as soon as it is known, each with a `type`. Keeps nothing.
import type { GapRecord, InterimRecord, LossRecord } from "../../record/report-record.ts";
import type { Output, ReportOptions, ReportWriter } from "../report-writer.ts";
import { ByteBatch, Piece } from "./byte-batch.ts";
import { writeConnection } from "./connection-line.ts";
import { eventJson } from "./event-json.ts";

const CONNECTION = new Piece('{"type":"connection",');

/** What only a live capture has to say. */
export interface NdjsonStream extends ReportWriter {
  standing(record: InterimRecord): void;
  loss(record: LossRecord): void;
  gap(record: GapRecord): void;
}

/** Lines `capture`, `connection` as they finish, `finding` about more than one, and last `summary`. */
export function createNdjsonStream(options: ReportOptions, out: Output): NdjsonStream {
  const batch = new ByteBatch(out);
  const line = (type: string, body: object) => batch.text(`${JSON.stringify({ type, ...body })}\n`);
  const writer: NdjsonStream = {
    begin: (capture) => line("capture", { schema: "shakedown/1", ...capture }),
    event: (event) => batch.text(eventJson(event)),
    standing: (record) => line("interim", record),
    loss: (record) => line("loss", record),
    gap: (record) => line("gap", record),
    flush: () => batch.flush(),
    async end(result) {
      for (const finding of result.findings) line("finding", finding);
      line("summary", result.summary);
      await batch.flush();
    },
  };
  if (options.connections) {
    writer.connection = (record) => {
      batch.reserve(CONNECTION.length);
      batch.piece(CONNECTION);
      writeConnection(batch, record);
      batch.text("\n");
    };
  }
  return writer;
}
