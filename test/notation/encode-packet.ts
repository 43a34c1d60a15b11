// One packet of a scenario → the bytes of its Ethernet frame.
import { ethernet, icmp, icmpv6, ipv4, ipv6, type Layer, type TcpOption, tcp, vlan } from "./frames.ts";
import type { NotedPacket, NotedSegment, SegmentOptions } from "./parse-scenario.ts";

const ETHERTYPE_ARP = 0x0806;
const TCP = 6;

export function encodePacket(packet: NotedPacket): Uint8Array {
  if (packet.kind === "arp") return ethernet(new Uint8Array(28), { type: ETHERTYPE_ARP });
  if (packet.kind === "segment") return ethernet(tagged(packet.segment.vlans, ip(packet.segment)));
  const { router, destination, type, code, quoted } = packet.error;
  const quote = ip(quoted);
  if (quoted.source.ip.includes(":")) {
    return ethernet(ipv6({ source: router.ip, destination: destination.ip }, icmpv6({ type, code }, quote)));
  }
  return ethernet(ipv4({ source: router.ip, destination: destination.ip }, icmp({ type, code }, quote)));
}

function tagged(vlans: readonly number[], packet: Layer): Layer {
  return vlans.reduceRight((inside, id) => vlan(id, inside), packet);
}

function ip(segment: NotedSegment): Layer {
  const content = tcp({
    sourcePort: segment.source.port,
    destinationPort: segment.destination.port,
    sequence: segment.sequence,
    acknowledgement: segment.acknowledgement,
    flags: segment.flags,
    window: segment.window,
    options: tcpOptionsOf(segment.options),
    payload: segment.payload,
  });
  const { from, to } = segment.fragment ?? { from: 0, to: content.length };
  const part = content.slice(from, to);
  const more = to < content.length;
  const addresses = { source: segment.source.ip, destination: segment.destination.ip, protocol: TCP };
  if (segment.source.ip.includes(":")) {
    const fragment = { id: segment.ipId, offset: from, more };
    const extensions = segment.fragment === undefined ? [] : [{ fragment }];
    return ipv6({ ...addresses, hopLimit: segment.timeToLive, extensions }, part);
  }
  const fragment = segment.fragment === undefined ? {} : { fragmentOffset: from, moreFragments: more };
  return ipv4({ ...addresses, id: segment.ipId, ttl: segment.timeToLive, ...fragment }, part);
}

function tcpOptionsOf(options: SegmentOptions): TcpOption[] {
  const list: TcpOption[] = [];
  if (options.mss !== undefined) list.push({ mss: options.mss });
  if (options.windowScale !== undefined) list.push({ windowScale: options.windowScale });
  if (options.sackPermitted) list.push("sackPermitted");
  if (options.timestamps !== undefined) list.push({ timestamps: options.timestamps });
  if (options.fastOpenCookie !== undefined) list.push({ fastOpen: options.fastOpenCookie });
  return list;
}
