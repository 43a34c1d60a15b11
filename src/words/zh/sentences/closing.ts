// Sentences about the teardown, in Chinese.
import type { Sentences } from "../../sentence.ts";

export const CLOSING_SENTENCES: Partial<Sentences> = {};
