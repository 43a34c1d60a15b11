// Headings of the explanations in English.
import type { PageWords } from "../page-words.ts";

export const pageWords: PageWords = {
  kinds: { state: "state", verdict: "verdict", finding: "finding" },
  groups: {
    state: "States of an endpoint",
    verdict: "Verdicts: how a connection's story ended",
    finding: "Findings: what went wrong, or is worth knowing",
  },
  why: "Why TCP does it so",
  causes: "Usual causes, the most frequent first",
  next: "What to look at next",
  related: "See also: ",
  askFor: "One of them: ",
  isSeveral: (id, kinds) => `${id} is ${kinds.map((kind) => `a ${kind}`).join(" and ")}. One alone:`,
  areSeveral: (ids) => `That may be ${ids.join(" or ")}. One alone:`,
};
