// One capture through the engine, as `shakedown read` does it.
import { CaptureError } from "../../src/capture/capture-error.ts";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { ConnectionRecord, SubjectFinding } from "../../src/record/connection-record.ts";
import { runEngine } from "../../src/session/engine.ts";

export interface ReadCapture {
  readonly connections: readonly ConnectionRecord[];
  /** About services, hosts and the capture. */
  readonly findings: readonly SubjectFinding[];
  readonly packets: number;
  /** It is a capture, and it was read to its end. */
  readonly whole: boolean;
}

/** Everything that can be read of it. Anything that is thrown but a CaptureError is thrown on. */
export async function readCapture(file: string): Promise<ReadCapture> {
  const connections: ConnectionRecord[] = [];
  try {
    const source = await openCapture(file);
    const { summary, findings } = await runEngine(
      source,
      { order: "id" },
      { connection: (record) => connections.push(record) },
    );
    return { connections, findings, packets: summary.packets, whole: summary.damaged.length === 0 };
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    return { connections, findings: [], packets: 0, whole: false };
  }
}
