// One capture through the engine, as `shakedown read` does it.
import { CaptureError } from "../../src/capture/capture-error.ts";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import { runEngine } from "../../src/session/engine.ts";

/** Its connections by id; none where it is no capture. Anything but a CaptureError is thrown on. */
export async function readCapture(file: string): Promise<ConnectionRecord[]> {
  const records: ConnectionRecord[] = [];
  try {
    const source = await openCapture(file);
    await runEngine(source, { order: "id" }, { connection: (record) => records.push(record) });
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
  }
  return records;
}
