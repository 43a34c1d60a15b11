// The words of the dashboard, one object for each part of it. Names of states, verdicts and findings are the
// same in all languages.
import type { EventWords } from "./event-words.ts";
import type { LadderWords } from "./ladder-words.ts";
import type { Language } from "./language.ts";

/** Of the screen as a whole: its head, its tabs, its table of connections, its keys. */
export interface ScreenWords {
  readonly views: Readonly<Record<"connections" | "states" | "services" | "findings", string>>;
}

/** Of the views of states, services and findings, and of the panes that open over a view. */
export interface ViewWords {
  readonly client: string;
  readonly server: string;
}

/** Of the lines in which something is typed, and of the time line. */
export interface PromptWords {
  readonly filter: string;
}

export interface DashboardWords {
  readonly screen: ScreenWords;
  readonly views: ViewWords;
  readonly prompts: PromptWords;
  /** As `show` and `live` say it. */
  readonly ladder: LadderWords;
  readonly events: EventWords;
}

/** A language is loaded only when it is spoken. */
export async function dashboardWordsIn(lang: Language): Promise<DashboardWords> {
  const { dashboardWords } =
    lang === "zh" ? await import("./zh/dashboard-words.ts") : await import("./en/dashboard-words.ts");
  return dashboardWords;
}
