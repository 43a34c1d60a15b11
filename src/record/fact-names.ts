// The facts about a segment by name, as JSON shows them. Kebab-case of the constants; never renamed.
import {
  CONNECTION_OVER,
  COPY,
  DUPLICATE_ACK,
  FIN_RETRY,
  HANDSHAKE_COMPLETED,
  ICMP_ERROR,
  KEEP_ALIVE,
  NEW_CONNECTION,
  OUT_OF_ORDER,
  RETRANSMISSION,
  RST_ACCEPTED,
  RST_NOT_ACCEPTED,
  STATE_CHANGED,
  SYN_ACK_RETRY,
  SYN_HELD,
  SYN_RETRY,
  ZERO_WINDOW,
} from "../track/segment-facts.ts";

const NAMES: readonly (readonly [bit: number, name: string])[] = [
  [NEW_CONNECTION, "new-connection"],
  [STATE_CHANGED, "state-changed"],
  [COPY, "copy"],
  [RETRANSMISSION, "retransmission"],
  [OUT_OF_ORDER, "out-of-order"],
  [DUPLICATE_ACK, "duplicate-ack"],
  [ZERO_WINDOW, "zero-window"],
  [KEEP_ALIVE, "keep-alive"],
  [SYN_RETRY, "syn-retry"],
  [SYN_ACK_RETRY, "syn-ack-retry"],
  [FIN_RETRY, "fin-retry"],
  [HANDSHAKE_COMPLETED, "handshake-completed"],
  [RST_ACCEPTED, "rst-accepted"],
  [RST_NOT_ACCEPTED, "rst-not-accepted"],
  [SYN_HELD, "syn-held"],
  [ICMP_ERROR, "icmp-error"],
  [CONNECTION_OVER, "connection-over"],
];

export const FACT_NAMES: readonly string[] = NAMES.map(([, name]) => name);

export function factNames(facts: number): string[] {
  return NAMES.filter(([bit]) => (facts & bit) !== 0).map(([, name]) => name);
}
