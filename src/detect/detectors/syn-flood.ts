// syn-flood: many attempts at a service that is up, most of them never completed and never retried.
import { defineSubjectDetector } from "../detector.ts";
import { evidenceOf, serviceSubject } from "../subjects/about-subject.ts";

export const synFlood = defineSubjectDetector({
  id: "syn-flood",
  severity: "error",
  summary: "A service gets many SYNs whose handshakes nobody completes",
  reference: "RFC 4987 §2",

  judgeAll({ population, tracker }) {
    return population.attempts.floods.confirmed().map((flood) => ({
      endpoint: "client",
      subject: serviceSubject(tracker.services, flood.service),
      ...evidenceOf(flood.members),
      figures: {
        attempts: flood.failed,
        completed: flood.completed,
        withinSeconds: Math.max(0, flood.lastTime - flood.firstTime) / 1e9,
        retried: flood.retried,
        clients: flood.clients.count,
        connectionsTotal: flood.members.total,
      },
    }));
  },
});
