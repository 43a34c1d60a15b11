// What the subjects keep in a connection's own row, in its word PAIR: where its attempt waits for an
// answer, and afterwards what it counts as.

/** An attempt that waits, or has failed (attempts.ts); the bits below are its running number. */
export const ATTEMPT = 1 << 31;
export const NUMBER_MASK = 0x3fffffff;

/** Otherwise: which bucket of port-use.ts counts its port. */
export const BUCKET_MASK = 0xfff;
/** Its port is counted there … */
export const PORT_IN_USE = 1 << 16;
/** … and its client is in TIME_WAIT. */
export const PORT_IN_TIME_WAIT = 1 << 17;
/** It came to nothing, and is recorded so. */
export const FAILED = 1 << 18;
/** The first SYN-ACK that was repeated after the handshake has been looked at. */
export const SYN_ACK_SEEN_AGAIN = 1 << 19;
export const IN_ACCEPT_QUEUE_OVERFLOW = 1 << 20;
export const IN_CLOSE_WAIT_EXCESS = 1 << 21;
/** A flood has counted that its SYN came again. */
export const RETRY_COUNTED = 1 << 22;
