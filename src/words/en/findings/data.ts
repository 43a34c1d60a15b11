// The findings about data, explained in English.
import type { FindingGroup } from "../../explanation.ts";

export const data = {} satisfies FindingGroup;
