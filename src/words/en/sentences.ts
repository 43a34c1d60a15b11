// All sentences, group by group.
import type { Sentences } from "../sentence.ts";
import { CAPTURE_SENTENCES } from "./sentences/capture.ts";
import { CLOSING_SENTENCES } from "./sentences/closing.ts";
import { DATA_SENTENCES } from "./sentences/data.ts";
import { OPENING_SENTENCES } from "./sentences/opening.ts";
import { POPULATION_SENTENCES } from "./sentences/population.ts";

export const SENTENCES = {
  ...OPENING_SENTENCES,
  ...CLOSING_SENTENCES,
  ...DATA_SENTENCES,
  ...CAPTURE_SENTENCES,
  ...POPULATION_SENTENCES,
} as Sentences;
