// Every topic in every language, and nothing in them that leads nowhere.
import { describe, expect, test } from "vitest";
import { FINDING_IDS } from "../../src/detect/finding.ts";
import { widthOf } from "../../src/present/terminal/width.ts";
import { STATES, VERDICTS } from "../../src/record/vocabulary.ts";
import type { Explanation, NextSteps, Step } from "../../src/words/explanation.ts";
import { LANGUAGES } from "../../src/words/language.ts";
import { handbookIn, type Topic } from "../../src/words/topics.ts";

const handbooks = new Map(
  await Promise.all(LANGUAGES.map(async (language) => [language, await handbookIn(language)] as const)),
);
const topicsIn = (language: string): readonly Topic[] => handbooks.get(language as "en")!.topics;

const nameOf = ({ kind, id }: Topic) => `${kind}:${id}`;
const stepsOf = (next: NextSteps) =>
  Object.entries(next).flatMap(([system, steps]: [string, readonly Step[]]) =>
    steps.map((step) => ({ system, ...step })),
  );

function sentencesOf({ what, why, causes, next }: Explanation): string[] {
  return [...what, ...why, ...causes, ...stepsOf(next).map(({ text }) => text)];
}

describe.each(LANGUAGES)("in %s", (language) => {
  const topics = topicsIn(language);

  test("every state, verdict and finding is explained, and nothing else", () => {
    const idsOf = (kind: string) => topics.filter((topic) => topic.kind === kind).map(({ id }) => id);
    expect(idsOf("state")).toEqual(STATES);
    expect(idsOf("verdict")).toEqual(VERDICTS);
    expect(idsOf("finding").sort()).toEqual([...FINDING_IDS].sort());
  });

  test.each(topics.map((topic) => [nameOf(topic), topic.explanation] as const))(
    "%s says all that a tired engineer asks",
    (_name, it) => {
      expect(it.title).toMatch(/[^.。]$/);
      expect(widthOf(it.title)).toBeLessThanOrEqual(88);
      for (const part of [it.what, it.why, it.causes, stepsOf(it.next), it.related])
        expect(part).not.toEqual([]);
      for (const text of sentencesOf(it)) {
        expect(text).toBe(text.trim());
        expect(text).not.toMatch(/\n| {2}|`|\*\*/);
      }
      for (const text of [...it.what, ...it.why]) expect(text).toMatch(/[.?!。？！]$/);
      for (const cause of it.causes) expect(cause).toMatch(/[^.。]$/);
      for (const { text } of stepsOf(it.next)) expect(text).toMatch(/[.?!)。？！）]$/);
    },
  );

  test.each(topics.map((topic) => [nameOf(topic), topic] as const))(
    "%s leads to topics that exist",
    (_name, { id, explanation }) => {
      const ids = new Set(topics.map((topic) => topic.id));
      expect(explanation.related.filter((other) => !ids.has(other))).toEqual([]);
      expect(explanation.related).not.toContain(id);
      expect(new Set(explanation.related).size).toBe(explanation.related.length);
    },
  );

  test.each(topics.map((topic) => [nameOf(topic), topic.explanation.reference] as const))(
    "%s names RFC and section",
    (_name, reference) => {
      for (const each of reference.split("; ")) expect(each).toMatch(/^RFC \d{3,4}( §\d+(\.\d+)*)?$/);
    },
  );

  test("states and ids keep their spelling in sentences", () => {
    const misspelled =
      /\b(?:SYN|FIN|CLOSE|LAST|TIME)-(?:SENT|RECEIVED|WAIT(?:-[12])?|ACK)\b(?<!SYN-ACK)|\bSYN_RCVD\b|\bSYN_RECV\b|\bFIN_WAIT[12]\b/;
    for (const topic of topics) {
      for (const text of [topic.explanation.title, ...sentencesOf(topic.explanation)])
        expect(text).not.toMatch(misspelled);
    }
  });
});

test("English is written in Latin letters; what is Chinese is written in Chinese", () => {
  const han = /\p{Script=Han}/u;
  for (const topic of topicsIn("en")) {
    for (const text of [topic.explanation.title, ...sentencesOf(topic.explanation)])
      expect(text).not.toMatch(han);
  }
  for (const topic of topicsIn("zh")) {
    for (const text of [topic.explanation.title, ...sentencesOf(topic.explanation)])
      expect(text).toMatch(han);
  }
});

test("Chinese is punctuated as Chinese, and spaced from Latin letters", () => {
  for (const topic of topicsIn("zh")) {
    for (const text of sentencesOf(topic.explanation)) {
      expect(text).not.toMatch(/\p{Script=Han}[,;:?!]|[,;:?!]\p{Script=Han}/u);
      expect(text).not.toMatch(/\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u);
    }
  }
});

describe("both languages", () => {
  test.each(topicsIn("en").map((topic, index) => [nameOf(topic), topic.explanation, index] as const))(
    "say of %s: the same commands, references and relations",
    (name, english) => {
      const chinese = topicsIn("zh").find((topic) => nameOf(topic) === name)?.explanation;
      const commandsOf = (explanation: Explanation | undefined) =>
        explanation === undefined
          ? []
          : stepsOf(explanation.next)
              .flatMap(({ system, command }) => (command === undefined ? [] : [`${system}: ${command}`]))
              .sort();
      expect(commandsOf(chinese)).toEqual(commandsOf(english));
      expect(chinese?.reference).toBe(english.reference);
      expect([...(chinese?.related ?? [])].sort()).toEqual([...english.related].sort());
    },
  );
});
