// One connection as another program sees it, in the words of our contract. Knows no program.
import ipaddr from "ipaddr.js";
import type { EndpointRecord } from "../../src/record/connection-record.ts";

/** The counters of an endpoint that can be summed over connections. */
export const COUNTERS = [
  "packets",
  "payloadBytes",
  "syn",
  "synAck",
  "fin",
  "rst",
  "retransmissions",
  "outOfOrder",
  "duplicateAcks",
  "zeroWindows",
  "keepAlives",
] as const satisfies readonly (keyof EndpointRecord)[];

export type Counter = (typeof COUNTERS)[number];

export interface JudgedEnd {
  readonly ip: string;
  readonly port: number;
  /** The counters on which the judge has an opinion. */
  readonly counters: Readonly<Partial<Record<Counter, number>>>;
}

export interface JudgedConnection {
  readonly ends: readonly [JudgedEnd, JudgedEnd];
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** Which of `ends` is the client; null when the judge does not say. */
  readonly client: 0 | 1 | null;
  /** Frames that hold several segments of it. */
  readonly framesWithSeveral: number;
  /** SYN to the ACK that completes the handshake, in seconds. */
  readonly handshakeSeconds: number | null;
}

/**
 * The address as our reports write it (RFC 5952), however the judge does. An IPv4-mapped IPv6
 * address is the IPv4 address (RFC 4291 §2.5.5.2).
 */
export function canonicalAddress(ip: string): string {
  return ipaddr.process(ip).toString();
}

export function endpointName(end: { readonly ip: string; readonly port: number }): string {
  return end.ip.includes(":") ? `[${end.ip}]:${end.port}` : `${end.ip}:${end.port}`;
}

/** The four addresses without direction: equal for both directions of all connections between them. */
export function pairName(
  a: { readonly ip: string; readonly port: number },
  b: { readonly ip: string; readonly port: number },
): string {
  return [endpointName(a), endpointName(b)].sort().join(" ");
}
