// port-exhaustion: one client address has used up most of its ports towards one service.
import { addressText } from "../../record/address-text.ts";
import { defineSubjectDetector } from "../detector.ts";
import { evidenceOf, serviceSubject } from "../subjects/about-subject.ts";
import { Members } from "../subjects/members.ts";

/** IANA's range of dynamic ports is the smaller one. */
const LIMIT_IANA = 13_000;

export const portExhaustion = defineSubjectDetector({
  id: "port-exhaustion",
  severity: "warning",
  summary: "A client has few ports left for one service; most are in TIME_WAIT or in use",
  reference: "RFC 6056 §3.2",

  judgeAll({ population, tracker }) {
    return population.portUses.exhausted().map(({ use, limit }) => ({
      endpoint: "client",
      subject: serviceSubject(tracker.services, use.service),
      ...evidenceOf(use.members ?? new Members()),
      figures: {
        client: addressText(...use.client),
        ports: use.most,
        inTimeWait: use.mostInTimeWait,
        limit,
        range: limit === LIMIT_IANA ? "iana" : "linux",
        connectionsTotal: use.most,
      },
    }));
  },
});
