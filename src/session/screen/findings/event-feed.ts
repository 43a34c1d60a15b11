// The newest events for the feed. Of each kind so many a second as somebody can read: what comes faster is not
// even made, and counted.
import type { EventKind, LifecycleEvent } from "../../../record/event-record.ts";
import { EVENT_KINDS } from "../../../record/vocabulary.ts";

const MOST_EVENTS = 200;
/** That an event of the feed names: it is sent again and again. */
const MOST_CONNECTIONS = 20;
/** Of each kind, in a second of the wall's clock. */
const A_SECOND = 100;
const AT_ONCE = 200;
/** A kind that had run out is told again from here on. */
const ENOUGH = 10;

interface Kind {
  readonly kind: EventKind;
  /** How many more are told. */
  room: number;
  happened: number;
  taken: number;
}

export class EventFeed {
  /** What is to be told; findings always are, since they are counted. */
  readonly kinds: Set<EventKind>;
  private readonly budgets = new Map<EventKind, Kind>();
  private readonly events: LifecycleEvent[] = [];
  private filledAt: number;

  /** @param now milliseconds, as `look` */
  constructor(now: number) {
    this.filledAt = now;
    for (const kind of EVENT_KINDS)
      if (kind !== "state") this.budgets.set(kind, { kind, room: AT_ONCE, happened: 0, taken: 0 });
    this.kinds = new Set(this.budgets.keys());
  }

  /** Whether it is told or not. */
  happened(kind: EventKind, times: number): void {
    if (kind === "state") return;
    const budget = this.budgets.get(kind);
    if (budget !== undefined) budget.happened += times;
  }

  take(event: LifecycleEvent): void {
    const budget = this.budgets.get(event.kind);
    if (budget === undefined || budget.room < 1) return;
    budget.room--;
    budget.taken++;
    if (budget.room < 1 && event.kind !== "finding") this.kinds.delete(event.kind);
    this.events.push(withFewConnections(event));
    if (this.events.length > MOST_EVENTS) this.events.shift();
  }

  /** Now and then: what has run out fills up again. */
  look(now: number): void {
    const refill = ((now - this.filledAt) / 1000) * A_SECOND;
    this.filledAt = now;
    for (const budget of this.budgets.values()) {
      budget.room = Math.min(AT_ONCE, budget.room + refill);
      if (budget.room >= ENOUGH) this.kinds.add(budget.kind);
    }
  }

  /** Oldest first. */
  newest(): LifecycleEvent[] {
    return [...this.events];
  }

  notTaken(): Record<EventKind, number> {
    const counts = EVENT_KINDS.map((kind) => {
      const budget = this.budgets.get(kind);
      return [kind, budget === undefined ? 0 : budget.happened - budget.taken];
    });
    return Object.fromEntries(counts) as Record<EventKind, number>;
  }
}

function withFewConnections(event: LifecycleEvent): LifecycleEvent {
  if (event.connection !== null || event.finding.connections.length <= MOST_CONNECTIONS) return event;
  const { finding } = event;
  return { ...event, finding: { ...finding, connections: finding.connections.slice(-MOST_CONNECTIONS) } };
}
