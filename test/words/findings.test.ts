// The explanations of findings in two languages: the words differ, what can be looked up and typed does not.
import { describe, expect, it } from "vitest";
import { FINDING_IDS } from "../../src/detect/finding.ts";
import { capture as enCapture } from "../../src/words/en/findings/capture.ts";
import { closing as enClosing } from "../../src/words/en/findings/closing.ts";
import { connecting as enConnecting } from "../../src/words/en/findings/connecting.ts";
import { data as enData } from "../../src/words/en/findings/data.ts";
import { opening as enOpening } from "../../src/words/en/findings/opening.ts";
import { population as enPopulation } from "../../src/words/en/findings/population.ts";
import * as english from "../../src/words/en/findings.ts";
import type { Explanation, FindingGroup } from "../../src/words/explanation.ts";
import { capture as zhCapture } from "../../src/words/zh/findings/capture.ts";
import { closing as zhClosing } from "../../src/words/zh/findings/closing.ts";
import { connecting as zhConnecting } from "../../src/words/zh/findings/connecting.ts";
import { data as zhData } from "../../src/words/zh/findings/data.ts";
import { opening as zhOpening } from "../../src/words/zh/findings/opening.ts";
import { population as zhPopulation } from "../../src/words/zh/findings/population.ts";
import * as chinese from "../../src/words/zh/findings.ts";

const GROUPS: readonly (readonly [string, FindingGroup, FindingGroup])[] = [
  ["connecting", enConnecting, zhConnecting],
  ["opening", enOpening, zhOpening],
  ["data", enData, zhData],
  ["closing", enClosing, zhClosing],
  ["population", enPopulation, zhPopulation],
  ["capture", enCapture, zhCapture],
];

const SYSTEMS = ["any", "linux", "macos", "windows"] as const;

/** Everything of a topic that is the same in all languages. */
function languageNeutral(topic: Explanation) {
  return {
    commands: SYSTEMS.map((system) => topic.next[system]?.map((step) => step.command ?? "(text alone)")),
    causes: topic.causes.length,
    paragraphs: [topic.what.length, topic.why.length],
    reference: topic.reference,
    related: topic.related,
  };
}

function textsOf(topic: Explanation): string[] {
  const steps = SYSTEMS.flatMap((system) => topic.next[system] ?? []);
  return [topic.title, ...topic.what, ...topic.why, ...topic.causes, ...steps.map((step) => step.text)];
}

const figuresIn = (text: string): string[] => text.match(/\d+(?:[.,]\d+)*/g) ?? [];

describe("the explained findings", () => {
  it("stand in one group each, the same in both languages", () => {
    const ids = GROUPS.flatMap(([, en]) => Object.keys(en));
    expect([...ids].sort()).toEqual([...FINDING_IDS].sort());
    expect(Object.keys(english.findings)).toEqual(ids);
    expect(Object.keys(chinese.findings)).toEqual(ids);
    for (const [name, en, zh] of GROUPS)
      expect([name, ...Object.keys(zh)]).toEqual([name, ...Object.keys(en)]);
  });

  it.each(FINDING_IDS)(
    "%s: commands, references and what is related are the same in both languages",
    (id) => {
      expect(languageNeutral(chinese.findings[id])).toEqual(languageNeutral(english.findings[id]));
    },
  );

  // "three" and "third" are words in English and figures or words in Chinese; what stands as a figure of
  // three digits or more, or with a fraction, is one in both.
  it.each(FINDING_IDS)("%s: the same figures in both languages", (id) => {
    const weighty = (topic: Explanation) =>
      textsOf(topic)
        .flatMap(figuresIn)
        .filter((figure) => /\d{3}|[.]/.test(figure))
        .sort();
    expect(weighty(chinese.findings[id])).toEqual(weighty(english.findings[id]));
  });

  it.each(FINDING_IDS)("%s: sentences end, titles and causes do not, and nothing is marked up", (id) => {
    const { title, what, why, causes } = english.findings[id];
    for (const text of [...what, ...why]) expect(text).toMatch(/[.'?)]$/);
    for (const text of [title, ...causes]) expect(text).not.toMatch(/[.。]$/);
    const inChinese = chinese.findings[id];
    for (const text of [...inChinese.what, ...inChinese.why]) expect(text).toMatch(/[。？]$/);
    for (const text of [inChinese.title, ...inChinese.causes]) expect(text).not.toMatch(/[.。]$/);
    for (const text of [...textsOf(english.findings[id]), ...textsOf(inChinese)]) {
      expect(text).toBe(text.trim());
      expect(text).not.toMatch(/[\n`]| {2}/);
    }
    // Chinese text takes Chinese marks: no comma, colon or bracket of half width behind a Chinese character.
    for (const text of textsOf(inChinese)) expect(text).not.toMatch(/\p{Script=Han}[,:;!?(]/u);
  });
});
