// Retry or copy (SEMANTICS §1): how long after the one before the same number comes again.

/** From so many nanoseconds on it is sent again. */
export const RETRY_NANOS = 100e6;
/** Within so many it may be the same frame, captured again. */
export const COPY_NANOS = 1e6;
