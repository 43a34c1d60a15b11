// Arithmetic modulo 2³²: the only file that knows about wrap-around (RFC 9293 §3.4).
// Numbers are signed int32 whose bits are the sequence number.

export function isBefore(a: number, b: number): boolean {
  return ((a - b) | 0) < 0;
}

export function isAtOrBefore(a: number, b: number): boolean {
  return ((a - b) | 0) <= 0;
}
