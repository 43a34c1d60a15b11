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
/** A window that was 0 is open again. */
export const WINDOW_REOPENED = 1 << 17;
/** A byte beyond a closed window (Wireshark: zero_window_probe). */
export const WINDOW_PROBE = 1 << 18;
/** The other end's last segment was a keep-alive or a window probe. */
export const AFTER_PROBE = 1 << 19;
/** It acknowledges bytes that were not captured, or not yet. */
export const ACKED_UNSEEN = 1 << 20;
/** More payload than the smallest maximum segment size announced so far in the capture. */
export const LARGE_SEGMENT = 1 << 21;
/** New payload of an end whose peer has sent its FIN. */
export const DATA_AFTER_FIN = 1 << 22;
export const ENTERED_CLOSE_WAIT = 1 << 23;
export const LEFT_CLOSE_WAIT = 1 << 24;
/** An ICMP error about a segment of the connection that ends nothing: it was answered, or is open. */
export const ICMP_NOTED = 1 << 25;
/** Some detector wants to see every segment of this connection for now. */
export const WATCHED_SEGMENT = 1 << 26;
/** It begins on addresses of which an end was in TIME_WAIT, or that carried another SYN within 2MSL. */
export const ADDRESSES_REUSED = 1 << 27;
/** A FIN again that is no retry: sooner, or with a higher acknowledgement. */
export const FIN_AGAIN = 1 << 28;
/** It repeats a frame too late, or too little marked, to be taken for a copy of it; and yet it probably is one. */
export const PERHAPS_COPY = 1 << 29;
/** In answer to a SYN an ACK without SYN that does not acknowledge it: of an end that holds an older connection. */
export const ACK_OF_OLDER = 1 << 30;
/** An RST in the window but not exact. */
export const RST_IN_WINDOW = 1 << 31;

/** Facts that are kept with the connection for its detectors (NOTES), however often they come. */
export const NOTED =
  COPY |
  RETRANSMISSION |
  ZERO_WINDOW |
  KEEP_ALIVE |
  SYN_RETRY |
  SYN_ACK_RETRY |
  FIN_RETRY |
  FIN_AGAIN |
  OUT_OF_ORDER |
  RST_ACCEPTED |
  RST_NOT_ACCEPTED |
  SYN_HELD |
  ICMP_ERROR |
  WINDOW_PROBE |
  ACKED_UNSEEN |
  LARGE_SEGMENT |
  DATA_AFTER_FIN |
  ICMP_NOTED |
  ACK_OF_OLDER |
  ADDRESSES_REUSED;
