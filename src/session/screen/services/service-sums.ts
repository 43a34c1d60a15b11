// Sums over connections by their service: of those that are over kept once and for all, of those that go on
// made anew with each walk.
import { SERVICE } from "../../../track/connection-layout.ts";
import {
  type ConnectionView,
  VERDICT_REFUSED,
  VERDICT_UNANSWERED,
  VERDICT_UNREACHABLE,
  VERDICTS,
} from "../../../track/connection-view.ts";
import { CLOSE_WAIT, ESTABLISHED } from "../../../track/tcp-state-machine.ts";

// Columns of a service.
export const ATTEMPTS = 0;
export const OPEN = 1;
export const REFUSED = 2;
/** Unanswered or unreachable. */
export const UNANSWERED = 3;
/** Reset or aborted: an RST ended it. */
export const RESET = 4;
export const CLOSE_WAITING = 5;
const COLUMNS = 6;

/** By verdict: the column in which it counts too; 0: in none. */
const COLUMN_OF_VERDICT = Uint8Array.from(VERDICTS, (name, verdict) => {
  if (verdict === VERDICT_REFUSED) return REFUSED;
  if (verdict === VERDICT_UNANSWERED || verdict === VERDICT_UNREACHABLE) return UNANSWERED;
  return name === "reset" || name === "aborted" ? RESET : 0;
});

/** More than there are sets that connections of services show. */
const MOST_SETS = 262_144;

export class ServiceSums {
  /** How many connections of a service have a set of findings: by `setKey`. */
  readonly sets = new Map<number, number>();
  private columns = new Float64Array(64 * COLUMNS);

  clear(): void {
    this.columns.fill(0);
    this.sets.clear();
  }

  /**
   * @param isNow it goes on, or went on when the input ended
   * @param set number of its findings' set
   */
  add(view: ConnectionView, set: number, isNow: boolean): void {
    const service = view.word(SERVICE);
    if (service < 0) return;
    const row = service * COLUMNS;
    if (row + COLUMNS > this.columns.length) this.grow(row + COLUMNS);
    this.increment(row + ATTEMPTS);
    const column = COLUMN_OF_VERDICT[view.verdict] as number;
    if (column !== 0) this.increment(row + column);
    if (set !== 0) this.addSet(setKey(service, set), 1);
    if (isNow) this.addNow(view, row);
  }

  of(service: number, column: number): number {
    return this.columns[service * COLUMNS + column] ?? 0;
  }

  private addNow(view: ConnectionView, row: number): void {
    const client = view.state(view.client);
    const server = view.state(view.server);
    if (client === ESTABLISHED && server === ESTABLISHED) this.increment(row + OPEN);
    if (client === CLOSE_WAIT || server === CLOSE_WAIT) this.increment(row + CLOSE_WAITING);
  }

  private addSet(key: number, count: number): void {
    const known = this.sets.get(key);
    if (known !== undefined || this.sets.size < MOST_SETS) this.sets.set(key, (known ?? 0) + count);
  }

  private increment(at: number): void {
    this.columns[at] = (this.columns[at] as number) + 1;
  }

  private grow(needed: number): void {
    const wider = new Float64Array(Math.max(needed, this.columns.length * 2));
    wider.set(this.columns);
    this.columns = wider;
  }
}

const SETS_A_SERVICE = 65_536;

function setKey(service: number, set: number): number {
  return service * SETS_A_SERVICE + set;
}

/** What `setKey` was made of. */
export function ofSetKey(key: number): { readonly service: number; readonly set: number } {
  return { service: Math.floor(key / SETS_A_SERVICE), set: key % SETS_A_SERVICE };
}
