// What every output format of `shakedown read` is to the rest: a sink of the engine with an end.
// Knows no format and no stream of Node.
import type { LifecycleEvent } from "../record/event-record.ts";
import type { EngineResult, EngineSink } from "../session/engine-options.ts";
import type { Language } from "../words/language.ts";
import type { ColorLevel } from "./terminal/style.ts";

/** Where a report goes: standard output, a file, a string in a test. */
export interface Output {
  /** Takes the text at once, in the order of the calls. */
  write(text: string): void;
  /**
   * The same with UTF-8, without a copy: the bytes must not change until `release` is called, which
   * happens once, when they have left or will not. Where it is absent, everything comes as text.
   */
  writeBytes?(bytes: Uint8Array, release: () => void): void;
  /** Resolves when what was written has left, so that a slow pipe holds the loop. */
  flush(): Promise<void>;
}

export interface ReportOptions {
  /** Whether connections are wanted; a writer that needs none has no `connection`. */
  readonly connections: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
  /** Lines of the terminal; null where there is none. */
  readonly height: number | null;
  readonly color: ColorLevel;
  /** Draw without line characters, arrows and the like. */
  readonly ascii: boolean;
  /** Language of the sentences; ids, states and field names are the same in all. */
  readonly lang: Language;
  /** The inputs as the user typed them, for the lines that say what to call next; none where nothing is kept. */
  readonly inputs: readonly string[];
  /** Options to call the next with too: without them connections would have other numbers. */
  readonly narrowedBy?: readonly string[];
  /** The text of `--select`, null when everything is reported. */
  readonly selected: string | null;
  /** IANA name of the zone in which text shows times; default: the zone of this machine. */
  readonly timeZone?: string;
}

/**
 * One format. `json` and `csv` want their connections in the order of their ids, `json` its
 * `summary` before the first of them; `text` and `ndjson` take them as they finish.
 */
export interface ReportWriter extends EngineSink {
  /** With order "id": once everything is read, before the first connection. */
  summary?(result: EngineResult): void;
  /** One that is told, numbered. */
  event?(event: LifecycleEvent): void;
  /** Once, after the last connection: writes the rest and resolves when it has left. */
  end(result: EngineResult): Promise<void>;
}
