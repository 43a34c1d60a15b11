// What a layer announces to come next: numbers below 0, so that they share a return value with the
// outcomes. Each has its file of that name; decode-packet.ts leads from one to the other. So no
// protocol's file knows another's, though they nest in every order.

export const NEXT_ETHERNET = -1;
export const NEXT_VLAN = -2;
export const NEXT_SHORT_TAG = -3;
export const NEXT_LONG_TAG = -4;
export const NEXT_PBB = -5;
export const NEXT_MPLS = -6;
export const NEXT_LLC = -7;
export const NEXT_SNAP = -8;
export const NEXT_PPP = -9;
export const NEXT_PPPOE = -10;
export const NEXT_CISCO_HDLC = -11;
export const NEXT_IEEE80211 = -12;
export const NEXT_RADIOTAP = -13;
export const NEXT_IP = -14;
export const NEXT_IPV4 = -15;
export const NEXT_IPV6 = -16;
export const NEXT_AUTHENTICATION = -17;
export const NEXT_TCP = -18;
export const NEXT_UDP = -19;
export const NEXT_ICMP = -20;
export const NEXT_ICMPV6 = -21;
export const NEXT_GRE = -22;
export const NEXT_ERSPAN_1 = -23;
export const NEXT_ERSPAN_2 = -24;
export const NEXT_ERSPAN_3 = -25;
export const NEXT_ETHERIP = -26;
export const NEXT_VXLAN = -27;
export const NEXT_VXLAN_GPE = -28;
export const NEXT_GENEVE = -29;
export const NEXT_NSH = -30;
export const NEXT_GTP_U = -31;
export const NEXT_TEREDO = -32;
export const NEXT_L2TP = -33;
export const NEXT_L2TPV3 = -34;
export const NEXT_AYIYA = -35;
export const NEXT_CAPWAP = -36;
export const NEXT_FABRIC_PATH = -37;
