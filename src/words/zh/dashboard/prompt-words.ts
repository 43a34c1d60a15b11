// Prompts and the time line, in Chinese.
import type { PromptWords } from "../../dashboard-words.ts";

export const promptWords: PromptWords = {
  filter: "筛选",
};
