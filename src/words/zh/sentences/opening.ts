// Sentences about the opening, in Chinese.
import type { Sentences } from "../../sentence.ts";

export const OPENING_SENTENCES: Partial<Sentences> = {};
