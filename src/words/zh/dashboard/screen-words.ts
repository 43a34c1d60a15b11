// The screen as a whole, in Chinese.
import type { ScreenWords } from "../../dashboard-words.ts";

export const screenWords: ScreenWords = {
  views: { connections: "连接", states: "状态", services: "服务", findings: "发现" },
};
