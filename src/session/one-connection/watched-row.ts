// The row of one connection in the live table: found by its id, and whether anything happened to it. Knows no
// packets.
import { ID, PACKETS } from "../../track/connection-layout.ts";
import type { ConnectionView } from "../../track/connection-view.ts";
import type { Tracker } from "../../track/tracker.ts";

/** Where the row of a connection is. */
export type Place = "not-begun" | "live" | "over";

export class WatchedRow {
  readonly id: number;
  readonly view: ConnectionView;
  place: Place = "not-begun";
  private readonly tracker: Tracker;

  constructor(tracker: Tracker, id: number) {
    this.tracker = tracker;
    this.id = id;
    this.view = tracker.newView();
    this.find();
  }

  /** −1 where it has none. */
  get handle(): number {
    return this.place === "live" ? this.view.handle : -1;
  }

  /** A few words that are others when something happened. */
  sign(): string {
    if (this.place === "not-begun") this.find();
    if (this.place !== "live") return this.place;
    const { view, tracker } = this;
    const { handle } = view;
    if (!tracker.table.isLive(handle) || view.word(ID) >>> 0 !== this.id) {
      this.place = "over";
      return this.place;
    }
    view.asOf = tracker.now;
    return `${view.endpointWord(0, PACKETS)} ${view.endpointWord(1, PACKETS)} ${view.state(0)} ${view.state(1)} ${view.verdict}`;
  }

  /** Asks every row, once: ids are given in order, so one that is not there any more is over. */
  private find(): void {
    const { tracker, view, id } = this;
    if (tracker.lifecycle.recognised < id) return;
    this.place = "over";
    for (let handle = 0; handle < tracker.table.used; handle++) {
      if (!tracker.table.isLive(handle)) continue;
      view.handle = handle;
      if (view.word(ID) >>> 0 !== id) continue;
      this.place = "live";
      return;
    }
  }
}
