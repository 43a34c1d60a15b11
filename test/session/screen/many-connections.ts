// A capture of many connections that differ in whatever the screen orders them by.
import { encodePacket } from "../../notation/encode-packet.ts";
import type { Endpoint, NotedSegment } from "../../notation/parse-scenario.ts";
import { type WrittenPacket, writePcap } from "../../notation/write-pcap.ts";

const START = 1_700_000_000_000_000_000n;
const MILLISECOND = 1_000_000;
const SECOND = 1_000_000_000;
/** Those of the first half are over when the second half begins, as far as they end at all. */
const BETWEEN_HALVES = 150 * SECOND;
const KINDS = 7;

export interface ManyOptions {
  /** Default: ::ffff of IPv4. */
  readonly ipVersion?: 4 | 6;
  /** Which way a connection goes, 0 to 6; default: all in turn. */
  readonly kind?: number;
}

/** Bytes of a pcap file; connection n is the nth. */
export function manyConnections(count: number, { ipVersion = 4, kind }: ManyOptions = {}): Uint8Array {
  const packets: WrittenPacket[] = [];
  for (let index = 0; index < count; index++) {
    const half = index < count / 2 ? 0 : BETWEEN_HALVES;
    const begin = half + index * 2 * MILLISECOND;
    for (const { time, segment } of story(index, kind ?? index % KINDS, ends(index, ipVersion))) {
      const bytes = encodePacket({ kind: "segment", segment });
      packets.push({ time: START + BigInt(Math.round(begin + time)), bytes });
    }
  }
  packets.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return writePcap(packets, { nanos: true });
}

interface Ends {
  readonly client: Endpoint;
  readonly server: Endpoint;
}

function ends(index: number, ipVersion: 4 | 6): Ends {
  const host = (index * 37) % 250;
  const service = (index * 13) % 29;
  const ip = (network: number, number: number) =>
    ipVersion === 4 ? `10.${network}.0.${number + 1}` : `2001:db8:${network}::${(number + 1).toString(16)}`;
  return {
    client: { name: "client", ip: ip(1, host), port: 20_000 + ((index * 7919) % 40_000) },
    server: { name: "server", ip: ip(2, service), port: [80, 443, 8080][service % 3] as number },
  };
}

interface Told {
  /** Nanoseconds since the connection began. */
  readonly time: number;
  readonly segment: NotedSegment;
}

function story(index: number, kind: number, { client, server }: Ends): Told[] {
  const told: Told[] = [];
  const say = (time: number, from: Endpoint, flags: string, more: Partial<NotedSegment> = {}) => {
    const destination = from === client ? server : client;
    told.push({ time, segment: { ...PLAIN, source: from, destination, flags, ...more } });
  };
  const round = ((index * 31) % 97) * 1000 + 1000;
  say(0, client, "S", { sequence: 1000 });
  if (kind === 1) {
    say(round, server, "R.", { acknowledgement: 1001 });
    return told;
  }
  if (kind === 2) {
    say(SECOND, client, "S", { sequence: 1000 });
    say(3 * SECOND, client, "S", { sequence: 1000 });
    return told;
  }
  say(round, server, "S.", { sequence: 5000, acknowledgement: 1001 });
  say(round * 2, client, ".", { sequence: 1001, acknowledgement: 5001 });
  if (kind === 3) return told;
  const bytes = (index * 101) % 1400;
  const end = 1001 + bytes;
  say(round * 3, client, "P.", { sequence: 1001, acknowledgement: 5001, payload: bytes });
  say(round * 4, server, ".", { sequence: 5001, acknowledgement: end });
  if (kind === 4) {
    say(round * 5, server, "R.", { sequence: 5001, acknowledgement: end });
    return told;
  }
  say(round * 6, client, "F.", { sequence: end, acknowledgement: 5001 });
  say(round * 7, server, ".", { sequence: 5001, acknowledgement: end + 1 });
  if (kind === 5) return told;
  say(round * 8, server, "F.", { sequence: 5001, acknowledgement: end + 1 });
  say(round * 9, client, ".", { sequence: end + 1, acknowledgement: 5002 });
  return told;
}

const PLAIN = {
  sequence: 0,
  acknowledgement: 0,
  payload: 0,
  window: 65_535,
  options: {},
  timeToLive: 64,
  ipId: 0,
  vlans: [],
} as const;
