// What was told of connections that go on and may not be so any more: an answer has come, or another finding tells
// more. Asked between packets, while nobody else asks the detectors.
import { ID } from "../../../track/connection-layout.ts";
import type { ConnectionView } from "../../../track/connection-view.ts";
import type { InSight } from "../../onlooker.ts";
import type { AllRows } from "../rows/all-rows.ts";

/** Of more what was told stays until they are over. */
const MOST_WAITING = 16_384;
/** A few milliseconds. */
const MOST_AT_ONCE = 256;

export class OutdatedFindings {
  private readonly seen: InSight;
  private readonly rows: AllRows;
  private readonly waiting = new Set<number>();

  constructor(seen: InSight, rows: AllRows) {
    this.seen = seen;
    this.rows = rows;
  }

  /** Something has happened to the connection in that row, of which something was told. */
  suspect(handle: number): void {
    if (this.waiting.size < MOST_WAITING) this.waiting.add(handle);
  }

  /** Takes back what does not hold any more. */
  review(): void {
    let left = MOST_AT_ONCE;
    for (const handle of this.waiting) {
      if (left-- === 0) return;
      this.waiting.delete(handle);
      // (The row may be another connection's by now: what was told of that one is looked at instead.)
      if (this.rows.isAlive(handle)) this.reviewRow(handle);
    }
  }

  private reviewRow(handle: number): void {
    const { rows, seen } = this;
    const { marks } = rows.findings(handle);
    if (marks.length === 0) return;
    const view: ConnectionView = rows.show(handle);
    const id = view.word(ID) >>> 0;
    const judged = new Set<string>(seen.detection.judgeSoFar(view).map(({ detector }) => detector.id));
    const holding = marks.filter((mark) => judged.has(mark.id));
    if (holding.length === marks.length) return;
    for (const mark of marks) if (!judged.has(mark.id)) rows.groups.takeBack(mark.id, mark.severity, id);
    const set = rows.sets.of(holding);
    rows.marks.sets[handle] = set;
    if (rows.sets.get(set).rank <= 0) rows.marks.troubles[handle] = Number.NEGATIVE_INFINITY;
  }
}
