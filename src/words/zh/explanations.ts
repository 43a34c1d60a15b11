// All that is explained in Chinese.
import type { Explanations } from "../topics.ts";
import { findings } from "./findings.ts";
import { pageWords } from "./page-words.ts";
import { states } from "./states.ts";
import { verdicts } from "./verdicts.ts";

export const explanations: Explanations = { states, verdicts, findings, pageWords };
