// accept-queue-overflow: a service goes on repeating SYN-ACKs that its clients have acknowledged.
import { defineSubjectDetector } from "../detector.ts";
import { evidenceOf, serviceSubject } from "../subjects/about-subject.ts";

export const acceptQueueOverflow = defineSubjectDetector({
  id: "accept-queue-overflow",
  severity: "error",
  summary: "A service repeats SYN-ACKs that were acknowledged: its accept queue is full",
  reference: "RFC 9293 §3.10.7.4",

  judgeAll({ population, tracker }) {
    const overflows = [...population.acceptQueues.overflows.values()];
    return overflows
      .filter(({ members }) => members.total > 0)
      .map(({ service, members, clients, firstTime, lastTime }) => ({
        endpoint: "server",
        subject: serviceSubject(tracker.services, service),
        ...evidenceOf(members),
        figures: {
          connectionsTotal: members.total,
          withinSeconds: (lastTime - firstTime) / 1e9,
          clients: clients.size,
        },
      }));
  },
});
