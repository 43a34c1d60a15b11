// The findings about population, explained in English.
import type { FindingGroup } from "../../explanation.ts";

export const population = {} satisfies FindingGroup;
