// Prompts and the time line, in English.
import type { PromptWords } from "../../dashboard-words.ts";

export const promptWords: PromptWords = {
  filter: "filter",
};
