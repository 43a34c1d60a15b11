// Which connections say most about what is wrong, when there is no room for all of them: a bounded
// selection kept while records stream by. Knows nothing of how they are shown.
//
//   1. by weight: the table below, or the worst finding of the connection where that weighs more
//   2. by size of trouble inside one weight: the longer wait, the more retries
//   3. the earlier connection first: that is where the trouble began
//
// So that a thousand refused connections do not hide the one that hangs, each verdict first gets an
// equal share of the rows; what a verdict does not need goes to the others in order of weight.
import type {
  ConnectionRecord,
  EndpointRecord,
  Severity,
  State,
  Verdict,
} from "../../record/connection-record.ts";

interface Telling {
  readonly weight: number;
  /** Size of the trouble, comparable inside one verdict only. */
  readonly trouble: (record: ConnectionRecord) => number;
}

const TELLING: Record<Verdict, Telling> = {
  unanswered: { weight: 11, trouble: retries },
  refused: { weight: 10, trouble: retries },
  reset: { weight: 9, trouble: retries },
  aborted: { weight: 8, trouble: retries },
  unreachable: { weight: 7, trouble: retries },
  "half-open": { weight: 6, trouble: age },
  "half-closed": { weight: 5, trouble: age },
  closing: { weight: 4, trouble: age },
  connecting: { weight: 3, trouble: age },
  open: { weight: 2, trouble: retries },
  closed: { weight: 1, trouble: retries },
  partial: { weight: 0, trouble: retries },
};

const FINDING_WEIGHT: Record<Severity, number> = { error: 11, warning: 6, info: 0 };

/** States in which an end waits for the other or for its own application. */
const WAITING: ReadonlySet<State> = new Set<State>([
  "SYN_SENT",
  "SYN_RECEIVED",
  "FIN_WAIT_1",
  "FIN_WAIT_2",
  "CLOSE_WAIT",
  "CLOSING",
  "LAST_ACK",
]);

function retries({ client, server }: ConnectionRecord): number {
  return (
    client.retransmissions +
    server.retransmissions +
    Math.max(0, client.syn - 1) +
    Math.max(0, server.synAck - 1)
  );
}

/** Seconds for which an end has waited, the longer of both; 0 where none does. */
export function age({ client, server }: ConnectionRecord): number {
  return Math.max(waited(client), waited(server));
}

function waited(endpoint: EndpointRecord): number {
  return WAITING.has(endpoint.state) ? endpoint.stateSinceSeconds : 0;
}

function weightOf(record: ConnectionRecord): number {
  let weight = TELLING[record.verdict].weight;
  for (const finding of record.findings) weight = Math.max(weight, FINDING_WEIGHT[finding.severity]);
  return weight;
}

interface Candidate {
  readonly record: ConnectionRecord;
  readonly weight: number;
  readonly trouble: number;
}

/** Negative when `a` tells more than `b`. */
function compare(a: Candidate, b: Candidate): number {
  return b.weight - a.weight || b.trouble - a.trouble || a.record.id - b.record.id;
}

/** Keeps the `limit` most telling of all records offered, in memory for `limit` of each verdict. */
export class MostTelling {
  offered = 0;
  readonly #limit: number;
  readonly #heaps = new Map<Verdict, Candidate[]>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(record: ConnectionRecord): void {
    this.offered++;
    let heap = this.#heaps.get(record.verdict);
    if (heap === undefined) {
      heap = [];
      this.#heaps.set(record.verdict, heap);
    }
    const candidate = { record, weight: weightOf(record), trouble: TELLING[record.verdict].trouble(record) };
    if (heap.length < this.#limit) {
      heap.push(candidate);
      riseLeastTelling(heap);
    } else if (this.#limit > 0 && compare(candidate, heap[0] as Candidate) < 0) {
      heap[0] = candidate;
      sinkMoreTelling(heap);
    }
  }

  /**
   * Whether a connection without findings would not be kept, and need not be offered: it counts as if it had been.
   * @param sentAgain what `retries` says of its record
   */
  passesOver(id: number, verdict: Verdict, sentAgain: number): boolean {
    const heap = this.#heaps.get(verdict);
    const { weight, trouble } = TELLING[verdict];
    if (trouble !== retries || heap === undefined || heap.length < this.#limit) return false;
    const least = heap[0];
    if (least !== undefined) {
      const difference = least.weight - weight || least.trouble - sentAgain || id - least.record.id;
      if (difference < 0) return false;
    }
    this.offered++;
    return true;
  }

  /** At most `count` (and at most the limit) records, the most telling first. */
  take(count: number): ConnectionRecord[] {
    const queues = [...this.#heaps.values()].map((heap) => [...heap].sort(compare));
    const share = Math.ceil(count / Math.max(1, queues.length));
    const first = queues.flatMap((queue) => queue.slice(0, share)).sort(compare);
    const rest = queues.flatMap((queue) => queue.slice(share)).sort(compare);
    // Shares are rounded up, so the first round may hold a few too many: the least telling go.
    return [...first, ...rest]
      .slice(0, Math.min(count, this.#limit))
      .sort(compare)
      .map((candidate) => candidate.record);
  }
}

// A binary heap with the least telling candidate on top: it is the one to give way.

function riseLeastTelling(heap: Candidate[]): void {
  let child = heap.length - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (compare(heap[child] as Candidate, heap[parent] as Candidate) <= 0) return;
    swap(heap, child, parent);
    child = parent;
  }
}

function sinkMoreTelling(heap: Candidate[]): void {
  let parent = 0;
  for (;;) {
    let least = parent;
    for (const child of [2 * parent + 1, 2 * parent + 2]) {
      if (child < heap.length && compare(heap[child] as Candidate, heap[least] as Candidate) > 0)
        least = child;
    }
    if (least === parent) return;
    swap(heap, parent, least);
    parent = least;
  }
}

function swap(heap: Candidate[], a: number, b: number): void {
  const kept = heap[a] as Candidate;
  heap[a] = heap[b] as Candidate;
  heap[b] = kept;
}
