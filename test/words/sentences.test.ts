// The sentence of every finding in every language: whatever the figures, it is one and shows no figure
// that there is not.
import { expect, test } from "vitest";
import { FINDING_IDS } from "../../src/detect/finding.ts";
import { CONNECTION_DETECTORS, SUBJECT_DETECTORS } from "../../src/detect/index.ts";
import { SENTENCES as ENGLISH } from "../../src/words/en/sentences.ts";
import { LANGUAGES } from "../../src/words/language.ts";
import type { About, Sentence, Sentences } from "../../src/words/sentence.ts";
import { SENTENCES as CHINESE } from "../../src/words/zh/sentences.ts";
import { figuresBySchema } from "./figures-by-schema.ts";

const SENTENCES: Readonly<Record<string, Sentences>> = { en: ENGLISH, zh: CHINESE };

const CLIENT = "10.9.0.1:40001";
const SERVER = "10.9.0.2:80";
const ends = { client: CLIENT, server: SERVER };

/** The client's doing, the server's; a service, the capture. */
const ABOUT: Readonly<Record<"connection" | "subject", readonly About[]>> = {
  connection: [
    { ...ends, doer: CLIENT, other: SERVER, subject: null },
    { ...ends, doer: SERVER, other: CLIENT, subject: null },
  ],
  subject: [
    { client: "", server: "", doer: SERVER, other: null, subject: SERVER },
    { client: "", server: "", doer: null, other: null, subject: null },
  ],
};

/** Not all figures can be missing at once: a scan of ports has its target, and attempts that failed. */
const KNOWN: Readonly<Record<string, object>> = { "port-scan": { target: "10.9.0.2", refused: 15 } };

const found = [
  ...CONNECTION_DETECTORS.map(({ id }) => ({ id, about: ABOUT.connection })),
  ...SUBJECT_DETECTORS.map(({ id }) => ({ id, about: ABOUT.subject })),
];

test("there are detectors to have sentences", () => {
  expect(found.length).toBeGreaterThan(FINDING_IDS.length / 2);
});

test.each(LANGUAGES.flatMap((language) => found.map((finding) => ({ language, ...finding }))))(
  "$language $id",
  ({ language, id, about }) => {
    const sentence = (SENTENCES[language] as Sentences)[id] as Sentence<typeof id>;
    for (const least of [false, true]) {
      for (const who of about) {
        const text = sentence({ ...figuresBySchema(id, least), ...KNOWN[id] } as never, who);
        expect(text).toMatch(language === "en" ? /^\S.*[.]$/ : /^\S.*。$/);
        expect(text).not.toMatch(/undefined|NaN|\[object| {2}|\s[.,;]/);
        // Where somebody's doing is told, it is said whose.
        if (who.doer !== null) expect(text).not.toContain("null");
      }
    }
  },
);

test.each(
  LANGUAGES.flatMap((language) => ["half-open-handshake", "syn-unanswered"].map((id) => [language, id])),
)(
  "%s %s: more tries than moments are known of, where too much was repeated to remember it all",
  (language, id) => {
    const sentence = (SENTENCES[language] as Sentences)[id as "half-open-handshake"];
    const figures = { ...figuresBySchema(id, false), schedule: null, tries: 2, offsetsSeconds: [0] };
    for (const who of ABOUT.connection) {
      const text = sentence(figures as never, who);
      expect(text).toMatch(/2 (SYN|个 SYN)/);
      expect(text).not.toMatch(/ {2}| and 0 s|第 0 秒/);
    }
  },
);
