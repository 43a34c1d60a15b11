// syn-flood: many attempts at a service that is up, most of them never completed and never retried.
import { defineSubjectDetector } from "../detector.ts";
import { evidenceOf, serviceSubject } from "../subjects/about-subject.ts";

export const synFlood = defineSubjectDetector({
  id: "syn-flood",
  severity: "error",
  summary: "A service gets many SYNs whose handshakes nobody completes",
  reference: "RFC 4987 §2",

  judgeAll({ population, tracker }) {
    const { attempts } = population;
    return attempts.floods.confirmed().map((flood) => {
      const { failed, who } = attempts.membersOf(flood);
      const { members, clients, firstTime, lastTime } = who;
      return {
        endpoint: "client",
        subject: serviceSubject(tracker.services, flood.service),
        ...evidenceOf(members),
        figures: {
          attempts: failed,
          completed: flood.completed,
          withinSeconds: Math.max(0, lastTime - firstTime) / 1e9,
          retried: flood.retried,
          // (Where they are very many, their number is an estimate.)
          clients: Math.min(clients.count, failed),
          connectionsTotal: members.total,
        },
      };
    });
  },
});
