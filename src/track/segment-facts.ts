// What a segment did, as bits: the tracker returns them, detectors say which of them wake them.

/** First packet of a connection. */
export const NEW_CONNECTION = 1 << 0;
/** An endpoint changed its state. */
export const STATE_CHANGED = 1 << 1;
/** The same frame captured again (SEMANTICS: within 1 ms, equal IP id or timestamp). */
export const COPY = 1 << 2;
/** tcp.analysis.retransmission, fast_retransmission or spurious_retransmission, and no copy. */
export const RETRANSMISSION = 1 << 3;
/** tcp.analysis.out_of_order */
export const OUT_OF_ORDER = 1 << 4;
/** tcp.analysis.duplicate_ack */
export const DUPLICATE_ACK = 1 << 5;
/** tcp.analysis.zero_window */
export const ZERO_WINDOW = 1 << 6;
/** tcp.analysis.keep_alive, Linux's zero-window probes among them. */
export const KEEP_ALIVE = 1 << 7;
/** A SYN again, 100 ms or more after the copy before. */
export const SYN_RETRY = 1 << 8;
/** A SYN-ACK again by timer. */
export const SYN_ACK_RETRY = 1 << 9;
/** A FIN again, 100 ms or more after the copy before, acknowledging nothing new. */
export const FIN_RETRY = 1 << 10;
/** The segment that completes the handshake. */
export const HANDSHAKE_COMPLETED = 1 << 11;
/** An RST that was accepted. */
export const RST_ACCEPTED = 1 << 12;
/** An RST that was not: in the window but not exact, or outside of it. */
export const RST_NOT_ACCEPTED = 1 << 13;
/** A SYN that is held: its numbers do not fit the connection that stands on its addresses. */
export const SYN_HELD = 1 << 14;
/** An ICMP error that ended an attempt. */
export const ICMP_ERROR = 1 << 15;
/** The connection's story is over for now: it is reported 2MSL after its last packet. */
export const CONNECTION_OVER = 1 << 16;
