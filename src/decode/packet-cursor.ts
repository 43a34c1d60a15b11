// Where decoding stands inside one packet. Every layer reads its header at `at`, moves `at` behind
// it, and says what comes next (next-layer.ts) or why nothing does (outcome.ts).

export class PacketCursor {
  /** Where the next header begins, in the view. */
  at = 0;
  /** Where what is inside ends among the captured bytes: nothing at or behind it is read. */
  end = 0;
  /** Where it ended on the wire, by the innermost length that said so. */
  wireEnd = 0;
  /** An enclosing packet is a fragment captured whole: what is missing inside was not cut by the capture. */
  insideFragment = false;

  /** A length field bounds what is inside. */
  limit(end: number): void {
    if (end < this.end) this.end = end;
    if (end < this.wireEnd) this.wireEnd = end;
  }
}
