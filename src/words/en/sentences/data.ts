// Sentences about the open connection, in English.
import type { Sentences } from "../../sentence.ts";

export const DATA_SENTENCES: Partial<Sentences> = {};
