// A router or host said that segments of the connection do not arrive.
import { ICMP_ERROR, ICMP_NOTED } from "../../track/segment-facts.ts";
import { defineDetector } from "../detector.ts";
import { judgeIcmpErrors } from "../icmp-errors.ts";

export const icmpUnreachable = defineDetector({
  id: "icmp-unreachable",
  severity: "error",
  summary: "An ICMP error says that the destination is unreachable or forbidden",
  reference: "RFC 9293 §3.9.2.2",
  wakesOn: { facts: ICMP_ERROR | ICMP_NOTED },
  judge: (story) => judgeIcmpErrors("icmp-unreachable", story),
});
