// States, services, findings and panes, in Chinese.
import type { ViewWords } from "../../dashboard-words.ts";

export const viewWords: ViewWords = {
  client: "客户端",
  server: "服务器",
};
