// An output that keeps what is written, and a run of a writer over records as the engine runs it.
import { createReportWriter, type ReportFormat } from "../../src/present/create-report-writer.ts";
import type { Output, ReportOptions } from "../../src/present/report-writer.ts";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import type { EngineResult } from "../../src/session/engine-options.ts";
import { resultOf } from "./sample-records.ts";

export class MemoryOutput implements Output {
  text = "";
  readonly #decoder = new TextDecoder();
  readonly #pending: (() => void)[] = [];

  write(text: string): void {
    this.#settle();
    this.text += text;
  }

  /** Reads the bytes only after the writer went on, as a slow stream does. */
  writeBytes(bytes: Uint8Array, release: () => void): void {
    this.#pending.push(() => {
      this.text += this.#decoder.decode(bytes, { stream: true });
      release();
    });
    if (this.#pending.length > 2) this.#pending.shift()?.();
  }

  async flush(): Promise<void> {
    this.#settle();
  }

  #settle(): void {
    for (const settle of this.#pending.splice(0)) settle();
  }
}

export const PIPE: ReportOptions = {
  connections: true,
  width: 80,
  height: null,
  color: "none",
  ascii: false,
  lang: "en",
  inputs: ["tour.pcapng"],
  selected: null,
  timeZone: "UTC",
};

/** All that a writer writes about `records`. */
export async function report(
  format: ReportFormat,
  records: readonly ConnectionRecord[],
  options: Partial<ReportOptions> = {},
  result: EngineResult = resultOf(records),
): Promise<string> {
  const out = new MemoryOutput();
  const writer = await createReportWriter(format, { ...PIPE, ...options }, out);
  writer.begin?.({ ...result.capture, packets: 0, lastTime: null });
  writer.summary?.(result);
  for (const record of records) writer.connection?.(record);
  await writer.flush?.();
  await writer.end(result);
  return out.text;
}
