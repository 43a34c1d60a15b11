// Sentences about services and hosts, in English.
import type { Sentences } from "../../sentence.ts";

export const POPULATION_SENTENCES: Partial<Sentences> = {};
