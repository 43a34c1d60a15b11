// What the watches read of a connection's row while its segments come. Changes nothing.
import {
  BITS,
  ENDPOINT_WORDS,
  FLAGS,
  HOT_WORDS,
  SELF_CONNECT,
  STATE_MASK,
} from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";

/** The other end of a connection; of one to itself the same. */
export function peerIn(table: ConnectionTable, handle: number, endpoint: number): number {
  return (flagsIn(table, handle) & SELF_CONNECT) !== 0 ? endpoint : endpoint ^ 1;
}

/** One end of one connection, as a key. */
export function endIn(handle: number, endpoint: number): number {
  return handle * 2 + endpoint;
}

/** Bits of FLAGS. */
export function flagsIn(table: ConnectionTable, handle: number): number {
  return table.words[handle * HOT_WORDS + FLAGS] as number;
}

/** A word of an endpoint's hot line. */
export function wordIn(table: ConnectionTable, handle: number, endpoint: number, offset: number): number {
  return table.words[handle * HOT_WORDS + endpoint * ENDPOINT_WORDS + offset] as number;
}

/** A double of an endpoint's hot line. */
export function doubleIn(table: ConnectionTable, handle: number, endpoint: number, offset: number): number {
  return table.doubles[(handle * HOT_WORDS + endpoint * ENDPOINT_WORDS + offset) >> 1] as number;
}

/** Code of an endpoint's state. */
export function stateIn(table: ConnectionTable, handle: number, endpoint: number): number {
  return wordIn(table, handle, endpoint, BITS) & STATE_MASK;
}
