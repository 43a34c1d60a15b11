// The findings about a SYN and what answers it, explained in Chinese.
import type { FindingGroup } from "../../explanation.ts";

export const connecting = {} satisfies FindingGroup;
