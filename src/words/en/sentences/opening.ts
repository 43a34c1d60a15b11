// Sentences about the opening, in English.
import type { Sentences } from "../../sentence.ts";

export const OPENING_SENTENCES: Partial<Sentences> = {};
