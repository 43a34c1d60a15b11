// Where everything about a connection stands, packed by heat: three cache lines that every segment
// touches, and apart from them five that only control events do, so that many connections' hot lines
// fit the caches. Offsets are int32 words: of hot words from handle * HOT_WORDS, of cold ones from
// table.coldRow(handle). What is marked f64 takes two words and is read through the Float64Array
// over the same memory at (row + offset) >> 1.

/** Words of a row's hot part: two endpoint lines and the key line. */
export const HOT_WORDS = 48;
/** Words of a row's cold part; its offsets go on where the hot ones end. */
export const COLD_WORDS = 80;

// ── Hot: one line per endpoint, at endpoint × 16. Every segment reads or writes it. ────────
/** Highest sequence number used + 1 (Wireshark: nextseq), when SEQUENCE_KNOWN. */
export const NEXT = 0;
/** Number after the last byte without a gap before it, captured or acknowledged. */
export const CONTIGUOUS = 1;
/** First number beyond the gap, while HOLE. */
export const HOLE_END = 2;
/** Acknowledgement field of the last segment, ACK flag or not (Wireshark: lastack). */
export const LAST_ACKNOWLEDGEMENT = 3;
/** Highest acknowledgement sent, when ACK_KNOWN. */
export const HIGHEST_ACKNOWLEDGEMENT = 4;
/** Window of the last segment, not scaled; −1 before the first. */
export const WINDOW = 5;
/** State (bits 0–3) and what is known of the endpoint (below). */
export const BITS = 6;
export const PACKETS = 7;
/** f64 */
export const PAYLOAD = 8;
/** f64: time of the segment that set NEXT. */
export const NEXT_TIME = 10;
/** f64: time of the last segment (Wireshark: lastacktime). */
export const LAST_SEGMENT_TIME = 12;
/** Last TCP timestamp value sent, when TIMESTAMP_KNOWN. */
export const LAST_TIMESTAMP = 14;
/** Duplicate ACKs in a row (Wireshark: dupacknum), bits 0–7; segments with payload above them (both stay at their most). */
export const SEGMENT_COUNTS = 15;

export const ENDPOINT_WORDS = 16;

// ── Key line. ────────────────────────────────────────────────────────────────────────────────────
/** Address of endpoint 0 (four words), then of endpoint 1. */
export const ADDRESSES = 32;
/** Port of endpoint 0 << 16 | port of endpoint 1. */
export const PORTS = 40;
/** Tunnel id of what endpoint 0 sends | of what endpoint 1 sends << 16. */
export const TUNNELS = 41;
/** f64: latest time of a TCP packet. */
export const LAST_TIME = 42;
/** f64 */
export const LAST_PACKET = 44;
/** What is known of the connection (below). */
export const FLAGS = 46;
export const HASH = 47;

// ── Cold: what only control events touch. First the line of what a plain open and close needs … ───
/** f64 nanoseconds: SYN to SYN-ACK; −1: not known. */
export const SYN_RTT = 48;
/** Facts of its life (segment-facts.ts, NOTED). */
export const NOTES = 50;
/** What is kept of it for findings across connections (detect/subjects/pair-word.ts). */
export const PAIR = 51;
/** f64: when the row is freed, while it stands in a deadline list. */
export const DEADLINE = 52;
export const LIST_PREVIOUS = 54;
export const LIST_NEXT = 55;
/** Segments with FIN of endpoint 0, then of endpoint 1. */
export const FINS = 56;
/** Segments with RST of endpoint 0, then of endpoint 1. */
export const RSTS = 58;
/** What the first valid SYN-ACK acknowledges. */
export const SYN_ACKNOWLEDGED = 60;
/** Index into services.ts of the server's address and port, −1: none. */
export const SERVICE = 61;
export const ID = 62;
/** Row of the rare counters (side-rows.ts), −1: none yet. */
export const SIDE_ROW = 63;

// … then the line of the rest.
/** f64: earliest time of a TCP packet. */
export const FIRST_TIME = 64;
/** f64 */
export const FIRST_PACKET = 66;
/** Id of the connection whose four addresses this one uses again; 0: none known. */
export const PREVIOUS_ID = 68;
/** Handle of the connection before on the same four addresses, −1: none. Also the free list. */
export const OLDER = 69;
/** Handle of the connection after, −1: this one is in the index. */
export const NEWER = 70;
/** Row of the SYNs' times and timestamps (syn-copies.ts), −1: none. */
export const SYN_COPIES = 71;
/** f64: time of the RST that was accepted, or waits for what follows. */
export const RST_TIME = 72;
/** f64 each: since when endpoints 0 and 1 were in the states before that RST. */
export const RST_SINCE = 74;
/** Those states: endpoint 0 | endpoint 1 << 4. */
export const RST_STATES = 78;
/** Type << 8 | code of the last ICMP error that counted. */
export const ICMP = 79;

// … then the line of what proves the story. Packet numbers modulo 2³² (connection-view.ts completes
// them); 0: none.
/** f64 nanoseconds: SYN-ACK to ACK; −1: not known. */
export const ACK_RTT = 80;
/** First SYN or SYN-ACK of endpoint 0, then of endpoint 1. */
export const SYN_PACKET = 82;
/** What completed the handshake … */
export const ACK_PACKET = 84;
/** First FIN of endpoint 0, then of endpoint 1. */
export const FIN_PACKET = 85;
/** What acknowledged the FIN of endpoint 0, then of endpoint 1. */
export const FIN_ACK_PACKET = 87;
/** The RST that is accepted or waits. */
export const RST_PACKET = 89;
/** Time to live of the first segment of endpoint 0 | of the first with SYN or FIN of endpoint 1 << 8; 0: none. */
export const TIMES_TO_LIVE = 90;
/** NEXT of the other end when endpoint 0 sent its FIN; then the same for endpoint 1. */
export const PEER_NEXT_AT_FIN = 91;
/** Its entries in lifecycle-log.ts, 0: none. */
export const LOG = 93;
/** f64: … and when. */
export const HANDSHAKE_TIME = 94;
/** f64, until then: when its service had last answered another SYN, as this one's began. */
export const SERVICE_ANSWERED = 94;

// ── Cold, one line per endpoint, at COLD + endpoint × 16. ──────────────────────────────────
export const COLD = 96;
/** Number of its SYN or SYN-ACK; inferred from the other end's acknowledgement when ISN_INFERRED. */
export const ISN = 0;
/** Number after its FIN. */
export const FIN_END = 1;
/** Acknowledgement of the first copy of its FIN … */
export const FIN_ACKNOWLEDGEMENT = 2;
/** … and of the last. */
export const FIN_LAST_ACKNOWLEDGEMENT = 3;
/** f64: since when it has been in its state. */
export const STATE_SINCE = 4;
/** f64: first copy of its SYN or SYN-ACK. */
export const SYN_FIRST_TIME = 6;
/** f64: last copy. */
export const SYN_LAST_TIME = 8;
/** f64: last copy of its FIN. */
export const FIN_LAST_TIME = 10;
/** What its SYN or SYN-ACK offered, packed by syn-options.ts. */
export const OPTIONS = 12;
/** Segments with SYN and without ACK. */
export const SYNS = 13;
export const SYN_ACKS = 14;
/** Bytes of payload in its first SYN. */
export const SYN_PAYLOAD = 15;
/** While TWO_SYN_ACKS: number of its SYN-ACK before the last (who sends SYN-ACKs has sent no SYN). */
export const OTHER_ISN = 15;

// ── Bits of BITS. ────────────────────────────────────────────────────────────────────────────────
export const STATE_MASK = 0xf;
/** It has sent a segment other than an RST, so NEXT holds. */
export const SEQUENCE_KNOWN = 1 << 4;
export const ACK_KNOWN = 1 << 5;
export const ISN_KNOWN = 1 << 6;
export const ISN_INFERRED = 1 << 7;
export const SENT_SYN = 1 << 8;
/** It sent a SYN-ACK that acknowledges the other end's SYN, as far as that was captured. */
export const SENT_SYN_ACK = 1 << 9;
/** A segment with ACK and without SYN and RST. */
export const SENT_ACK = 1 << 10;
/** Payload in a segment without SYN and RST. */
export const SENT_PAYLOAD = 1 << 11;
export const ACK_ADVANCED = 1 << 12;
export const FIN_SEEN = 1 << 13;
export const FIN_ACKNOWLEDGED = 1 << 14;
/** The other end is presumed to have received the FIN: no gap before it. */
export const FIN_DELIVERED = 1 << 15;
export const HOLE = 1 << 16;
export const SEVERAL_HOLES = 1 << 17;
/** Its last segment was a keep-alive by Wireshark's rule … */
export const LAST_WAS_KEEP_ALIVE = 1 << 18;
/** … or a zero-window probe. */
export const LAST_WAS_WINDOW_PROBE = 1 << 19;
/** Its FIN was captured before the other end's. */
export const FIRST_FIN = 1 << 21;
/** Its first FIN is its first segment that acknowledges the other end's FIN. */
export const FIN_WITH_ACK_OF_FIN = 1 << 22;
export const TIMESTAMP_KNOWN = 1 << 23;
/** Its last segment had the ACK flag. */
export const LAST_HAD_ACK = 1 << 24;
/** It sent SYN-ACKs with different numbers, and neither is acknowledged yet. */
export const TWO_SYN_ACKS = 1 << 25;
/** Its FIN is older than the capture, and its number not known yet. */
export const FIN_END_UNKNOWN = 1 << 26;

// ── Bits of FLAGS. ───────────────────────────────────────────────────────────────────────────────
/** Endpoint 1 is the client. */
export const CLIENT_IS_1 = 1 << 0;
/** What the choice of client rests on: 0 first packet, 1 port, 2 SYN-ACK, 3 SYN. */
export const ROLES_SHIFT = 1;
export const ROLES_MASK = 3 << ROLES_SHIFT;
/** Every segment goes through control-events.ts, not only those with SYN, FIN or RST. */
export const ATTENTION = 1 << 3;
/** Source and destination are the same: endpoint 0 stands for both. */
export const SELF_CONNECT = 1 << 4;
export const SIMULTANEOUS_OPEN = 1 << 5;
/** The SYN-ACK acknowledges payload of the SYN. */
export const FAST_OPEN = 1 << 6;
export const HANDSHAKE_COMPLETE = 1 << 7;
export const CROSSED_FINS = 1 << 8;
export const RST_IS_ACCEPTED = 1 << 9;
/** An RST in the window but not exact: it counts if its receiver falls silent. */
export const RST_WAITS = 1 << 10;
/** Endpoint 1 sent the RST that is accepted or waits. */
export const RST_FROM_1 = 1 << 11;
/** Established when that RST came. */
export const ESTABLISHED_AT_RST = 1 << 12;
/** An ICMP error quoted the SYN before any answer. */
export const HAS_ICMP_ERROR = 1 << 13;
/** No SYN and no SYN-ACK: begun in the middle. */
export const UNSEEN_OPENING = 1 << 14;
/** The last segment was a repeated SYN: a SYN-ACK now answers it. */
export const LAST_REPEATED_SYN = 1 << 15;
/** A held SYN waits in held-syns.ts. */
export const HAS_HELD_SYN = 1 << 16;
export const EVICTED = 1 << 17;
/** The row is in use. */
export const LIVE = 1 << 18;
/** Which deadline list the row stands in (deadlines.ts); 0: none. */
export const LIST_SHIFT = 19;
export const LIST_MASK = 3 << LIST_SHIFT;
/** OLDER leads to a connection before on the same four addresses that is not reported yet. */
export const HAS_OLDER = 1 << 21;
/** A later connection has the same addresses: this row is not in the index. */
export const SUPERSEDED = 1 << 22;
/** A detector wants to see every segment for now (ATTENTION stays with it). */
export const WATCHED = 1 << 23;
/** What is known across connections (detect/subjects) has something to say about it. */
export const MARKED = 1 << 24;
/** Its handshake waits to be compared with earlier ones. */
export const HANDSHAKE_WAITS = 1 << 25;
/** How it stood when the capture began this machine's kernel has told (adopt.ts). */
export const TOLD_BY_KERNEL = 1 << 26;
/** The kernel has an end of it in another state than the packets tell. */
export const KERNEL_DIFFERS = 1 << 27;
