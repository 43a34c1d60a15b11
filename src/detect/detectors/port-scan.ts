// port-scan: a source tries many ports of one host, or one port of many hosts, and fails.
import { addressText } from "../../record/address-text.ts";
import { defineSubjectDetector } from "../detector.ts";
import { evidenceOf, hostSubject } from "../subjects/about-subject.ts";
import { HOSTS_ON_PORT } from "../subjects/failed-targets.ts";

export const portScan = defineSubjectDetector({
  id: "port-scan",
  severity: "warning",
  summary: "A host tries many ports of another, or one port of many hosts, and fails",
  reference: "RFC 9293 §3.10.7.1",

  judgeAll({ population }) {
    return [...population.attempts.scans.scans.values()].map((scan) => {
      const byHosts = scan.kind === HOSTS_ON_PORT;
      const [refused, unanswered, other] = scan.outcomes;
      return {
        endpoint: "client",
        subject: hostSubject(scan.source),
        ...evidenceOf(scan.members),
        figures: {
          kind: byHosts ? "hosts" : "ports",
          count: scan.distinct.count,
          target: byHosts ? null : addressText(...scan.target),
          targetPort: byHosts ? scan.targetPort : null,
          withinSeconds: scan.spans.reduce((sum, { from, to }) => sum + to - from, 0) / 100,
          refused,
          unanswered,
          other,
          connectionsTotal: scan.members.total,
        },
      };
    });
  },
});
