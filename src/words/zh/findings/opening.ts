// The findings about opening, explained in Chinese.
import type { FindingGroup } from "../../explanation.ts";

export const opening = {} satisfies FindingGroup;
