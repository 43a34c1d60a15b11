// Why a packet gave no segment: a table, so that nothing disappears silently.

/** The packet gave a segment. */
export const DECODED = 0;
