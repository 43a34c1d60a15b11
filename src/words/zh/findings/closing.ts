// The findings about closing, explained in Chinese.
import type { FindingGroup } from "../../explanation.ts";

export const closing = {} satisfies FindingGroup;
