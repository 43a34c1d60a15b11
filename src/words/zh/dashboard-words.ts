// The dashboard, in Chinese.
import type { DashboardWords } from "../dashboard-words.ts";
import { promptWords } from "./dashboard/prompt-words.ts";
import { screenWords } from "./dashboard/screen-words.ts";
import { viewWords } from "./dashboard/view-words.ts";
import { eventWords } from "./event-words.ts";
import { ladderWords } from "./ladder-words.ts";

export const dashboardWords: DashboardWords = {
  screen: screenWords,
  views: viewWords,
  prompts: promptWords,
  ladder: ladderWords,
  events: eventWords,
};
