// Every finding of the catalogue has a recording of real kernels that raises it, and one that nearly
// does and must not. (That each recording raises just what its scenario says is the business of
// recorded-states.test.ts.)
import { describe, expect, test } from "vitest";
import { FINDING_IDS, type FindingId } from "../../src/detect/finding.ts";
import { expectedFindings } from "./compare-findings.ts";
import type { Vantage } from "./scenario.ts";
import { scenarios } from "./scenarios/index.ts";

const VANTAGES = ["client", "server"] as const;

/** What no lab can show in the time of a test: raised, and nearly raised, by written captures. */
const WRITTEN: readonly FindingId[] = [
  "port-exhaustion", // 22,500 connections: test/detect/port-exhaustion.test.ts
  "time-went-back", // clocks that are set: test/detect/time-went-back.test.ts
];
/** Live only: kernel against wire. */
const LIVE: readonly FindingId[] = ["state-mismatch"];

type Recorded = Exclude<FindingId, "port-exhaustion" | "time-went-back" | "state-mismatch">;

/** Which scenario, seen from where, and what keeps it quiet there. */
const NEARLY: Record<Recorded, readonly [scenario: string, vantage: Vantage, why: string]> = {
  "connection-refused": ["port-scan", "client", "twenty refusals of one scan are one finding"],
  "icmp-unreachable": ["icmp-time-exceeded", "client", "another ICMP error"],
  "icmp-ttl-exceeded": ["icmp-net-unreachable", "client", "another ICMP error"],
  "syn-retry": ["syn-ack-lost", "server", "the SYN came again, but after its first answer"],
  "syn-unanswered": ["syn-lost", "client", "two SYNs, and then an answer"],
  "syn-ack-retry": ["syn-ack-lost", "server", "the SYN-ACK came again, because the SYN did"],
  "half-open-handshake": ["deferred-accept", "server", "the server waits in SYN_RECEIVED, but for data"],
  "accept-queue-overflow": ["final-ack-lost", "client", "the same story once: an ACK that was lost"],
  "handshake-aborted": ["stale-syn", "server", "the client says no to an old SYN"],
  "stale-syn": ["connect-given-up", "server", "SYN, SYN-ACK, RST, and no other SYN"],
  "simultaneous-open": ["half-open-discovery", "server", "two SYNs, of one end"],
  "fast-open": ["data-on-third-segment", "server", "early data, but not in the SYN"],
  "slow-handshake": ["syn-lost", "client", "slow, because a SYN was lost"],
  "syn-flood": ["syn-flood", "client", "answers to SYNs that were not captured there"],
  "port-scan": ["icmp-port-unreachable", "client", "one attempt that failed"],
  "zero-window": ["zero-window-brief", "client", "closed for less than half a second"],
  retransmissions: ["loss-and-reordering", "server", "one segment lost of many"],
  keepalive: ["zero-window", "client", "probes of a closed window look the same"],
  "keepalive-failure": ["keepalive-answered", "client", "every probe is answered"],
  "challenge-ack": ["stale-syn-in-open-connection", "client", "what provoked it went past the server only"],
  "rst-out-of-window": ["everything-twice", "client", "RSTs that nobody takes, after the end"],
  "peer-lost-state": ["rst-by-middlebox", "server", "the exact RST, but with another time to live"],
  "capture-loss": ["loss-and-reordering", "client", "what is missing comes late"],
  reset: ["half-open-discovery", "server", "the RST of an end that has lost its state"],
  "half-close": ["data-after-close", "server", "data after the FIN, answered by RST"],
  "simultaneous-close": ["close-in-three-segments", "server", "a FIN that acknowledges the other's"],
  "fin-retry": ["last-ack-stuck", "server", "the second FIN, again and again"],
  "last-ack-stuck": ["fin-lost", "client", "the first FIN, once again"],
  "close-wait-stuck": ["fin-wait-2-stuck", "server", "it did send something after the other's FIN"],
  "fin-wait-2-stuck": ["close-wait-stuck", "client", "nothing came after the FIN"],
  "close-wait-excess": ["close-wait-stuck", "server", "one connection"],
  "time-wait-reuse": ["stale-syn-in-time-wait", "server", "a SYN in TIME_WAIT that opens nothing"],
  "time-wait-assassination": ["time-wait-reuse-at-server", "server", "TIME_WAIT is ended by a SYN"],
  "delayed-segment": ["time-wait-assassination", "server", "an old segment of the same connection"],
  offload: ["zero-window", "server", "full segments, and none above the MSS"],
  "duplicate-frames": ["loss-and-reordering", "client", "one copy"],
  "truncated-packets": ["offload", "client", "large packets, captured whole"],
};

function isRaised(id: FindingId, name: string, vantage: Vantage): boolean {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`no scenario is called ${name}`);
  const line = new RegExp(`(^|: )${id}( |:|$)`);
  return expectedFindings(scenario, vantage).some((finding) => line.test(finding));
}

describe("every finding", () => {
  test("is recorded, written, or live", () => {
    expect(new Set([...Object.keys(NEARLY), ...WRITTEN, ...LIVE])).toEqual(new Set(FINDING_IDS));
  });

  test.each(Object.keys(NEARLY) as Recorded[])("%s is raised by a recording of real kernels", (id) => {
    const raising = scenarios.filter(({ name }) => VANTAGES.some((vantage) => isRaised(id, name, vantage)));
    expect(raising).not.toEqual([]);
  });

  test.each(Object.entries(NEARLY))("%s is nearly raised: %j", (id, [name, vantage]) => {
    expect(isRaised(id as FindingId, name, vantage)).toBe(false);
  });
});
