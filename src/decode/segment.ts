// THE segment: one record, reused for every packet, so that decoding allocates nothing.
import { TunnelTable } from "./tunnel-table.ts";

/** What a decoded packet carries. */
export const KIND_TCP = 1;
/** An ICMP or ICMPv6 error that quotes a TCP header. */
export const KIND_ICMP_ERROR = 2;
/** A later fragment of a TCP packet: payload bytes, no TCP header. */
export const KIND_FRAGMENT = 3;

/** TCP flags as they stand in the header's byte 13. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

/**
 * What decoding leaves behind for the tracker.
 *
 * BORROWED: the decoder fills the same record again for the next packet. All 32-bit fields are
 * signed int32 (`| 0`); `>>> 0` only where they are shown (a uint32 ≥ 2³¹ in a field would be a
 * heap number). Fields that a kind does not use are left from an earlier packet.
 */
export class Segment {
  /** Nanoseconds since the timeline's base. Set by the engine: doubles travel in fields, as arguments they are boxed. */
  time = 0.5;
  /** Number of the packet in the whole input, from 1. Set by the engine. */
  packet = 0.5;
  /** Hash of addresses, ports and tunnel. Set by the tracker. */
  hash = 0;
  /** Row that probably is of these addresses; −1: none is known. Set by the tracker. */
  candidate = -1;
  /** What it acknowledges without that it was captured: from which number on, and how many bytes. Set by the tracker. */
  unseenFrom = 0;
  unseenBytes = 0;
  /** KIND_TCP, KIND_ICMP_ERROR or KIND_FRAGMENT; 0 when the outcome is not `decoded`. */
  kind = 0;

  // Addresses. IPv4 stands as ::ffff:a.b.c.d, so that one key serves both. For an ICMP error: of
  // the QUOTED packet, in its own direction.
  source0 = 0;
  source1 = 0;
  source2 = 0;
  source3 = 0;
  destination0 = 0;
  destination1 = 0;
  destination2 = 0;
  destination3 = 0;
  /** source port << 16 | destination port. 0 in a later fragment. */
  ports = 0;
  /** 4 or 6. */
  ipVersion = 4;
  /** Which layers lie around the packet: an id of `tunnels`; 0 is none. */
  tunnel = 0;
  readonly tunnels: TunnelTable;

  /** What the innermost IP header carries, behind its extension headers: an IP protocol number. */
  protocol = 0;
  /** IPv4 identification; 0 for IPv6 without fragment header. */
  ipId = 0;
  /** IPv4 time to live or IPv6 hop limit. */
  timeToLive = 0;
  /** First fragment of several: its later fragments carry more of the payload. */
  moreFragments = false;
  /** Where this fragment's bytes lie in the whole packet; 0 in a packet that is no later fragment. */
  fragmentOffset = 0;
  /** Identification for reassembly (IPv4: ipId, IPv6: of the fragment header). */
  fragmentId = 0;
  /** The IP header says length 0: the card segments later, so the captured length is taken. */
  lengthZero = false;
  /** The packet was captured shorter than its IP header says. */
  truncated = false;

  // TCP (in an ICMP error: of the quoted header, as far as it was quoted).
  sequence = 0;
  acknowledgement = 0;
  flags = 0;
  /** As in the header, not scaled. */
  window = 0;
  /** Bytes of payload by the IP header's length, however many were captured. */
  payload = 0;

  // TCP options, read as far as the header was captured.
  /** −1: not offered. */
  mss = -1;
  /** As offered, 0 to 255 (use at most 14, RFC 7323 §2.3); −1: not offered. */
  windowScale = -1;
  sackPermitted = false;
  hasTimestamps = false;
  timestampValue = 0;
  timestampEcho = 0;
  /** Bytes of the Fast Open cookie, 0 for a request; −1: no such option (RFC 7413, also 254/F989). */
  fastOpenCookie = -1;
  /** An MPTCP option is present (RFC 8684). */
  multipath = false;
  /** An option's length contradicts the header: that option and those behind it were not read. */
  optionsMalformed = false;

  // ICMP errors only.
  icmpType = 0;
  icmpCode = 0;
  /** Who sent the error, mapped as above. */
  router0 = 0;
  router1 = 0;
  router2 = 0;
  router3 = 0;
  /** Whether the quote reached as far as the sequence number (8 bytes of TCP). */
  quotedSequence = false;

  /** Segments of one timeline share the names of their tunnels. */
  constructor(tunnels = new TunnelTable()) {
    this.tunnels = tunnels;
  }
}
