// Sentences about services and hosts, in Chinese.
import type { Sentences } from "../../sentence.ts";

export const POPULATION_SENTENCES: Partial<Sentences> = {};
