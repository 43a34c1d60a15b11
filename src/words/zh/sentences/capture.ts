// Sentences about the capture itself, in Chinese.
import type { Sentences } from "../../sentence.ts";

export const CAPTURE_SENTENCES: Partial<Sentences> = {};
