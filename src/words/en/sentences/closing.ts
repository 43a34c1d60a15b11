// Sentences about the teardown, in English.
import type { Sentences } from "../../sentence.ts";

export const CLOSING_SENTENCES: Partial<Sentences> = {};
