// Why a packet gave no segment: one table, so that nothing disappears silently.

/**
 * `not-tcp`: read and fine, but no TCP in it. `cut-short`: the captured bytes end inside a header.
 * `malformed`: a header contradicts itself. `unsupported`: TCP may be inside, it is not looked for.
 * `left-out`: nobody asked for it.
 */
export type OutcomeKind = "decoded" | "not-tcp" | "cut-short" | "malformed" | "unsupported" | "left-out";

export interface Outcome {
  /** What decodePacket() returned; an index into OUTCOMES. */
  readonly code: number;
  /** Stable: the key of `summary.outcomes` in reports. */
  readonly name: string;
  readonly kind: OutcomeKind;
  /** The layer that could not go on. */
  readonly layer: string;
  /** One plain sentence without a full stop. */
  readonly meaning: string;
}

// biome-ignore format: a table, one row an outcome
const ROWS = [
  ["decoded",                      "decoded",     "tcp",      "A segment was found"],
  // Link layers
  ["link-type-unsupported",        "unsupported", "link",     "The capture's link type is not known here"],
  ["link-cut-short",               "cut-short",   "link",     "The captured bytes end inside the link header"],
  ["ethernet-cut-short",           "cut-short",   "ethernet", "The captured bytes end inside the Ethernet header"],
  ["tag-cut-short",                "cut-short",   "ethernet", "The captured bytes end inside a VLAN or provider tag"],
  ["arp",                          "not-tcp",     "ethernet", "Address resolution (ARP, RARP)"],
  ["lldp",                         "not-tcp",     "ethernet", "Link layer discovery (LLDP)"],
  ["pppoe-discovery",              "not-tcp",     "ethernet", "A PPPoE session being set up or ended"],
  ["macsec",                       "unsupported", "ethernet", "Encrypted or signed on the wire by MACsec (802.1AE)"],
  ["other-ethertype",              "not-tcp",     "ethernet", "An EtherType that carries no IP"],
  ["llc-cut-short",                "cut-short",   "llc",      "The captured bytes end inside the 802.2 header"],
  ["other-llc",                    "not-tcp",     "llc",      "An 802.2 frame that is not IP (spanning tree, IS-IS, NetBEUI, IPX)"],
  ["wlan-cut-short",               "cut-short",   "802.11",   "The captured bytes end inside the 802.11 or radio header"],
  ["wlan-not-data",                "not-tcp",     "802.11",   "A management, control or empty 802.11 frame"],
  ["wlan-encrypted",               "unsupported", "802.11",   "An encrypted 802.11 data frame"],
  ["wlan-fragment",                "unsupported", "802.11",   "A later fragment of an 802.11 data frame"],
  ["ppp-cut-short",                "cut-short",   "ppp",      "The captured bytes end inside the PPP or PPPoE header"],
  ["ppp-not-ip",                   "not-tcp",     "ppp",      "PPP control, authentication or another protocol"],
  ["ppp-compressed",               "unsupported", "ppp",      "PPP with compressed headers or payload, or a part of a multilink packet"],
  ["loopback-family-unknown",      "not-tcp",     "link",     "A loopback packet of an address family other than IP"],
  ["nflog-no-payload",             "malformed",   "link",     "An NFLOG record without the packet in it"],
  ["netlink",                      "not-tcp",     "link",     "A message between the kernel and a program, not a packet"],
  ["not-ip",                       "malformed",   "ip",       "Where an IP packet must begin, the version is neither 4 nor 6"],
  // MPLS
  ["mpls-cut-short",               "cut-short",   "mpls",     "The captured bytes end inside the MPLS label stack"],
  ["mpls-payload-unknown",         "unsupported", "mpls",     "Behind the MPLS labels stands neither IP nor Ethernet"],
  // IPv4 and IPv6
  ["ipv4-cut-short",               "cut-short",   "ipv4",     "The captured bytes end inside the IPv4 header"],
  ["ipv4-version-wrong",           "malformed",   "ipv4",     "Announced as IPv4, but the header's version is not 4"],
  ["ipv4-header-length-too-small", "malformed",   "ipv4",     "The IPv4 header length is below 5 words"],
  ["ipv4-total-length-too-small",  "malformed",   "ipv4",     "The IPv4 total length is smaller than the header"],
  ["ipv6-cut-short",               "cut-short",   "ipv6",     "The captured bytes end inside the IPv6 header"],
  ["ipv6-version-wrong",           "malformed",   "ipv6",     "Announced as IPv6, but the header's version is not 6"],
  ["ipv6-extension-cut-short",     "cut-short",   "ipv6",     "The packet ends inside an IPv6 extension header"],
  ["ipv6-no-next-header",          "not-tcp",     "ipv6",     "An IPv6 packet that says that nothing follows"],
  ["ipv6-too-many-extensions",     "malformed",   "ipv6",     "More than 16 IPv6 extension headers"],
  ["ah-cut-short",                 "cut-short",   "ip",       "The packet ends inside the authentication header"],
  ["ip-fragment",                  "not-tcp",     "ip",       "A later fragment of a packet that is not TCP"],
  ["too-deep",                     "unsupported", "tunnel",   "More than 16 layers inside one another"],
  // What IP carries besides TCP
  ["udp",                          "not-tcp",     "udp",      "UDP"],
  ["udp-cut-short",                "cut-short",   "udp",      "The packet ends inside the UDP header"],
  ["icmp",                         "not-tcp",     "icmp",     "ICMP that reports no error, such as ping"],
  ["icmpv6",                       "not-tcp",     "icmp",     "ICMPv6 that reports no error: ping, neighbour and router discovery"],
  ["icmp-cut-short",               "cut-short",   "icmp",     "The packet ends inside the ICMP header"],
  ["icmp-error-not-tcp",           "not-tcp",     "icmp",     "An ICMP error about something other than TCP"],
  ["icmp-quote-cut-short",         "cut-short",   "icmp",     "An ICMP error whose quote ends before the TCP ports"],
  ["icmp-quote-malformed",         "malformed",   "icmp",     "An ICMP error whose quote is no IP header"],
  ["icmp-quote-fragment",          "not-tcp",     "icmp",     "An ICMP error that quotes a later fragment, so no ports"],
  ["igmp",                         "not-tcp",     "ip",       "Multicast membership (IGMP)"],
  ["sctp",                         "not-tcp",     "ip",       "SCTP"],
  ["esp",                          "unsupported", "ip",       "Encrypted by IPsec (ESP)"],
  ["ipcomp",                       "unsupported", "ip",       "Compressed by IPComp"],
  ["routing-protocol",             "not-tcp",     "ip",       "Routers among themselves (OSPF, EIGRP, PIM, VRRP and the like)"],
  ["other-ip-protocol",            "not-tcp",     "ip",       "An IP protocol that is not TCP"],
  // Tunnels
  ["tunnel-cut-short",             "cut-short",   "tunnel",   "The packet ends inside a tunnel's header"],
  ["tunnel-control",               "not-tcp",     "tunnel",   "A tunnel's own messages (keepalive, echo, setting up)"],
  ["tunnel-payload-unknown",       "unsupported", "tunnel",   "A tunnel that carries something other than IP or Ethernet"],
  ["tunnel-encrypted",             "unsupported", "tunnel",   "A tunnel whose contents are encrypted"],
  ["tunnel-fragment",              "unsupported", "tunnel",   "A later fragment that a tunnel made itself"],
  ["gre-version-unknown",          "malformed",   "gre",      "A GRE version other than 0 and 1"],
  // TCP
  ["tcp-cut-short",                "cut-short",   "tcp",      "The captured bytes end inside the TCP header"],
  ["tcp-length-too-small",         "malformed",   "tcp",      "The IP packet is too short for a TCP header"],
  ["tcp-header-fragmented",        "malformed",   "tcp",      "The first fragment is too small to hold the TCP header"],
  ["tcp-data-offset-too-small",    "malformed",   "tcp",      "The TCP data offset is below 5 words"],
  ["tcp-data-offset-too-large",    "malformed",   "tcp",      "The TCP header claims to be longer than the packet"],
  ["icmp-error",                   "not-tcp",     "icmp",     "An ICMP error that quotes TCP"],
  ["tcp-fragment",                 "not-tcp",     "ip",       "A later fragment of a TCP packet: its bytes are counted"],
  // The engine's own
  ["outside-span",                 "left-out",    "capture",  "Outside the time that was asked for"],
  ["filtered-out",                 "left-out",    "capture",  "Does not match the filter"],
] as const satisfies readonly (readonly [name: string, kind: OutcomeKind, layer: string, meaning: string])[];

/** Every outcome; OUTCOMES[code].code === code. */
export const OUTCOMES: readonly Outcome[] = ROWS.map(([name, kind, layer, meaning], code) => ({
  code,
  name,
  kind,
  layer,
  meaning,
}));

function codeOf(name: (typeof ROWS)[number][0]): number {
  return ROWS.findIndex((row) => row[0] === name);
}

/** The packet gave a segment: TCP, an ICMP error that quotes TCP, or a later fragment of TCP. */
export const DECODED = 0;

export const LINK_TYPE_UNSUPPORTED = codeOf("link-type-unsupported");
export const LINK_CUT_SHORT = codeOf("link-cut-short");
export const ETHERNET_CUT_SHORT = codeOf("ethernet-cut-short");
export const TAG_CUT_SHORT = codeOf("tag-cut-short");
export const ARP = codeOf("arp");
export const LLDP = codeOf("lldp");
export const PPPOE_DISCOVERY = codeOf("pppoe-discovery");
export const MACSEC = codeOf("macsec");
export const OTHER_ETHERTYPE = codeOf("other-ethertype");
export const LLC_CUT_SHORT = codeOf("llc-cut-short");
export const OTHER_LLC = codeOf("other-llc");
export const WLAN_CUT_SHORT = codeOf("wlan-cut-short");
export const WLAN_NOT_DATA = codeOf("wlan-not-data");
export const WLAN_ENCRYPTED = codeOf("wlan-encrypted");
export const WLAN_FRAGMENT = codeOf("wlan-fragment");
export const PPP_CUT_SHORT = codeOf("ppp-cut-short");
export const PPP_NOT_IP = codeOf("ppp-not-ip");
export const PPP_COMPRESSED = codeOf("ppp-compressed");
export const LOOPBACK_FAMILY_UNKNOWN = codeOf("loopback-family-unknown");
export const NFLOG_NO_PAYLOAD = codeOf("nflog-no-payload");
export const NETLINK = codeOf("netlink");
export const NOT_IP = codeOf("not-ip");
export const MPLS_CUT_SHORT = codeOf("mpls-cut-short");
export const MPLS_PAYLOAD_UNKNOWN = codeOf("mpls-payload-unknown");
export const IPV4_CUT_SHORT = codeOf("ipv4-cut-short");
export const IPV4_VERSION_WRONG = codeOf("ipv4-version-wrong");
export const IPV4_HEADER_LENGTH_TOO_SMALL = codeOf("ipv4-header-length-too-small");
export const IPV4_TOTAL_LENGTH_TOO_SMALL = codeOf("ipv4-total-length-too-small");
export const IPV6_CUT_SHORT = codeOf("ipv6-cut-short");
export const IPV6_VERSION_WRONG = codeOf("ipv6-version-wrong");
export const IPV6_EXTENSION_CUT_SHORT = codeOf("ipv6-extension-cut-short");
export const IPV6_NO_NEXT_HEADER = codeOf("ipv6-no-next-header");
export const IPV6_TOO_MANY_EXTENSIONS = codeOf("ipv6-too-many-extensions");
export const AH_CUT_SHORT = codeOf("ah-cut-short");
export const IP_FRAGMENT = codeOf("ip-fragment");
export const TOO_DEEP = codeOf("too-deep");
export const UDP = codeOf("udp");
export const UDP_CUT_SHORT = codeOf("udp-cut-short");
export const ICMP = codeOf("icmp");
export const ICMPV6 = codeOf("icmpv6");
export const ICMP_CUT_SHORT = codeOf("icmp-cut-short");
export const ICMP_ERROR_NOT_TCP = codeOf("icmp-error-not-tcp");
export const ICMP_QUOTE_CUT_SHORT = codeOf("icmp-quote-cut-short");
export const ICMP_QUOTE_MALFORMED = codeOf("icmp-quote-malformed");
export const ICMP_QUOTE_FRAGMENT = codeOf("icmp-quote-fragment");
export const IGMP = codeOf("igmp");
export const SCTP = codeOf("sctp");
export const ESP = codeOf("esp");
export const IPCOMP = codeOf("ipcomp");
export const ROUTING_PROTOCOL = codeOf("routing-protocol");
export const OTHER_IP_PROTOCOL = codeOf("other-ip-protocol");
export const TUNNEL_CUT_SHORT = codeOf("tunnel-cut-short");
export const TUNNEL_CONTROL = codeOf("tunnel-control");
export const TUNNEL_PAYLOAD_UNKNOWN = codeOf("tunnel-payload-unknown");
export const TUNNEL_ENCRYPTED = codeOf("tunnel-encrypted");
export const TUNNEL_FRAGMENT = codeOf("tunnel-fragment");
export const GRE_VERSION_UNKNOWN = codeOf("gre-version-unknown");
export const TCP_CUT_SHORT = codeOf("tcp-cut-short");
export const TCP_LENGTH_TOO_SMALL = codeOf("tcp-length-too-small");
export const TCP_HEADER_FRAGMENTED = codeOf("tcp-header-fragmented");
export const TCP_DATA_OFFSET_TOO_SMALL = codeOf("tcp-data-offset-too-small");
export const TCP_DATA_OFFSET_TOO_LARGE = codeOf("tcp-data-offset-too-large");
export const ICMP_ERROR_ABOUT_TCP = codeOf("icmp-error");
export const LATER_TCP_FRAGMENT = codeOf("tcp-fragment");
export const OUTSIDE_SPAN = codeOf("outside-span");
export const FILTERED_OUT = codeOf("filtered-out");
