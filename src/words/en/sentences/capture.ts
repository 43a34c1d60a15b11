// Sentences about the capture itself, in English.
import type { Sentences } from "../../sentence.ts";

export const CAPTURE_SENTENCES: Partial<Sentences> = {};
