// The words around problems, in the language that is spoken; only that one is loaded.
import type { Language } from "./language.ts";
import type { ProblemWords } from "./several.ts";

const PROBLEM_WORDS: Readonly<Record<Language, () => Promise<{ readonly problemWords: ProblemWords }>>> = {
  en: () => import("./en/several.ts"),
  zh: () => import("./zh/several.ts"),
};

export async function problemWordsIn(language: Language): Promise<ProblemWords> {
  return (await PROBLEM_WORDS[language]()).problemWords;
}
