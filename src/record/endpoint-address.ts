// Address and port of an end of the connection that a view shows, as they are told.
import { ADDRESSES, PORTS } from "../track/connection-layout.ts";
import type { ConnectionView } from "../track/connection-view.ts";
import { addressText } from "./address-text.ts";

/** `end`: endpoint 0 or 1 of the row. */
export function ipOf(view: ConnectionView, end: number): string {
  const at = ADDRESSES + end * 4;
  return addressText(view.word(at), view.word(at + 1), view.word(at + 2), view.word(at + 3));
}

export function portOf(view: ConnectionView, end: number): number {
  const ports = view.word(PORTS);
  return end === 0 ? ports >>> 16 : ports & 0xffff;
}
