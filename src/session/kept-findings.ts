// Findings of connections that are told in the order of their ids, kept as text until then: as objects
// they take five times as much, and a million refused connections have one each.
import type { Finding } from "../record/connection-record.ts";

/** Longer texts get a chunk of their own. */
const CHUNK_BYTES = 1 << 20;
const LENGTH_BYTES = 4;
/** UTF-8 takes at most so many bytes for a unit of a string. */
const MOST_BYTES = 3;

export class KeptFindings {
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder();
  private readonly chunks: Uint8Array[] = [];
  /** Of the last chunk. */
  private used = CHUNK_BYTES;
  /** By number of the connection: where its length and its text stand, over all chunks. */
  private readonly places = new Map<number, number>();

  /** `number`: of the connection, each at most once. */
  keep(number: number, findings: readonly Finding[]): void {
    if (findings.length === 0) return;
    const text = JSON.stringify(findings);
    if (this.used + LENGTH_BYTES + text.length * MOST_BYTES > CHUNK_BYTES) {
      this.chunks.push(new Uint8Array(Math.max(CHUNK_BYTES, LENGTH_BYTES + text.length * MOST_BYTES)));
      this.used = 0;
    }
    const index = this.chunks.length - 1;
    const chunk = this.chunks[index] as Uint8Array;
    const from = this.used + LENGTH_BYTES;
    const { written } = this.encoder.encodeInto(text, chunk.subarray(from));
    new DataView(chunk.buffer).setUint32(this.used, written);
    this.places.set(number, index * CHUNK_BYTES + this.used);
    this.used = from + written;
  }

  of(number: number): Finding[] {
    const place = this.places.get(number);
    if (place === undefined) return [];
    const chunk = this.chunks[Math.floor(place / CHUNK_BYTES)] as Uint8Array;
    const at = place % CHUNK_BYTES;
    const from = at + LENGTH_BYTES;
    const length = new DataView(chunk.buffer).getUint32(at);
    return JSON.parse(this.decoder.decode(chunk.subarray(from, from + length)));
  }
}
