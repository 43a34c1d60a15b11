// Why a packet gave no segment: one table, so that nothing disappears silently.

/**
 * `not-tcp`: read and fine, but no TCP in it. `cut-short`: the captured bytes end inside a header.
 * `malformed`: a header contradicts itself. `unsupported`: TCP may be inside, it is not looked for.
 */
export type OutcomeKind = "decoded" | "not-tcp" | "cut-short" | "malformed" | "unsupported";

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

const outcomes: Outcome[] = [];

function define(name: string, kind: OutcomeKind, layer: string, meaning: string): number {
  const code = outcomes.length;
  outcomes.push({ code, name, kind, layer, meaning });
  return code;
}

/** The packet gave a segment: TCP, an ICMP error that quotes TCP, or a later fragment of TCP. */
export const DECODED = define("decoded", "decoded", "tcp", "A segment was found");

// Link layers
export const LINK_TYPE_UNSUPPORTED = define(
  "link-type-unsupported",
  "unsupported",
  "link",
  "The capture's link type is not known here",
);
export const LINK_CUT_SHORT = define(
  "link-cut-short",
  "cut-short",
  "link",
  "The captured bytes end inside the link header",
);
export const ETHERNET_CUT_SHORT = define(
  "ethernet-cut-short",
  "cut-short",
  "ethernet",
  "The captured bytes end inside the Ethernet header",
);
export const TAG_CUT_SHORT = define(
  "tag-cut-short",
  "cut-short",
  "ethernet",
  "The captured bytes end inside a VLAN or provider tag",
);
export const ARP = define("arp", "not-tcp", "ethernet", "Address resolution (ARP, RARP)");
export const LLDP = define("lldp", "not-tcp", "ethernet", "Link layer discovery (LLDP)");
export const PPPOE_DISCOVERY = define(
  "pppoe-discovery",
  "not-tcp",
  "ethernet",
  "A PPPoE session being set up or ended",
);
export const MACSEC = define(
  "macsec",
  "unsupported",
  "ethernet",
  "Encrypted or signed on the wire by MACsec (802.1AE)",
);
export const OTHER_ETHERTYPE = define(
  "other-ethertype",
  "not-tcp",
  "ethernet",
  "An EtherType that carries no IP",
);
export const LLC_CUT_SHORT = define(
  "llc-cut-short",
  "cut-short",
  "llc",
  "The captured bytes end inside the 802.2 header",
);
export const OTHER_LLC = define(
  "other-llc",
  "not-tcp",
  "llc",
  "An 802.2 frame that is not IP (spanning tree, IS-IS, NetBEUI, IPX)",
);
export const WLAN_CUT_SHORT = define(
  "wlan-cut-short",
  "cut-short",
  "802.11",
  "The captured bytes end inside the 802.11 or radio header",
);
export const WLAN_NOT_DATA = define(
  "wlan-not-data",
  "not-tcp",
  "802.11",
  "A management, control or empty 802.11 frame",
);
export const WLAN_ENCRYPTED = define(
  "wlan-encrypted",
  "unsupported",
  "802.11",
  "An encrypted 802.11 data frame",
);
export const WLAN_FRAGMENT = define(
  "wlan-fragment",
  "unsupported",
  "802.11",
  "A later fragment of an 802.11 data frame",
);
export const PPP_CUT_SHORT = define(
  "ppp-cut-short",
  "cut-short",
  "ppp",
  "The captured bytes end inside the PPP or PPPoE header",
);
export const PPP_NOT_IP = define(
  "ppp-not-ip",
  "not-tcp",
  "ppp",
  "PPP control, authentication or another protocol",
);
export const PPP_COMPRESSED = define(
  "ppp-compressed",
  "unsupported",
  "ppp",
  "PPP with compressed headers or payload, or a part of a multilink packet",
);
export const LOOPBACK_FAMILY_UNKNOWN = define(
  "loopback-family-unknown",
  "not-tcp",
  "link",
  "A loopback packet of an address family other than IP",
);
export const NFLOG_NO_PAYLOAD = define(
  "nflog-no-payload",
  "malformed",
  "link",
  "An NFLOG record without the packet in it",
);
export const NETLINK = define(
  "netlink",
  "not-tcp",
  "link",
  "A message between the kernel and a program, not a packet",
);
export const NOT_IP = define(
  "not-ip",
  "malformed",
  "ip",
  "Where an IP packet must begin, the version is neither 4 nor 6",
);

// MPLS
export const MPLS_CUT_SHORT = define(
  "mpls-cut-short",
  "cut-short",
  "mpls",
  "The captured bytes end inside the MPLS label stack",
);
export const MPLS_PAYLOAD_UNKNOWN = define(
  "mpls-payload-unknown",
  "unsupported",
  "mpls",
  "Behind the MPLS labels stands neither IP nor Ethernet",
);

// IPv4 and IPv6
export const IPV4_CUT_SHORT = define(
  "ipv4-cut-short",
  "cut-short",
  "ipv4",
  "The captured bytes end inside the IPv4 header",
);
export const IPV4_VERSION_WRONG = define(
  "ipv4-version-wrong",
  "malformed",
  "ipv4",
  "Announced as IPv4, but the header's version is not 4",
);
export const IPV4_HEADER_LENGTH_TOO_SMALL = define(
  "ipv4-header-length-too-small",
  "malformed",
  "ipv4",
  "The IPv4 header length is below 5 words",
);
export const IPV4_TOTAL_LENGTH_TOO_SMALL = define(
  "ipv4-total-length-too-small",
  "malformed",
  "ipv4",
  "The IPv4 total length is smaller than the header",
);
export const IPV6_CUT_SHORT = define(
  "ipv6-cut-short",
  "cut-short",
  "ipv6",
  "The captured bytes end inside the IPv6 header",
);
export const IPV6_VERSION_WRONG = define(
  "ipv6-version-wrong",
  "malformed",
  "ipv6",
  "Announced as IPv6, but the header's version is not 6",
);
export const IPV6_EXTENSION_CUT_SHORT = define(
  "ipv6-extension-cut-short",
  "cut-short",
  "ipv6",
  "The packet ends inside an IPv6 extension header",
);
export const IPV6_NO_NEXT_HEADER = define(
  "ipv6-no-next-header",
  "not-tcp",
  "ipv6",
  "An IPv6 packet that says that nothing follows",
);
export const IPV6_TOO_MANY_EXTENSIONS = define(
  "ipv6-too-many-extensions",
  "malformed",
  "ipv6",
  "More than 16 IPv6 extension headers",
);
export const AH_CUT_SHORT = define(
  "ah-cut-short",
  "cut-short",
  "ip",
  "The packet ends inside the authentication header",
);
export const IP_FRAGMENT = define(
  "ip-fragment",
  "not-tcp",
  "ip",
  "A later fragment of a packet that is not TCP",
);
export const TOO_DEEP = define("too-deep", "unsupported", "tunnel", "More than 16 layers inside one another");

// What IP carries besides TCP
export const UDP = define("udp", "not-tcp", "udp", "UDP");
export const UDP_CUT_SHORT = define(
  "udp-cut-short",
  "cut-short",
  "udp",
  "The packet ends inside the UDP header",
);
export const ICMP = define("icmp", "not-tcp", "icmp", "ICMP that reports no error, such as ping");
export const ICMPV6 = define(
  "icmpv6",
  "not-tcp",
  "icmp",
  "ICMPv6 that reports no error: ping, neighbour and router discovery",
);
export const ICMP_CUT_SHORT = define(
  "icmp-cut-short",
  "cut-short",
  "icmp",
  "The packet ends inside the ICMP header",
);
export const ICMP_ERROR_NOT_TCP = define(
  "icmp-error-not-tcp",
  "not-tcp",
  "icmp",
  "An ICMP error about something other than TCP",
);
export const ICMP_QUOTE_CUT_SHORT = define(
  "icmp-quote-cut-short",
  "cut-short",
  "icmp",
  "An ICMP error whose quote ends before the TCP ports",
);
export const ICMP_QUOTE_MALFORMED = define(
  "icmp-quote-malformed",
  "malformed",
  "icmp",
  "An ICMP error whose quote is no IP header",
);
export const ICMP_QUOTE_FRAGMENT = define(
  "icmp-quote-fragment",
  "not-tcp",
  "icmp",
  "An ICMP error that quotes a later fragment, so no ports",
);
export const IGMP = define("igmp", "not-tcp", "ip", "Multicast membership (IGMP)");
export const SCTP = define("sctp", "not-tcp", "ip", "SCTP");
export const ESP = define("esp", "unsupported", "ip", "Encrypted by IPsec (ESP)");
export const IPCOMP = define("ipcomp", "unsupported", "ip", "Compressed by IPComp");
export const ROUTING_PROTOCOL = define(
  "routing-protocol",
  "not-tcp",
  "ip",
  "Routers among themselves (OSPF, EIGRP, PIM, VRRP and the like)",
);
export const OTHER_IP_PROTOCOL = define(
  "other-ip-protocol",
  "not-tcp",
  "ip",
  "An IP protocol that is not TCP",
);

// Tunnels
export const TUNNEL_CUT_SHORT = define(
  "tunnel-cut-short",
  "cut-short",
  "tunnel",
  "The packet ends inside a tunnel's header",
);
export const TUNNEL_CONTROL = define(
  "tunnel-control",
  "not-tcp",
  "tunnel",
  "A tunnel's own messages (keepalive, echo, setting up)",
);
export const TUNNEL_PAYLOAD_UNKNOWN = define(
  "tunnel-payload-unknown",
  "unsupported",
  "tunnel",
  "A tunnel that carries something other than IP or Ethernet",
);
export const TUNNEL_ENCRYPTED = define(
  "tunnel-encrypted",
  "unsupported",
  "tunnel",
  "A tunnel whose contents are encrypted",
);
export const TUNNEL_FRAGMENT = define(
  "tunnel-fragment",
  "unsupported",
  "tunnel",
  "A later fragment that a tunnel made itself",
);
export const GRE_VERSION_UNKNOWN = define(
  "gre-version-unknown",
  "malformed",
  "gre",
  "A GRE version other than 0 and 1",
);

// TCP
export const TCP_CUT_SHORT = define(
  "tcp-cut-short",
  "cut-short",
  "tcp",
  "The captured bytes end inside the TCP header",
);
export const TCP_LENGTH_TOO_SMALL = define(
  "tcp-length-too-small",
  "malformed",
  "tcp",
  "The IP packet is too short for a TCP header",
);
export const TCP_HEADER_FRAGMENTED = define(
  "tcp-header-fragmented",
  "malformed",
  "tcp",
  "The first fragment is too small to hold the TCP header",
);
export const TCP_DATA_OFFSET_TOO_SMALL = define(
  "tcp-data-offset-too-small",
  "malformed",
  "tcp",
  "The TCP data offset is below 5 words",
);
export const TCP_DATA_OFFSET_TOO_LARGE = define(
  "tcp-data-offset-too-large",
  "malformed",
  "tcp",
  "The TCP header claims to be longer than the packet",
);

// Decoded, and yet no segment of their own: the engine counts them under these names.
export const ICMP_ERROR_ABOUT_TCP = define("icmp-error", "not-tcp", "icmp", "An ICMP error that quotes TCP");
export const LATER_TCP_FRAGMENT = define(
  "tcp-fragment",
  "not-tcp",
  "ip",
  "A later fragment of a TCP packet: its bytes are counted",
);

/** Every outcome; OUTCOMES[code].code === code. */
export const OUTCOMES: readonly Outcome[] = outcomes;
