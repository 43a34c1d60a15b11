// All connections that the screen knows, alive or over and remembered, as if they stood in one table: each has
// a place, from 0 on of those alive (their handle), below 0 of those that are over (~handle).
import { roundTrip } from "../../../record/build-record.ts";
import type { EndpointProcess } from "../../../record/connection-record.ts";
import { ACK_RTT, ID, SYN_RTT } from "../../../track/connection-layout.ts";
import type { ConnectionView } from "../../../track/connection-view.ts";
import type { InSight } from "../../onlooker.ts";
import { FindingGroups } from "../findings/finding-groups.ts";
import { type FindingSet, FindingSets } from "../findings/finding-sets.ts";
import type { RememberedRows } from "./remembered-rows.ts";
import type { RowMarks } from "./row-marks.ts";

/** Places of rows found last, and of ids that are gone for good. */
const MOST_FOUND = 1024;
const GONE = "gone";

export class AllRows {
  readonly kept: RememberedRows;
  readonly marks: RowMarks;
  readonly sets = new FindingSets();
  readonly groups = new FindingGroups();
  private readonly seen: InSight;
  private readonly live: ConnectionView;
  private readonly doubtfulUpTo: () => number;
  /** Where a row stood when all were walked over; null: that is not known. May be out of date. */
  hint: (id: number) => number | null = () => null;
  private readonly found = new Map<number, number | typeof GONE>();

  constructor(seen: InSight, kept: RememberedRows, marks: RowMarks, doubtfulUpTo: () => number) {
    this.seen = seen;
    this.kept = kept;
    this.marks = marks;
    this.doubtfulUpTo = doubtfulUpTo;
    this.live = seen.tracker.newView();
  }

  /** The moment up to which those alive are told. */
  get now(): number {
    return this.seen.tracker.now;
  }

  /** One of two views, moved to that row. */
  show(place: number): ConnectionView {
    if (place < 0) return this.kept.show(~place);
    this.live.handle = place;
    this.live.asOf = this.seen.tracker.now;
    return this.live;
  }

  /** Whether it is still this connection that stands there. */
  isAt(place: number, id: number): boolean {
    if (place < 0) return this.kept.find(id) === ~place;
    const { table } = this.seen.tracker;
    return this.isAlive(place) && table.words[table.coldRow(place) + ID] === (id | 0);
  }

  /** Whether the row with this handle is of a connection that goes on. */
  isAlive(handle: number): boolean {
    return this.seen.tracker.table.isLive(handle) && !this.marks.hasEnded(handle);
  }

  /** Null: it is not remembered, or never was. */
  find(id: number): number | null {
    const known = this.found.get(id);
    if (known === GONE) return null;
    if (known !== undefined && this.isAt(known, id)) return known;
    const kept = this.kept.find(id);
    const hint = kept >= 0 ? ~kept : this.hint(id);
    const place = hint !== null && this.isAt(hint, id) ? hint : this.findAlive(id);
    if (this.found.size >= MOST_FOUND) this.found.clear();
    if (place !== null) this.found.set(id, place);
    else if (id <= this.seen.tracker.lifecycle.recognised) this.found.set(id, GONE);
    return place;
  }

  /** Where it stands now that it is over; null: it goes on, or is forgotten. */
  findKept(id: number): number | null {
    const kept = this.kept.find(id);
    return kept >= 0 ? ~kept : null;
  }

  /** (One scan; a row that is shown is known by its place.) */
  private findAlive(id: number): number | null {
    const { table } = this.seen.tracker;
    for (let handle = 0; handle < table.used; handle++) if (this.isAt(handle, id)) return handle;
    return null;
  }

  /** It was just seen there. */
  note(id: number, place: number): void {
    if (this.found.size >= MOST_FOUND) this.found.clear();
    this.found.set(id, place);
  }

  findings(place: number): FindingSet {
    const set = place < 0 ? this.kept.sets[~place] : this.marks.sets[place];
    return this.sets.get(set ?? 0);
  }

  /** When the newest finding of warning or worse that it has, or has part in, was told; −∞: there is none. */
  trouble(place: number, id: number): number {
    const own =
      (place < 0 ? this.kept.troubles[~place] : this.marks.troubles[place]) ?? Number.NEGATIVE_INFINITY;
    const shared = this.groups.membership(id);
    return shared === null || shared.time < own ? own : shared.time;
  }

  /** Alive, or over only because the input ended. */
  isNow(place: number): boolean {
    return place >= 0 || this.kept.isAtEnd(~place);
  }

  isDoubtful(place: number): boolean {
    if (place < 0) return this.kept.isDoubtful(~place);
    return this.show(place).word(ID) >>> 0 <= this.doubtfulUpTo();
  }

  /** Whose socket that endpoint (0 or 1) is. */
  process(place: number, endpoint: number): EndpointProcess | null {
    if (place < 0) return this.kept.processesOf(~place)?.[endpoint] ?? null;
    return this.seen.host?.endOf(place, endpoint)?.process ?? null;
  }
}

/** Nanoseconds from the SYN to the handshake's last ACK; −1: not measured. */
export function handshakeNanos(view: ConnectionView): number {
  const syn = view.double(SYN_RTT);
  const ack = view.double(ACK_RTT);
  if (syn < 0 || ack < 0) return -1;
  return roundTrip(view, SYN_RTT) === null ? -1 : syn + ack;
}
