// The findings about population, explained in Chinese.
import type { FindingGroup } from "../../explanation.ts";

export const population = {} satisfies FindingGroup;
