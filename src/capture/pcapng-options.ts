// The list of options at the end of a pcapng block.

/** opt_comment, in every block. */
export const OPTION_COMMENT = 1;

/**
 * Calls `found` with code, place and length of each option between `from` and `to`. A list that
 * runs over its end stops there: the block's own lengths hold, as Wireshark takes it.
 */
export function readOptions(
  view: DataView,
  little: boolean,
  from: number,
  to: number,
  found: (code: number, at: number, length: number) => void,
): void {
  let at = from;
  while (to - at >= 4) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === 0 || at + 4 + length > to) return;
    found(code, at + 4, length);
    at += 4 + ((length + 3) & ~3);
  }
}

/** An option's text, which writers may end with a NUL. */
export function optionText(view: DataView, at: number, length: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
