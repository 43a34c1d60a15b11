// What `explain` shows: a topic as a page of text, the list of all topics. Pure; knows no streams and
// not how a topic was found.
import type { Explanation, Step } from "../../words/explanation.ts";
import type { PageWords } from "../../words/page-words.ts";
import type { Topic, TopicKind } from "../../words/topics.ts";
import { drawLadder } from "../ladder/draw-ladder.ts";
import { glyphsFor } from "../terminal/glyphs.ts";
import { type ColorLevel, createStyle, type Meaning, STATE_FAMILY, type Style } from "../terminal/style.ts";
import { padEnd, widthOf, wrap } from "../terminal/width.ts";
import { topicLadder } from "./topic-ladder.ts";

export interface ExplainOptions {
  /** Columns of the screen. */
  readonly width: number;
  readonly ascii: boolean;
  readonly color: ColorLevel;
  readonly words: PageWords;
  /** Commands too are broken where they are wider than the screen: nobody copies from it. Default: never. */
  readonly breaksCommands?: boolean;
}

/** Longer lines tire the eye. */
const PROSE_WIDTH = 88;
/** Narrower than this nothing can be drawn; lines then run over. */
const LEAST_WIDTH = 40;
const INDENT = "  ";

const SYSTEMS = [
  ["any", ""],
  ["linux", "Linux"],
  ["macos", "macOS"],
  ["windows", "Windows"],
] as const;

/** The topics that one word names, one below the other; lines with newlines. */
export function explainTopics(topics: readonly Topic[], options: ExplainOptions): string {
  const pages = topics.map((topic) => new TopicPage(topic, options).lines);
  const several = topics.length > 1 ? [...severalNote(topics, options), ""] : [];
  const lines = pages.flatMap((page, index) => (index === 0 ? page : ["", "", ...page]));
  return textOf([...several, ...lines], options);
}

/** One topic, as lines without newlines. */
export function topicLines(topic: Topic, options: ExplainOptions): string[] {
  return spelled(new TopicPage(topic, options).lines, options);
}

/** All topics in their groups, one line each where the screen is wide enough; lines with newlines. */
export function listTopics(topics: readonly Topic[], options: ExplainOptions): string {
  const style = createStyle(options.color);
  const lines: string[] = [];
  for (const kind of ["state", "verdict", "finding"] as const) {
    const group = topics.filter((topic) => topic.kind === kind);
    const idWidth = Math.max(...group.map(({ id }) => widthOf(id)));
    lines.push(style("title", options.words.groups[kind]));
    lines.push(...group.flatMap((topic) => listLines(topic, idWidth, options.width, style)));
    lines.push("");
  }
  lines.push(`${options.words.askFor}shakedown explain CLOSE_WAIT`);
  return textOf(lines, options);
}

function listLines({ kind, id, explanation }: Topic, idWidth: number, width: number, style: Style): string[] {
  const indent = INDENT.length + idWidth + 2;
  const [first, ...rest] = wrap(explanation.title, Math.max(20, width - indent));
  const name = style(meaningOf(kind, id), padEnd(id, idWidth));
  return [`${INDENT}${name}  ${first}`, ...rest.map((line) => " ".repeat(indent) + line)];
}

/** Says that a word names several topics, and how to get one of them. */
function severalNote(topics: readonly Topic[], { words, width, color }: ExplainOptions): string[] {
  const style = createStyle(color);
  const kinds = topics.map(({ kind }) => words.kinds[kind]);
  const ids = [...new Set(topics.map(({ id }) => id))];
  const commands = topics.map(({ kind, id }) => `shakedown explain ${kind}:${id}`);
  const told = ids.length === 1 ? words.isSeveral(ids[0] as string, kinds) : words.areSeveral(ids);
  return [
    ...wrap(told, proseWidth(width)).map((line) => style("quiet", line)),
    ...commands.map((command) => style("quiet", INDENT + command)),
  ];
}

class TopicPage {
  readonly lines: string[] = [];
  readonly #style: Style;
  readonly #width: number;
  readonly #dot: string;
  readonly #breaksCommands: boolean;

  constructor(topic: Topic, options: ExplainOptions) {
    const explanation = options.ascii ? inAsciiOf(topic.explanation) : topic.explanation;
    const { words } = options;
    this.#style = createStyle(options.color);
    this.#width = proseWidth(options.width);
    this.#dot = glyphsFor(options.ascii).dot;
    this.#breaksCommands = options.breaksCommands === true;
    this.#head({ ...topic, explanation }, words);
    const room = this.#width - INDENT.length;
    this.#section("", drawLadder(topicLadder(topic), { ...options, width: room }), INDENT);
    this.#paragraphs("", explanation.what);
    this.#paragraphs(words.why, explanation.why);
    this.#section(
      words.causes,
      explanation.causes.flatMap((cause) => this.#bullet(cause)),
    );
    this.#steps(explanation, words);
    const seeAlso = `${words.related}${explanation.related.join(", ")}`;
    const reference = wrap(explanation.reference, this.#width).map((line) => this.#style("quiet", line));
    this.#section("", [...reference, ...wrap(seeAlso, this.#width)]);
  }

  #head({ kind, id, explanation }: Topic, words: PageWords): void {
    const name = this.#style("title", id);
    this.lines.push(`${name} ${this.#style("quiet", `${this.#dot} ${words.kinds[kind]}`)}`);
    this.lines.push(...wrap(explanation.title, this.#width));
  }

  #section(title: string, lines: readonly string[], indent = ""): void {
    this.lines.push("");
    if (title !== "") this.lines.push(this.#style("title", title));
    this.lines.push(...lines.map((line) => indent + line));
  }

  #paragraphs(title: string, paragraphs: readonly string[]): void {
    paragraphs.forEach((paragraph, index) => {
      this.#section(index === 0 ? title : "", wrap(paragraph, this.#width));
    });
  }

  #bullet(text: string): string[] {
    return wrap(text, this.#width - 4).map((line, index) => (index === 0 ? `  - ${line}` : `    ${line}`));
  }

  #steps(explanation: Explanation, words: PageWords): void {
    const lines: string[] = [];
    for (const [key, name] of SYSTEMS) {
      const steps = explanation.next[key];
      if (steps === undefined || steps.length === 0) continue;
      if (name !== "") lines.push(`${INDENT}${name}`);
      const indent = name === "" ? INDENT : INDENT + INDENT;
      for (const step of steps) lines.push(...this.#step(step, indent));
    }
    if (lines.length > 0) this.#section(words.next, lines);
  }

  /** A command is there to be copied, so on paper it is never broken. */
  #step({ command, text }: Step, indent: string): string[] {
    if (command === undefined) {
      return wrap(text, this.#width - indent.length).map((line) => indent + line);
    }
    const below = indent + INDENT;
    const room = this.#width - indent.length;
    return [
      ...(this.#breaksCommands ? wrap(command, room) : [command]).map(
        (line) => indent + this.#style("info", line),
      ),
      ...wrap(text, this.#width - below.length).map((line) => below + line),
    ];
  }
}

/** What the texts themselves have beyond ASCII. */
const SPELLED_IN_ASCII: Readonly<Record<string, string>> = {
  "§": "section ",
  "…": "...",
  "–": "-",
  "→": "->",
  "×": "x",
  µ: "u",
};

function textOf(lines: readonly string[], options: ExplainOptions): string {
  return `${spelled(lines, options).join("\n")}\n`;
}

function spelled(lines: readonly string[], { ascii }: ExplainOptions): string[] {
  return ascii ? lines.map(spelledLine) : [...lines];
}

function spelledLine(line: string): string {
  return line.replaceAll(/[§…–→×µ]/g, (character) => SPELLED_IN_ASCII[character] as string);
}

/** All texts of it: what is spelled before lines are made still fits them. */
function inAsciiOf(explanation: Explanation): Explanation {
  const spell = (text: string) => spelledLine(text);
  const step = ({ text, ...rest }: Step): Step => ({ ...rest, text: spell(text) });
  const next = Object.entries(explanation.next).map(([system, steps]) => [system, steps.map(step)]);
  return {
    ...explanation,
    title: spell(explanation.title),
    what: explanation.what.map(spell),
    why: explanation.why.map(spell),
    causes: explanation.causes.map(spell),
    reference: spell(explanation.reference),
    next: Object.fromEntries(next),
  };
}

function proseWidth(width: number): number {
  return Math.min(PROSE_WIDTH, Math.max(LEAST_WIDTH, width));
}

function meaningOf(kind: TopicKind, id: string): Meaning {
  return kind === "state" ? STATE_FAMILY[id as keyof typeof STATE_FAMILY] : "plain";
}
