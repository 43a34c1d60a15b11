// Arithmetic modulo 2³²: the only file that knows about wrap-around (RFC 9293 §3.4).
// Numbers are signed int32 whose bits are the sequence number.

/** How far `to` lies ahead of `from`, −2³¹ to 2³¹ − 1. */
export function distance(from: number, to: number): number {
  return (to - from) | 0;
}

export function isBefore(a: number, b: number): boolean {
  return ((a - b) | 0) < 0;
}

export function isAtOrBefore(a: number, b: number): boolean {
  return ((a - b) | 0) <= 0;
}

/** Whether a number is the one behind a SYN with the number `isn`: without its payload, or (RFC 7413) with it. */
export function isBehindSyn(number: number, isn: number, payload: number): boolean {
  const next = (isn + 1) | 0;
  return number === next || number === ((next + payload) | 0);
}
