// close-wait-excess: one end of one service leaves many connections in CLOSE_WAIT at the same time.
import { addressText } from "../../record/address-text.ts";
import { defineSubjectDetector } from "../detector.ts";
import { evidenceOf, serviceSubject } from "../subjects/about-subject.ts";

export const closeWaitExcess = defineSubjectDetector({
  id: "close-wait-excess",
  severity: "error",
  summary: "A program holds many connections in CLOSE_WAIT: it does not close them",
  reference: "RFC 9293 §3.6",

  judgeAll({ population, tracker }) {
    return population.closeWaits.excesses().map((holder) => ({
      endpoint: holder.client === null ? "server" : "client",
      subject: serviceSubject(tracker.services, holder.service),
      ...evidenceOf(holder.members),
      figures: {
        holder: holder.client === null ? "service" : "client",
        client: holder.client === null ? null : addressText(...holder.client),
        now: holder.count,
        most: holder.most,
        oldestSeconds: holder.oldestNanos / 1e9,
        growing: holder.isGrowing,
        connectionsTotal: holder.members.total,
        ...(holder.process !== null && { process: holder.process }),
      },
    }));
  },
});
