// What a session answers about the connections of a capture.
import { readFile } from "node:fs/promises";
import { openCapture } from "../../../../src/capture/open-capture.ts";
import type { TraceAnswer } from "../../../../src/session/screen/protocol.ts";
import { traceConnection } from "../../../../src/session/trace-connection.ts";

export async function answerOf(path: string, id: number, lang: "en" | "zh" = "en"): Promise<TraceAnswer> {
  const source = await openCapture(await readFile(path));
  const { trace, findings } = await traceConnection(source, id, { all: false, lang });
  if (trace === null) throw new Error(`no connection ${id} in ${path}`);
  const { connection } = trace;
  return {
    type: "trace",
    id,
    trace,
    connection,
    findings: connection.findings,
    subjects: findings,
    note: null,
  };
}
