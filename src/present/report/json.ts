// The one JSON document, streamed: head first, then a connection a line, so that it can be read by
// jq and by people, and never stands in memory as a whole.
import type { EngineResult } from "../../session/engine-options.ts";
import type { Output, ReportOptions, ReportWriter } from "../report-writer.ts";
import { ByteBatch } from "../stream/byte-batch.ts";
import { writeConnection } from "../stream/connection-line.ts";

/** Expects `summary` before the first connection (the engine's order "id"). */
export function createJsonReport(options: ReportOptions, out: Output): ReportWriter {
  const batch = new ByteBatch(out);
  let begun = false;
  let connections = 0;

  function head(result: EngineResult): void {
    if (begun) return;
    begun = true;
    batch.text(
      `{\n"schema": "shakedown/1",\n"capture": ${pretty(result.capture)},\n"summary": ${pretty(result.summary)},\n`,
    );
    list("findings", result.findings);
    batch.text(",\n");
    list("services", result.services);
  }

  function list(name: string, items: readonly object[]): void {
    batch.text(`"${name}": [`);
    for (let index = 0; index < items.length; index++) {
      batch.text(`${index === 0 ? "" : ","}\n${JSON.stringify(items[index])}`);
    }
    batch.text(items.length === 0 ? "]" : "\n]");
  }

  const writer: ReportWriter = {
    summary: head,
    flush: () => batch.flush(),
    async end(result) {
      head(result);
      if (options.connections) batch.text(connections === 0 ? `,\n"connections": []` : "\n]");
      batch.text("\n}\n");
      await batch.flush();
    },
  };
  if (options.connections) {
    writer.connection = (record) => {
      if (!begun)
        throw new Error('The JSON document starts with the summary: run the engine with order "id".');
      batch.text(connections === 0 ? ',\n"connections": [\n{' : ",\n{");
      writeConnection(batch, record);
      connections++;
    };
  }
  return writer;
}

function pretty(value: object): string {
  return JSON.stringify(value, null, 2);
}
