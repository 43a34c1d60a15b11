// What a line of `live` says in words: one sentence for each kind of lifecycle event, without its two
// ends, which stand beside it, and what is said between the events. Pure functions of figures.
import type { State } from "../record/connection-record.ts";
import type { EventKind, LifecycleEvent } from "../record/event-record.ts";
import type { Language } from "./language.ts";

type EventOf<Kind extends EventKind> = Extract<LifecycleEvent, { kind: Kind }>;

/** A finding brings its own sentence. */
export type EventSentences = {
  readonly [Kind in Exclude<EventKind, "finding">]: (event: EventOf<Kind>) => string;
};

/** How things stand in the middle of a capture. */
export interface Standing {
  readonly packets: number;
  /** Since the last time it was said. */
  readonly packetsPerSecond: number;
  readonly connections: number;
  /** Ends that are in a state of an open, opening or closing connection, by side. */
  readonly clients: readonly (readonly [state: State, count: number])[];
  readonly servers: readonly (readonly [state: State, count: number])[];
  /** In the order of the catalogue. */
  readonly findings: readonly (readonly [id: string, count: number])[];
  readonly evicted: number;
  readonly lost: Lost;
}

/** What is missing, and through whom. */
interface Lost {
  readonly byKernel: number;
  readonly byInterface: number;
  /** Lines that the reader was too slow for. */
  readonly lines: number;
}

export interface EventWords {
  readonly sentences: EventSentences;
  /** Behind the sentence of a connection that was alive when packets were lost. */
  readonly afterLoss: string;
  readonly standing: (standing: Standing) => string;
  /** In place of lines for which there was no room. */
  readonly notPrinted: (lines: number) => string;
  /** In place of further lines of a kind that came very often in one second; `finding`: its id. */
  readonly further: (lines: number, finding: string | null) => string;
}

const EVENT_WORDS: Readonly<Record<Language, () => Promise<{ readonly eventWords: EventWords }>>> = {
  en: () => import("./en/event-words.ts"),
  zh: () => import("./zh/event-words.ts"),
};

export async function eventWordsIn(language: Language): Promise<EventWords> {
  return (await EVENT_WORDS[language]()).eventWords;
}
