// `shakedown explain`: what a state, a verdict or a finding means, and what to do about it.
import { Command } from "commander";
import { LANGUAGES, type Language } from "../words/language.ts";
import type { Topic } from "../words/topics.ts";
import { colorLevel } from "./color-level.ts";
import { errorLine } from "./error-line.ts";
import { findTopic, TOPIC_NAMES, type TopicName } from "./find-topic.ts";
import { CompletedArgument, CompletedOption, oneOf } from "./options.ts";
import { print } from "./output.ts";
import { asciiOption, noColorOption } from "./output-options.ts";
import { screenWidth } from "./screen-width.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

interface ExplainOptions {
  readonly lang: Language;
  readonly ascii?: true;
  readonly color: boolean;
}

export function explainCommand(terminal: Terminal): Command {
  const ids = [...new Set(TOPIC_NAMES.map(({ id }) => id))];
  return new Command("explain")
    .description("what a state, a verdict or a finding means, why, and what to do about it")
    .addArgument(
      new CompletedArgument("[topic...]", "a state, a verdict or a finding; without one, the list", {
        kind: "words",
        words: ids,
        list: false,
      }),
    )
    .addOption(
      new CompletedOption("--lang <language>", `language of the text: ${LANGUAGES.join(", ")}`, {
        kind: "words",
        words: LANGUAGES,
        list: false,
      })
        .argParser(oneOf("--lang", LANGUAGES))
        .default("en", "en"),
    )
    .addOption(asciiOption())
    .addOption(noColorOption())
    .addHelpText("after", EXPLAIN_HELP)
    .action(async (words: string[], options: ExplainOptions) => {
      await explain(words, options, terminal);
    });
}

async function explain(words: string[], { lang, ascii, color }: ExplainOptions, terminal: Terminal) {
  // Wrong words are told before the texts are loaded.
  const names = words.length === 0 ? TOPIC_NAMES : meantBy(words, terminal);
  const [{ handbookIn }, { explainTopics, listTopics }] = await Promise.all([
    import("../words/topics.ts"),
    import("../present/explain/explain-page.ts"),
  ]);
  const handbook = await handbookIn(lang);
  const page = {
    // (Where there is no screen, the list takes one line for each topic, for grep.)
    width: screenWidth(terminal),
    ascii: ascii === true,
    color: colorLevel(color, terminal),
    words: handbook.words,
  };
  const topics = names.map(({ kind, id }) => {
    return handbook.topics.find((topic) => topic.kind === kind && topic.id === id) as Topic;
  });
  await print(terminal.stdout, words.length === 0 ? listTopics(topics, page) : explainTopics(topics, page));
}

/** Throws UsageError where several topics, or none, may be meant; says which one a near spelling is taken for. */
function meantBy(words: readonly string[], { stderr }: Terminal): readonly TopicName[] {
  const asked = words.join(" ");
  const found = findTopic(words);
  if (found.kind === "unclear") {
    if (found.ids.length === 0) {
      throw new UsageError(`nothing is known about "${asked}"; the topics: shakedown explain`);
    }
    throw new UsageError(
      `"${asked}" may be ${found.ids.join(", ")}; choose one: shakedown explain ${found.ids[0]}`,
    );
  }
  if (found.kind === "near") stderr.write(errorLine(`"${asked}" is taken for ${found.topics[0]?.id}`));
  return found.topics;
}

const EXPLAIN_HELP = `
A topic may be spelled as ss, netstat or Windows spell it, or nearly right:
CLOSE_WAIT, close-wait, "fin wait 1", SYN-RECV, ECONNREFUSED. Where a word is
both, kind and name give one: verdict:reset, finding:reset, state:CLOSED.

Examples:
  shakedown explain
  shakedown explain CLOSE_WAIT
  shakedown explain syn-unanswered --lang zh
`;
