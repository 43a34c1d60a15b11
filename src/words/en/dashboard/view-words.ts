// States, services, findings and panes, in English.
import type { ViewWords } from "../../dashboard-words.ts";

export const viewWords: ViewWords = {
  client: "client",
  server: "server",
};
