// The screen as a whole, in English.
import type { ScreenWords } from "../../dashboard-words.ts";

export const screenWords: ScreenWords = {
  views: { connections: "Connections", states: "States", services: "Services", findings: "Findings" },
};
