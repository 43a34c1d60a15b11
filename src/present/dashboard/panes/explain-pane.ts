// What is known about a state, a verdict or a finding, as lines for a pane that is scrolled; on top the topics to
// choose from.
import type { Handbook, TopicKind } from "../../../words/topics.ts";
import { topicLines } from "../../explain/explain-page.ts";
import { cutEnd, widthOf } from "../../terminal/width.ts";
import type { Drawing } from "../drawing.ts";

/** What may be explained of what is selected; ids as the contract spells them. */
export interface PaneTopic {
  readonly kind: TopicKind;
  readonly id: string;
}

/** All lines, none wider than `columns`. @param index place of the one to explain */
export function explainPaneLines(
  topics: readonly PaneTopic[],
  index: number,
  handbook: Handbook,
  columns: number,
  drawing: Drawing,
): string[] {
  const { ascii, color, words, style } = drawing;
  const wanted = topics[index];
  const topic = handbook.topics.find(({ kind, id }) => kind === wanted?.kind && id === wanted.id);
  if (topic === undefined) return [style("quiet", words.views.explain.nothingKnown)];
  const page = { width: columns, ascii, color, words: handbook.words, breaksCommands: true };
  const choice = topics.length > 1 ? [choiceLine(topics, index, handbook, columns, drawing), ""] : [];
  return [...choice, ...topicLines(topic, page)];
}

/** Without those that nothing is known about, and each once. */
export function knownTopics(topics: readonly PaneTopic[], handbook: Handbook): PaneTopic[] {
  const isKnown = ({ kind, id }: PaneTopic) =>
    handbook.topics.some((topic) => topic.kind === kind && topic.id === id);
  const isFirst = ({ kind, id }: PaneTopic, at: number) =>
    topics.findIndex((other) => other.kind === kind && other.id === id) === at;
  return topics.filter((topic, at) => isKnown(topic) && isFirst(topic, at));
}

/** The topics in a line, the chosen one in brackets; of many those around it. */
function choiceLine(
  topics: readonly PaneTopic[],
  index: number,
  { words: pageWords }: Handbook,
  columns: number,
  drawing: Drawing,
): string {
  const { style, selected, glyphs, words } = drawing;
  const names = topics.map(({ kind, id }, at) => {
    const isTwice = topics.some((other, place) => place !== at && other.id === id);
    const name = isTwice ? `${id} (${pageWords.kinds[kind]})` : id;
    return at === index ? `[${name}]` : ` ${name} `;
  });
  const head = `${words.views.explain.topics} `;
  const room = columns - widthOf(head) - 2 * (widthOf(glyphs.ellipsis) + 1);
  let from = index;
  let to = index + 1;
  const width = () => names.slice(from, to).reduce((sum, name) => sum + widthOf(name) + 1, 0);
  for (;;) {
    // What follows first: that is where one goes on to.
    if (to < names.length && width() + widthOf(names[to] as string) < room) to++;
    else if (from > 0 && width() + widthOf(names[from - 1] as string) < room) from--;
    else break;
  }
  const shown = names.slice(from, to).map((name, at) => {
    if (from + at === index) return selected(style("title", cutEnd(name, room, glyphs.ellipsis)));
    return style("quiet", name);
  });
  const before = from > 0 ? `${glyphs.ellipsis} ` : "";
  const after = to < names.length ? ` ${glyphs.ellipsis}` : "";
  return `${style("quiet", head)}${before}${shown.join(" ")}${after}`;
}
