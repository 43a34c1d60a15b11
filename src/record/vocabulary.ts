// The closed sets of the contract as values, in the contract's order: for filters, the schema and
// completion. The types stand in connection-record.ts; the compiler refuses a list that lacks one.
import { LAYER_WORDS } from "../decode/tunnel-table.ts";
import { VERDICTS as VERDICTS_OF_TRACK } from "../track/connection-view.ts";
import type { ConnectionRecord, Severity, Side, State, Verdict } from "./connection-record.ts";
import type { EventKind } from "./event-record.ts";
import type { SegmentFlag } from "./trace-record.ts";

/** `values`, which must hold every member of the union `Member`. */
function every<Member extends string>() {
  return <const Values extends readonly Member[]>(
    values: Exclude<Member, Values[number]> extends never ? Values : never,
  ): readonly Member[] => values;
}

export const STATES = every<State>()([
  "CLOSED",
  "LISTEN",
  "SYN_SENT",
  "SYN_RECEIVED",
  "ESTABLISHED",
  "FIN_WAIT_1",
  "FIN_WAIT_2",
  "CLOSE_WAIT",
  "CLOSING",
  "LAST_ACK",
  "TIME_WAIT",
  "UNKNOWN",
]);

export const VERDICTS = every<Verdict>()(VERDICTS_OF_TRACK);

/** From the mildest to the worst. */
export const SEVERITIES = every<Severity>()(["info", "warning", "error"]);

export const SIDES = every<Side>()(["client", "server"]);

/** From the lowest bit of the header on. */
export const SEGMENT_FLAGS = every<SegmentFlag>()(["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"]);

export const OPENINGS = every<ConnectionRecord["opening"]>()([
  "three-way",
  "simultaneous",
  "fast-open",
  "incomplete",
  "unseen",
]);

export const CLOSINGS = every<ConnectionRecord["closing"]>()([
  "four-way",
  "three-way",
  "simultaneous",
  "reset",
  "incomplete",
  "none",
]);

export const ROLES = every<ConnectionRecord["roles"]>()(["syn", "syn-ack", "port", "first-packet"]);

export const DIRECTIONS = every<ConnectionRecord["directions"]>()(["both", "client", "server", "none"]);

/** Who closed; a record says null where a filter says `none`. */
export const CLOSERS = every<NonNullable<ConnectionRecord["closedBy"]>>()(["client", "server", "both"]);

export const EVENT_KINDS = every<EventKind>()([
  "open",
  "refused",
  "unreachable",
  "retry",
  "half-open",
  "close",
  "reset",
  "state",
  "evict",
  "finding",
]);

/** Names of the layers in `tunnel`; a value may follow one, as in `vlan:100`. */
export const TUNNEL_LAYERS: readonly string[] = LAYER_WORDS.filter((word) => word !== "");
