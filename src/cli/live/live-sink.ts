// Where the engine puts what it finds while a capture goes on, of interfaces or of a file that grows: what is
// chosen goes to the writer, the judge and the keeper.
import type { EventKind } from "../../record/event-record.ts";
import { EVENT_KINDS } from "../../record/vocabulary.ts";
import { EventChoice } from "../../select/event-choice.ts";
import type { Predicate } from "../../select/match.ts";
import type { EngineResult, EngineSink } from "../../session/engine-options.ts";
import type { FailOn } from "../fail-on.ts";
import type { CaptureWatch } from "./capture-watch.ts";
import type { Evidence } from "./evidence-options.ts";
import type { LiveWriter } from "./live-writer.ts";

/** What the options of a command say of it. */
interface Wishes {
  readonly format: string;
  readonly connections: boolean;
  readonly events?: true;
  readonly only?: EventKind[];
  readonly quiet?: true;
}

interface Parts {
  readonly writer: LiveWriter;
  readonly selected: Predicate | undefined;
  readonly failOn: FailOn | undefined;
  /** Of interfaces only. */
  readonly watch?: CaptureWatch;
  readonly evidence?: Evidence | null;
  /** A few times a second. */
  readonly onTick?: () => void;
}

export function liveSink(wishes: Wishes, parts: Parts): EngineSink {
  const { writer, watch, selected, failOn, evidence = null, onTick } = parts;
  const kinds = kindsOf(wishes);
  const choice = new EventChoice(kinds, selected);
  const printed = wishes.connections || wishes.format === "text";
  return {
    begin: (capture) => writer.begin(capture),
    // (What is selected may show in a change that is not printed.)
    ...(selected === undefined && {
      eventKinds: new Set([...kinds, ...(evidence ? ["finding" as const] : [])]),
    }),
    ...((kinds.length > 0 || evidence !== null) && {
      event(event, record, handle) {
        evidence?.event(event, record, handle);
        if (!choice.takes(event, record)) return;
        writer.event(event, event.connection !== null && event.connection <= (watch?.doubtfulUpTo ?? 0));
      },
    }),
    ...(wantsConnections(wishes, parts) && {
      connection(record) {
        if (selected !== undefined && !selected(record)) return;
        failOn?.see(record);
        if (printed) writer.connection(record);
      },
    }),
    tick(capture, connections) {
      if (watch?.look(capture, connections)) writer.loss(capture, connections);
      void writer.flush();
      onTick?.();
    },
    interim: (result, time) => writer.standing(withLosses(result, writer.reader.notPrinted).summary, time),
    flush: () => writer.flush(),
  };
}

/** The kinds of events to print; in NDJSON none unless they are asked for. */
function kindsOf({ only, events, format, quiet }: Wishes): readonly EventKind[] {
  if (quiet) return [];
  if (only !== undefined) return only;
  if (events) return EVENT_KINDS;
  return format === "text" ? EVENT_KINDS.filter((kind) => kind !== "state") : [];
}

/** The report needs them, and whoever judges; a stream of chosen events does not. */
function wantsConnections(
  { format, connections, only, quiet }: Wishes,
  { selected, failOn }: Parts,
): boolean {
  if (failOn !== undefined) return true;
  if (quiet) return selected !== undefined;
  return format === "text" || (connections && only === undefined);
}

/** Where it is not known what was lost, nothing is claimed. */
export function withLosses(result: EngineResult, linesNotPrinted: number): EngineResult {
  const { received, droppedByKernel = 0, droppedByInterface = 0 } = result.capture;
  if (received === undefined) return result;
  const losses = { received, droppedByKernel, droppedByInterface, linesNotPrinted };
  return { ...result, summary: { ...result.summary, losses } };
}
