// Where a window of so many lines begins in a list.

/** `wanted`: where it should begin; a list that has become shorter still fills it. */
export function windowOf(length: number, lines: number, wanted: number): number {
  return Math.max(0, Math.min(wanted, length - lines));
}
