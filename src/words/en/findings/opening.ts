// The findings about opening, explained in English.
import type { FindingGroup } from "../../explanation.ts";

export const opening = {} satisfies FindingGroup;
