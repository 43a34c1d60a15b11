// A router said that a segment's hops ran out on the way: a routing loop, or a traceroute.
import { ICMP_ERROR, ICMP_NOTED } from "../../track/segment-facts.ts";
import { defineDetector } from "../detector.ts";
import { judgeIcmpErrors } from "../icmp-errors.ts";

export const icmpTtlExceeded = defineDetector({
  id: "icmp-ttl-exceeded",
  severity: "error",
  summary: "An ICMP error says that the time to live ran out on the way",
  reference: "RFC 1122 §4.2.3.9",
  wakesOn: { facts: ICMP_ERROR | ICMP_NOTED },
  judge: (story) => judgeIcmpErrors("icmp-ttl-exceeded", story),
});
