// A packet's bytes from one buffer into another. Up to a few cache lines a plain loop takes no longer than a
// subarray for `set`, and leaves no garbage.

/** Above this `set` is worth its object. */
const SHORT = 160;

/** Both views are over the whole of their bytes. `toAt` need not be aligned. */
export function copyBytes(
  from: Uint8Array,
  fromView: DataView,
  fromAt: number,
  to: Uint8Array,
  toView: DataView,
  toAt: number,
  length: number,
): void {
  if (length > SHORT) {
    to.set(from.subarray(fromAt, fromAt + length), toAt);
    return;
  }
  let at = 0;
  for (; at + 4 <= length; at += 4) toView.setInt32(toAt + at, fromView.getInt32(fromAt + at, true), true);
  for (; at < length; at++) to[toAt + at] = from[fromAt + at] as number;
}
