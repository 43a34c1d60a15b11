// A small capture in which something of everything happened, as records.
import type { ConnectionRecord, Finding } from "../../src/record/connection-record.ts";
import type { EngineResult } from "../../src/session/engine-options.ts";
import {
  connection,
  endpoint,
  finding,
  halfClosed,
  open,
  refused,
  resultOf,
  unanswered,
} from "./sample-records.ts";

const nothingListens = (packet: number): Finding =>
  finding(
    "connection-refused",
    { answerSeconds: 0.000015, tries: 1, likelyFrom: "host" },
    { severity: "error", endpoint: "server", packets: [packet, packet + 1] },
  );

const leaked = (seconds: number, packet: number): Finding =>
  finding("close-wait-stuck", { seconds, ageSeconds: 60 }, { endpoint: "server", packets: [packet] });

export const TOUR: readonly ConnectionRecord[] = [
  connection(1),
  connection(2, {
    client: endpoint("2001:db8:85a3:1:2:8a2e:370:7334", 51234, { state: "TIME_WAIT", payloadBytes: 120 }),
    server: endpoint("2001:db8::1", 443, { payloadBytes: 51_200, packets: 44 }),
    synRttSeconds: 0.0121,
    ackRttSeconds: 0.000_04,
    durationSeconds: 3.2,
    findings: [finding("half-close", { bytes: 51_200, seconds: 1.2 }, { severity: "info" })],
  }),
  unanswered(4, {
    findings: [
      finding(
        "syn-unanswered",
        {
          offsetsSeconds: [0, 6, 30],
          tries: 3,
          schedule: { stacks: ["bsd"], nextSeconds: null, givesUpSeconds: 75 },
          silentSeconds: 45,
          gaveUp: true,
          answeredOtherSecondsBefore: null,
        },
        {
          severity: "error",
          endpoint: "server",
          packets: [12, 40, 77],
          summary:
            "10.9.0.1 → 10.9.0.9:5432: 3 SYNs at 0, 6 and 30 s, no answer for 75 s. The schedule is 4.4BSD's; it has given up.",
        },
      ),
    ],
  }),
  refused(5, { findings: [nothingListens(25)] }),
  refused(6, { findings: [nothingListens(26)] }),
  halfClosed(7, 62, { findings: [leaked(62, 95)] }),
  halfClosed(8, 61, { findings: [leaked(61, 96)] }),
  open(9),
  connection(10, {
    verdict: "reset",
    closing: "reset",
    closedBy: "server",
    findings: [
      finding(
        "reset",
        {
          cause: "application-abort",
          afterSeconds: 0.0413,
          sentBytes: 377,
          receivedBytes: 73,
          timeToLive: 64,
          usualTimeToLive: 64,
          doubt: null,
        },
        {
          endpoint: "server",
          packets: [9],
          summary: "10.9.0.2:80 cut the connection off by an RST after 41.3 ms: its application aborted.",
        },
      ),
    ],
  }),
];

export function tourResult(): EngineResult {
  const result = resultOf(TOUR);
  result.summary.outcomes = { arp: 20, udp: 6, "tcp-cut-short": 1 };
  result.summary.tcpPackets = 385;
  return result;
}
