// The findings about data, explained in Chinese.
import type { FindingGroup } from "../../explanation.ts";

export const data = {} satisfies FindingGroup;
