// Which lifecycle events are printed: `--only` chooses kinds, `--select` connections, `--events` all kinds.
import { IdSet } from "../../present/report/id-set.ts";
import type { ConnectionRecord } from "../../record/connection-record.ts";
import type { EventKind, LifecycleEvent } from "../../record/event-record.ts";
import { EVENT_KINDS } from "../../record/vocabulary.ts";
import { folded } from "../../select/keys.ts";
import type { Predicate } from "../../select/match.ts";
import { nearSpellings } from "../../select/near-spellings.ts";
import { UsageError } from "../usage-error.ts";

/** As people call several of a kind, or what happened; every kind may also get an s. */
const ALSO: Readonly<Record<string, EventKind>> = {
  opened: "open",
  retries: "retry",
  closed: "close",
  eviction: "evict",
  evictions: "evict",
  evicted: "evict",
};

/** The kinds that `--only` names, in any case, singular or plural. */
export function parseOnly(text: string): EventKind[] {
  return text.split(",").map((given) => {
    const word = folded(given.trim());
    const kind = EVENT_KINDS.find((candidate) => [candidate, `${candidate}s`].map(folded).includes(word));
    const known = kind ?? ALSO[word];
    if (known !== undefined) return known;
    const near = nearSpellings(given.trim(), [...EVENT_KINDS, "findings", "retries", "states"]);
    const meant =
      near.length === 0
        ? `; one of ${EVENT_KINDS.join(", ")}`
        : `, did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`;
    throw new UsageError(`--only: "${given.trim()}" is no kind of event${meant}`);
  });
}

export class EventChoice {
  readonly #kinds: ReadonlySet<EventKind>;
  readonly #selected: Predicate | undefined;
  /** Connections of which an event was selected: findings about several must touch one of them. */
  readonly #ids = new IdSet();

  constructor(kinds: readonly EventKind[], selected: Predicate | undefined) {
    this.#kinds = new Set(kinds);
    this.#selected = selected;
  }

  /** @param record builds the connection's record as it would be reported now */
  wants(event: LifecycleEvent, record: (() => ConnectionRecord) | null): boolean {
    return this.#isSelected(event, record) && this.#kinds.has(event.kind);
  }

  #isSelected(event: LifecycleEvent, record: (() => ConnectionRecord) | null): boolean {
    if (this.#selected === undefined) return true;
    if (event.connection === null) return event.finding.connections.some((id) => this.#ids.has(id));
    if (record === null || !this.#selected(record())) return false;
    this.#ids.add(event.connection);
    return true;
  }
}
