// Everything that can be explained, in one language: states, verdicts, findings. Does not know how a
// topic is asked for, nor how it is shown.
import type {
  Explanation,
  FindingExplanations,
  StateExplanations,
  VerdictExplanations,
} from "./explanation.ts";
import type { Language } from "./language.ts";
import type { PageWords } from "./page-words.ts";

export type TopicKind = "state" | "verdict" | "finding";

export interface Topic {
  readonly kind: TopicKind;
  /** As the contract spells it; `reset` is a verdict and a finding. */
  readonly id: string;
  readonly explanation: Explanation;
}

/** What one language has to say. */
export interface Explanations {
  readonly states: StateExplanations;
  readonly verdicts: VerdictExplanations;
  readonly findings: FindingExplanations;
  readonly pageWords: PageWords;
}

export interface Handbook {
  readonly topics: readonly Topic[];
  readonly words: PageWords;
}

/** All topics: states, verdicts, findings. A language is loaded only when it is spoken. */
export async function handbookIn(language: Language): Promise<Handbook> {
  const { explanations } = await EXPLANATIONS[language]();
  const { states, verdicts, findings, pageWords } = explanations;
  return {
    topics: [...topics("state", states), ...topics("verdict", verdicts), ...topics("finding", findings)],
    words: pageWords,
  };
}

const EXPLANATIONS: Readonly<Record<Language, () => Promise<{ readonly explanations: Explanations }>>> = {
  en: () => import("./en/explanations.ts"),
  zh: () => import("./zh/explanations.ts"),
};

function topics(kind: TopicKind, table: Readonly<Record<string, Explanation>>): Topic[] {
  return Object.entries(table).map(([id, explanation]) => ({ kind, id, explanation }));
}
