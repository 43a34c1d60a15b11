// The states as lines: how many endpoints are in each, how that went, and how often what happens.
import type { State } from "../../../record/connection-record.ts";
import type { StatesBody } from "../../../session/screen/frame.ts";
import type { Drawing, Space } from "../drawing.ts";

/** In the order of the lines: as life goes, from the opening to the end. */
export const STATES_SHOWN: readonly State[] = [
  "LISTEN",
  "SYN_SENT",
  "SYN_RECEIVED",
  "ESTABLISHED",
  "FIN_WAIT_1",
  "CLOSING",
  "LAST_ACK",
  "FIN_WAIT_2",
  "CLOSE_WAIT",
  "TIME_WAIT",
  "CLOSED",
  "UNKNOWN",
];

/** @param cursor place of the selected state in `STATES_SHOWN` */
export function statesLines(body: StatesBody, cursor: number, space: Space, drawing: Drawing): string[] {
  void drawing;
  return STATES_SHOWN.map(
    (state, index) => `${index === cursor ? ">" : " "} ${state} ${body.client[state]} ${body.server[state]}`,
  ).slice(0, space.rows);
}
