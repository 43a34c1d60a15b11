// The findings about capture, explained in English.
import type { FindingGroup } from "../../explanation.ts";

export const capture = {} satisfies FindingGroup;
