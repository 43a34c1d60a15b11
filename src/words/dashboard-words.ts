// The words of the dashboard, one object for each part of it. Names of states, verdicts and findings are the
// same in all languages.
import type { State } from "../record/connection-record.ts";
import type { EventKind } from "../record/event-record.ts";
import type { EventWords } from "./event-words.ts";
import type { LadderWords } from "./ladder-words.ts";
import type { Language } from "./language.ts";

/** Of the screen as a whole: its head, its tabs, its table of connections, its keys. */
export interface ScreenWords {
  readonly views: Readonly<Record<"connections" | "states" | "services" | "findings", string>>;
  readonly head: HeadWords;
  readonly columns: Readonly<
    Record<
      | "id"
      | "client"
      | "server"
      | "clientState"
      | "serverState"
      | "age"
      | "handshake"
      | "bytes"
      | "packets"
      | "verdict"
      | "finding"
      | "process",
      string
    >
  >;
  /** What a key does: in the line of keys, and in full. */
  readonly keys: Readonly<Record<KeyName, readonly [short: string, full: string]>>;
  /** In the line of keys, where that changes with what goes on. */
  readonly keysNow: Readonly<Record<"play" | "pause" | "playAgain" | "goOn", string>>;
  /** Above the keys of each kind. */
  readonly keyGroups: Readonly<Record<KeyGroup, string>>;
  /** The names of keys that have no sign of their own. */
  readonly keyCaps: Readonly<Record<"enter" | "space" | "tab" | "escape", string>>;
  readonly filter: string;
  readonly filterRemoved: string;
  /** Where a filter changes no figure. */
  readonly ofAll: string;
  /** So many of so many rows. */
  readonly of: (shown: string, total: string) => string;
  readonly following: string;
  readonly held: string;
  readonly heldSince: (packets: string, connections: string) => string;
  /** Where there is no connection. @param packets in words; null: there is none */
  readonly nothing: (packets: string | null, isTcp: boolean, isOver: boolean) => string;
  readonly noneMatch: string;
  /** More findings than the one that is told. */
  readonly more: (count: string) => string;
  readonly doubtful: string;
  readonly tooSmall: (columns: number, rows: number) => string;
  readonly nothingToExplain: string;
  readonly nothingSelected: string;
  /** What was found last. */
  readonly newest: (age: string, sentence: string) => string;
}

/** Of the line on top. */
interface HeadWords {
  readonly packetsPerSecond: (figure: string) => string;
  readonly packets: (figure: string) => string;
  readonly received: (figure: string) => string;
  readonly dropped: (figure: string) => string;
  readonly droppedByInterface: (figure: string) => string;
  readonly notKnown: string;
  readonly evicted: (figure: string) => string;
  readonly tracked: (figure: string) => string;
  readonly connections: (figure: string) => string;
  readonly memory: (figure: string) => string;
  readonly damaged: (count: number) => string;
}

export type KeyName =
  | "up"
  | "down"
  | "pageUp"
  | "pageDown"
  | "first"
  | "last"
  | "connections"
  | "states"
  | "services"
  | "findings"
  | "nextView"
  | "previousView"
  | "ladder"
  | "itsConnections"
  | "explain"
  | "back"
  | "nextTopic"
  | "previousTopic"
  | "allSegments"
  | "filter"
  | "sortNext"
  | "sortPrevious"
  | "reverse"
  | "follow"
  | "hold"
  | "write"
  | "copy"
  | "play"
  | "faster"
  | "slower"
  | "nextFinding"
  | "goTo"
  | "forward"
  | "backward"
  | "help"
  | "repaint"
  | "quit";

export type KeyGroup = "moving" | "looking" | "arranging" | "taking" | "replay" | "program";

/** Of the views of states, services and findings, and of the panes that open over a view. Figures come as shown. */
export interface ViewWords {
  readonly client: string;
  readonly server: string;
  readonly states: StatesWords;
  readonly services: ServicesWords;
  readonly findings: FindingsWords;
  readonly ladder: LadderPaneWords;
  readonly explain: {
    /** Before the topics to choose from. */
    readonly topics: string;
    readonly nothingKnown: string;
  };
}

interface StatesWords {
  readonly heading: string;
  readonly peak: string;
  /** Above the pictures of what was: "last 2m 00s". */
  readonly lately: (span: string) => string;
  /** What an end in the state does, in at most 36 columns. */
  readonly meanings: Readonly<Record<State, string>>;
  /** Never fewer than so many for so long. */
  readonly staying: (least: string, span: string) => string;
  readonly rising: string;
  /** Many more than a moment ago. */
  readonly jumped: (before: string, now: string, span: string) => string;
  readonly happened: string;
  readonly perSecond: string;
  readonly total: string;
  readonly events: Readonly<Record<EventKind, string>>;
  /** Above the picture of one state. */
  readonly course: (state: State, span: string, most: string) => string;
}

interface ServicesWords {
  readonly service: string;
  readonly open: string;
  readonly attempts: string;
  readonly refused: string;
  readonly unanswered: string;
  readonly reset: string;
  readonly closeWait: string;
  readonly closeWaitPeak: string;
  readonly median: string;
  readonly slow: string;
  readonly finding: string;
  readonly process: string;
  readonly none: string;
  readonly noneMatch: string;
}

interface FindingsWords {
  readonly finding: string;
  readonly count: string;
  readonly age: string;
  readonly about: string;
  readonly sentence: string;
  /** Behind the sentence of the newest of several. */
  readonly newestOf: (figure: string) => string;
  readonly theCapture: string;
  readonly none: string;
  readonly noneMatch: string;
  readonly feed: string;
  readonly feedEmpty: string;
  /** `counts`: "1,200 retry". */
  readonly notInFeed: (counts: readonly string[]) => string;
}

interface LadderPaneWords {
  readonly tracing: (id: string, percent: string) => string;
  readonly folded: (count: number, figure: string) => string;
  /** What of an explanation is said below a ladder, and where the rest is. */
  readonly whatToDo: string;
  readonly moreInExplain: (id: string) => string;
  readonly nothingKept: string;
  readonly nothingFound: string;
}

/** Of the lines in which something is typed, of the time line, of what is copied. Figures come as shown. */
export interface PromptWords {
  readonly filter: string;
  readonly goTo: string;
  readonly writeTo: string;
  readonly didYouMean: (spellings: readonly string[]) => string;
  /** What each key of the `--select` language asks for; of the two sides and what joins terms too. */
  readonly meanings: Readonly<Record<string, string>>;
  /** What of an end those keys ask for that can ask one end only. */
  readonly nounsOfEnds: Readonly<Record<string, string>>;
  readonly ofEnd: Readonly<Record<"client" | "server", (noun: string) => string>>;
  /** Of the wildcard. */
  readonly any: string;
  readonly forExample: (expression: string) => string;
  readonly keys: PromptKeyWords;
  readonly goto: GotoWords;
  readonly write: WriteWords;
  readonly timeLine: TimeLineWords;
  readonly copied: CopyWords;
}

/** What the keys do while something is typed, in few words. */
interface PromptKeyWords {
  readonly apply: string;
  readonly remove: string;
  readonly complete: string;
  readonly next: string;
  readonly earlier: string;
  readonly clear: string;
  readonly go: string;
  readonly write: string;
  readonly leave: string;
}

interface GotoWords {
  /** What can be typed. */
  readonly forms: string;
  readonly noTime: (text: string) => string;
  readonly noClock: string;
  readonly noLength: string;
  readonly outside: (first: string, last: string) => string;
  readonly beforeStart: (first: string) => string;
  readonly noRewind: string;
  /** `clock` is null where it is not known. */
  readonly place: (offset: string, clock: string | null) => string;
  readonly atEnd: string;
}

interface WriteWords {
  readonly packetsOf: (connection: string) => string;
  readonly noName: string;
}

interface TimeLineWords {
  readonly playing: string;
  readonly paused: string;
  readonly seeking: string;
  readonly atEnd: string;
  /** Instead of a length. */
  readonly noNextFinding: string;
  readonly lengthUnknown: string;
  /** Nothing comes before it. */
  readonly nextPacket: (duration: string) => string;
}

interface CopyWords {
  readonly withFilter: (what: string, program: "tcpdump" | "Wireshark") => string;
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
