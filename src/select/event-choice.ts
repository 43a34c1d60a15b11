// Which lifecycle events are told of those that happen: of some kinds, and of connections that are selected.
import type { ConnectionRecord } from "../record/connection-record.ts";
import type { EventKind, LifecycleEvent } from "../record/event-record.ts";
import { IdSet } from "../record/id-set.ts";
import type { Predicate } from "./match.ts";

export class EventChoice {
  readonly #kinds: ReadonlySet<EventKind>;
  readonly #selected: Predicate | undefined;
  /** Connections of which an event was selected: findings about several must touch one of them. */
  readonly #ids = new IdSet();
  #told = 0;

  constructor(kinds: readonly EventKind[], selected: Predicate | undefined) {
    this.#kinds = new Set(kinds);
    this.#selected = selected;
  }

  /**
   * Whether the event is told; then it gets the next number, since a reader takes a gap for a loss.
   * @param record builds the connection's record as it would be reported now; null: about more than one
   */
  takes(event: LifecycleEvent, record: (() => ConnectionRecord) | null): boolean {
    if (!this.#isSelected(event, record) || !this.#kinds.has(event.kind)) return false;
    event.seq = ++this.#told;
    return true;
  }

  #isSelected(event: LifecycleEvent, record: (() => ConnectionRecord) | null): boolean {
    if (this.#selected === undefined) return true;
    if (event.connection === null) return event.finding.connections.some((id) => this.#ids.has(id));
    if (record === null || !this.#selected(record())) return false;
    this.#ids.add(event.connection);
    return true;
  }
}
