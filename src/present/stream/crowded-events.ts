// What happens very often in one second is told to a screen by its first lines and a count: nobody reads
// a thousand. Programs, pipes and files are told everything.
import type { EventKind, LifecycleEvent } from "../../record/event-record.ts";

/** Lines of one kind, findings by their id, in one second. */
const MOST_LINES = 20;
const SECOND = 1000;

/** So many lines of a kind were left out in a second that is over. */
export interface Crowd {
  readonly kind: EventKind;
  /** Of findings: their id. */
  readonly finding: string | null;
  readonly count: number;
}

export class CrowdedEvents {
  readonly #counts = new Map<string, { readonly event: LifecycleEvent; lines: number }>();
  #began = Number.NEGATIVE_INFINITY;

  /** Whether the event has its line. `over` has been asked at this moment. */
  admits(event: LifecycleEvent): boolean {
    // What stands for many is never one of a crowd.
    if (event.connection === null) return true;
    const name = nameOf(event) ?? event.kind;
    const counted = this.#counts.get(name);
    if (counted === undefined) {
      this.#counts.set(name, { event, lines: 1 });
      return true;
    }
    return ++counted.lines <= MOST_LINES;
  }

  /** @param now milliseconds of a clock that only goes on; Infinity: the end */
  over(now: number): Crowd[] {
    if (now - this.#began < SECOND) return [];
    const crowds = [...this.#counts.values()].filter(({ lines }) => lines > MOST_LINES);
    this.#counts.clear();
    this.#began = now;
    return crowds.map(({ event, lines }) => {
      return { kind: event.kind, finding: nameOf(event), count: lines - MOST_LINES };
    });
  }
}

function nameOf(event: LifecycleEvent): string | null {
  return event.kind === "finding" ? event.finding.id : null;
}
