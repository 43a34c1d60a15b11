// Findings of connections that are over, as text in memory of a bounded size: the oldest give way.
import type { Finding } from "../../../record/connection-record.ts";

/** Longer texts get a chunk of their own. */
const CHUNK_BYTES = 1 << 20;
/** UTF-8 takes at most so many bytes for a unit of a string. */
const MOST_BYTES = 3;

interface Place {
  readonly chunk: Uint8Array;
  readonly from: number;
  readonly length: number;
}

export class FindingTexts {
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder();
  private readonly most: number;
  /** The oldest first, each with whose texts are in it. */
  private readonly chunks: { readonly bytes: Uint8Array; readonly ids: number[] }[] = [];
  private used = 0;
  private held = 0;
  private readonly places = new Map<number, Place>();

  /** `most`: bytes. */
  constructor(most: number) {
    this.most = most;
  }

  /** `id`: of the connection, each at most once. */
  keep(id: number, findings: readonly Finding[]): void {
    if (findings.length === 0) return;
    const text = JSON.stringify(findings);
    const room = text.length * MOST_BYTES;
    let last = this.chunks.at(-1);
    if (last === undefined || this.used + room > last.bytes.length)
      last = this.add(Math.max(CHUNK_BYTES, room));
    const { written } = this.encoder.encodeInto(text, last.bytes.subarray(this.used));
    last.ids.push(id);
    this.places.set(id, { chunk: last.bytes, from: this.used, length: written });
    this.used += written;
  }

  /** Null: there were none, or they had to give way. */
  of(id: number): Finding[] | null {
    const place = this.places.get(id);
    if (place === undefined) return null;
    const { chunk, from, length } = place;
    return JSON.parse(this.decoder.decode(chunk.subarray(from, from + length)));
  }

  /** Nobody will ask for them any more. */
  drop(id: number): void {
    this.places.delete(id);
  }

  private add(length: number): (typeof this.chunks)[number] {
    const added = { bytes: new Uint8Array(length), ids: [] };
    this.chunks.push(added);
    this.used = 0;
    this.held += length;
    while (this.held > this.most && this.chunks.length > 1) {
      const oldest = this.chunks.shift() as (typeof this.chunks)[number];
      this.held -= oldest.bytes.length;
      for (const id of oldest.ids) if (this.places.get(id)?.chunk === oldest.bytes) this.places.delete(id);
    }
    return added;
  }
}
