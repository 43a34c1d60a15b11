// The whole path on one screen: capture → decode → track → record. This is the library's door; the
// command line walks the same engine.
import { type CaptureSpec, openCaptures } from "./capture/open-capture.ts";
import type { PacketFilter } from "./capture/packet-filter.ts";
import type { ConnectionRecord } from "./record/connection-record.ts";
import type { LifecycleEvent } from "./record/event-record.ts";
import type { Report } from "./record/report-record.ts";
import { EVENT_KINDS } from "./record/vocabulary.ts";
import { EventChoice } from "./select/event-choice.ts";
import { runEngine } from "./session/engine.ts";
import type { EngineOptions } from "./session/engine-options.ts";
import { LANGUAGES } from "./words/language.ts";

/** Loaded only when it is asked for. */
const selection = () => import("./select/selection.ts");
const packetFilter = () => import("./capture/packet-filter.ts");

/** What of the engine's options a program may set. */
type Tracking = Pick<
  EngineOptions,
  | "msl"
  | "maxConnections"
  | "closeWaitAge"
  | "closeWaitCount"
  | "lang"
  | "since"
  | "until"
  | "onProgress"
  | "signal"
>;

export interface AnalyzeOptions extends Tracking {
  /** Only packets that match, in the language of pcap-filter(7); the others are counted. Needs libpcap. */
  readonly filter?: string;
  /** Which connections to report, in the language of `--select`; the sums are about all. */
  readonly select?: string;
  /** Called with each connection as soon as its story is over. Then none are kept: `connections` stays empty. */
  readonly onConnection?: (connection: ConnectionRecord) => void;
  /** Called with each change in a connection's story, in the order of time; with `select`, of those alone. */
  readonly onEvent?: (event: LifecycleEvent) => void;
}

/**
 * Analyses captures as one timeline and prints nothing.
 *
 * `input`: a path, `-` for standard input, the bytes of a capture, an (async) iterable of bytes, or
 * an array of these. Rejects with CaptureError when an input cannot be read at all, with
 * SelectError for a `select` that cannot be understood, with FilterError for such a `filter`, with
 * RangeError for a figure that makes no sense; damage inside an input stands in `summary.damaged`.
 */
export async function analyze(
  input: CaptureSpec | readonly CaptureSpec[],
  options: AnalyzeOptions = {},
): Promise<Report> {
  refuseNonsense(options);
  const { select, filter: expression, onConnection, onEvent, ...engineOptions } = options;
  const selected = select === undefined ? undefined : (await selection()).selectionOf(select);
  const choice = new EventChoice(EVENT_KINDS, selected);
  const filter = expression === undefined ? {} : { filter: await compiled(expression) };
  const connections: ConnectionRecord[] = [];
  const keep = onConnection ?? ((connection: ConnectionRecord) => connections.push(connection));

  const source = await openCaptures(Array.isArray(input) ? (input as CaptureSpec[]) : [input as CaptureSpec]);
  const { capture, summary, findings, services } = await runEngine(
    source,
    { ...engineOptions, ...filter },
    {
      connection(record) {
        if (selected === undefined || selected(record)) keep(record);
      },
      ...(onEvent && {
        event(event, record) {
          if (choice.takes(event, record)) onEvent(event);
        },
      }),
    },
  );

  connections.sort((a, b) => a.id - b.id);
  return { schema: "shakedown/1", capture, summary, findings, services, connections };
}

async function compiled(expression: string): Promise<PacketFilter> {
  return (await packetFilter()).PacketFilter.compile(expression);
}

/** A wrong figure would only show as a wrong answer, or as none. */
function refuseNonsense(options: AnalyzeOptions): void {
  const { msl = 30, closeWaitAge = 60, closeWaitCount = 10, maxConnections = 1, lang = "en" } = options;
  const seconds = { msl, closeWaitAge };
  for (const [name, value] of Object.entries(seconds)) {
    if (!(value > 0 && value < Infinity)) {
      throw new RangeError(`${name} is ${value}: give seconds, more than 0`);
    }
  }
  const counts = { closeWaitCount, maxConnections };
  for (const [name, value] of Object.entries(counts)) {
    if (!(Number.isInteger(value) && value > 0)) {
      throw new RangeError(`${name} is ${value}: give a whole number of at least 1`);
    }
  }
  if (!LANGUAGES.includes(lang)) throw new RangeError(`lang is ${lang}: one of ${LANGUAGES.join(", ")}`);
  for (const bound of [options.since, options.until]) {
    if (bound !== undefined && "offsetSeconds" in bound && !Number.isFinite(bound.offsetSeconds)) {
      throw new RangeError(`offsetSeconds is ${bound.offsetSeconds}: give seconds from the first packet`);
    }
  }
}
