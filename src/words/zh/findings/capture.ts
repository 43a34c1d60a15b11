// The findings about capture, explained in Chinese.
import type { FindingGroup } from "../../explanation.ts";

export const capture = {} satisfies FindingGroup;
