// A small capture in which something of everything happened, as records.
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import type { EngineResult } from "../../src/session/engine.ts";
import { connection, endpoint, halfClosed, open, refused, resultOf, unanswered } from "./sample-records.ts";

export const TOUR: readonly ConnectionRecord[] = [
  connection(1),
  connection(2, {
    client: endpoint("2001:db8:85a3:1:2:8a2e:370:7334", 51234, { state: "TIME_WAIT", payloadBytes: 120 }),
    server: endpoint("2001:db8::1", 443, { payloadBytes: 51_200, packets: 44 }),
    synRttSeconds: 0.0121,
    ackRttSeconds: 0.000_04,
    durationSeconds: 3.2,
  }),
  unanswered(4),
  refused(5),
  refused(6),
  halfClosed(7, 62),
  halfClosed(8, 61),
  open(9),
  connection(10, { verdict: "reset", closing: "reset", closedBy: "server" }),
];

export function tourResult(): EngineResult {
  const result = resultOf(TOUR);
  result.summary.outcomes = { arp: 20, udp: 6, "tcp-cut-short": 1 };
  result.summary.tcpPackets = 385;
  return result;
}
