// Addresses and moments of the packed table as text.
import type { TimeBase } from "../capture/time-base.ts";

/** Dotted text of ::ffff:a.b.c.d, RFC 5952 text of everything else; four signed 32-bit words. */
export function addressText(a: number, b: number, c: number, d: number): string {
  if (isIpv4(a, b, c)) return `${d >>> 24}.${(d >>> 16) & 255}.${(d >>> 8) & 255}.${d & 255}`;
  const groups = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff, c >>> 16, c & 0xffff, d >>> 16, d & 0xffff];
  // RFC 5952 §4.2: the longest run of two or more zero groups, the first of equals, becomes "::".
  let longest = 0;
  let at = -1;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > longest) {
      longest = length;
      at = start;
    }
    if (length > 0) start += length;
  }
  if (longest < 2) return groups.map(hex).join(":");
  return `${groups.slice(0, at).map(hex).join(":")}::${groups
    .slice(at + longest)
    .map(hex)
    .join(":")}`;
}

/** "10.9.0.1:80", "[2001:db8::1]:443". */
export function endpointText({ ip, port }: { readonly ip: string; readonly port: number }): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

export function isIpv4(a: number, b: number, c: number): boolean {
  return a === 0 && b === 0 && c === 0xffff;
}

function hex(group: number): string {
  return group.toString(16);
}

/** Moments of one timeline as ISO 8601 in UTC with nanoseconds; the last second's text is kept. */
export class MomentText {
  private readonly base: TimeBase;
  private second = Number.NaN;
  private prefix = "";

  constructor(base: TimeBase) {
    this.base = base;
  }

  /** `time`: nanoseconds since the timeline's base. */
  format(time: number): string {
    const correction = this.base.correction(time);
    let nanos = this.base.nanos + (time % 1e9) + (correction % 1000) * 1e6;
    let seconds = this.base.seconds + Math.trunc(time / 1e9) + Math.trunc(correction / 1000);
    // (Twice with a correction: two parts of a second may add up to nearly two.)
    while (nanos < 0) {
      nanos += 1e9;
      seconds--;
    }
    while (nanos >= 1e9) {
      nanos -= 1e9;
      seconds++;
    }
    if (seconds !== this.second) {
      this.second = seconds;
      this.prefix = secondText(seconds);
    }
    return `${this.prefix}.${String(Math.round(nanos)).padStart(9, "0")}Z`;
  }
}

/** Farther from 1970 than a Date can tell, a damaged clock is shown at the limit. */
const LAST_SECOND = 253_402_300_799; // 9999-12-31T23:59:59Z
const FIRST_SECOND = -62_135_596_800; // 0001-01-01T00:00:00Z

function secondText(seconds: number): string {
  const shown = Math.min(LAST_SECOND, Math.max(FIRST_SECOND, seconds));
  return new Date(shown * 1000).toISOString().slice(0, 19);
}
