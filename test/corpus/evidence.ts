// What stands behind a difference: our records, tshark's streams and the packets themselves, which
// are read only where something differs.
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import type { CorpusCapture } from "./corpus.ts";
import { type JudgedConnection, pairName } from "./judged-connection.ts";
import { type WitnessedCapture, type WitnessedSegment, witness } from "./witness.ts";

export class Evidence {
  readonly capture: CorpusCapture;
  readonly records: readonly ConnectionRecord[];
  readonly streams: readonly JudgedConnection[];
  #witnessed: Promise<WitnessedCapture> | null = null;

  constructor(
    capture: CorpusCapture,
    records: readonly ConnectionRecord[],
    streams: readonly JudgedConnection[],
  ) {
    this.capture = capture;
    this.records = records;
    this.streams = streams;
  }

  /** The packets of the whole capture. */
  witnessed(): Promise<WitnessedCapture> {
    this.#witnessed ??= witness(this.capture.file);
    return this.#witnessed;
  }

  /** The segments between the four addresses with which a difference's `connection` begins. */
  async segmentsOf(connection: string): Promise<WitnessedSegment[]> {
    const pair = pairOf(connection);
    return (await this.witnessed()).segments.filter(
      ({ source, destination }) => [source, destination].sort().join(" ") === pair,
    );
  }

  recordsOf(connection: string): ConnectionRecord[] {
    return this.records.filter(({ client, server }) => pairName(client, server) === pairOf(connection));
  }

  streamsOf(connection: string): JudgedConnection[] {
    return this.streams.filter(({ ends }) => pairName(ends[0], ends[1]) === pairOf(connection));
  }
}

function pairOf(connection: string): string {
  return connection.replace(/ #\d+$/, "");
}
