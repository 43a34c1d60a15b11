// The findings about closing, explained in English.
import type { FindingGroup } from "../../explanation.ts";

export const closing = {} satisfies FindingGroup;
