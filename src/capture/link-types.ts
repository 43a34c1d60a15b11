// Link types by number: tcpdump.org/linktypes.html. What their headers mean is decode's business.

/** Short names for reports; the numbers are LINKTYPE_ values. */
const NAMES = new Map([
  [0, "null"],
  [1, "ethernet"],
  [3, "ax25"],
  [6, "token-ring"],
  [7, "arcnet"],
  [8, "slip"],
  [9, "ppp"],
  [10, "fddi"],
  [50, "ppp-hdlc"],
  [51, "ppp-ether"],
  [100, "atm-rfc1483"],
  [101, "raw"],
  [104, "c-hdlc"],
  [105, "ieee802-11"],
  [106, "atm-clip"],
  [107, "frame-relay"],
  [108, "loop"],
  [109, "enc"],
  [113, "linux-sll"],
  [114, "localtalk"],
  [117, "pflog"],
  [119, "ieee802-11-prism"],
  [122, "ip-over-fc"],
  [123, "sunatm"],
  [127, "ieee802-11-radiotap"],
  [129, "arcnet-linux"],
  [138, "apple-ip-over-ieee1394"],
  [143, "docsis"],
  [144, "linux-irda"],
  [147, "user0"],
  [163, "ieee802-11-avs"],
  [165, "bacnet-ms-tp"],
  [166, "ppp-pppd"],
  [169, "gprs-llc"],
  [177, "linux-lapd"],
  [187, "bluetooth-hci-h4"],
  [189, "usb-linux"],
  [192, "ppi"],
  [195, "ieee802-15-4-withfcs"],
  [197, "erf"],
  [201, "bluetooth-hci-h4-with-phdr"],
  [204, "ppp-with-dir"],
  [205, "c-hdlc-with-dir"],
  [206, "frame-relay-with-dir"],
  [209, "ipmb-linux"],
  [220, "usb-linux-mmapped"],
  [224, "fc-2"],
  [227, "can-socketcan"],
  [228, "ipv4"],
  [229, "ipv6"],
  [230, "ieee802-15-4-nofcs"],
  [231, "dbus"],
  [239, "nflog"],
  [240, "netanalyzer"],
  [242, "ipoib"],
  [243, "mpeg-2-ts"],
  [247, "infiniband"],
  [249, "usbpcap"],
  [251, "bluetooth-le-ll"],
  [252, "wireshark-upper-pdu"],
  [253, "netlink"],
  [254, "bluetooth-linux-monitor"],
  [256, "bluetooth-le-ll-with-phdr"],
  [257, "profibus-dl"],
  [258, "pktap"],
  [260, "ipmi-hpm-2"],
  [266, "usb-darwin"],
  [270, "loratap"],
  [271, "vsock"],
  [272, "nordic-ble"],
  [276, "linux-sll2"],
  [283, "ieee802-15-4-tap"],
]);

/** The short name of a link type; `linktype-300` for one without. */
export function linkTypeName(linkType: number): string {
  return NAMES.get(linkType) ?? `linktype-${linkType}`;
}

/** DLT_ values that differ between systems, as old tools wrote them into files, → LINKTYPE_. */
const WRITTEN_AS_DLT = new Map([
  [11, 100], // DLT_ATM_RFC1483
  [12, 101], // DLT_RAW, most systems
  [14, 101], // DLT_RAW, OpenBSD
]);

/**
 * The LINKTYPE_ number of a file's link type field, whose upper half says how long the frame check
 * sequence at the end of packets is.
 */
export function linkTypeInFile(field: number): number {
  const linkType = field & 0xffff;
  return WRITTEN_AS_DLT.get(linkType) ?? linkType;
}
