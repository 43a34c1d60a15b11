// Finished connections kept until they can be told in the order of their ids: rows copied as they are.
import { COLD_WORDS, HOT_WORDS, ID, SIDE_ROW } from "./connection-layout.ts";
import { ConnectionTable, MOST_ROWS } from "./connection-table.ts";
import { ConnectionView } from "./connection-view.ts";
import { COUNTERS, SideRows } from "./side-rows.ts";

export class Archive {
  readonly sideRows = new SideRows(COUNTERS * 2);
  private readonly table = new ConnectionTable(MOST_ROWS, 1024);
  private readonly view: ConnectionView;
  /** By handle: as of when the connection was over. */
  private moments = new Float64Array(1024);

  constructor(twiceMslNanos: number) {
    this.view = new ConnectionView(this.table, twiceMslNanos);
  }

  /** Copies the connection that the view shows; returns its number here. `sideRows`: where its rare counters stand. */
  keep(view: ConnectionView, sideRows: SideRows): number {
    const handle = this.table.allocate();
    const row = handle * HOT_WORDS;
    const cold = this.table.coldRow(handle);
    const { words } = this.table;
    const source = view.handle * HOT_WORDS;
    const coldSource = view.table.coldRow(view.handle) + HOT_WORDS;
    words.set(view.table.words.subarray(source, source + HOT_WORDS), row);
    words.set(view.table.words.subarray(coldSource, coldSource + COLD_WORDS), cold + HOT_WORDS);
    const side = words[cold + SIDE_ROW] as number;
    if (side >= 0) {
      const kept = this.sideRows.allocate();
      this.sideRows.words.set(sideRows.words.subarray(side, side + COUNTERS * 2), kept);
      words[cold + SIDE_ROW] = kept;
    }
    if (handle === this.moments.length) {
      const longer = new Float64Array(handle * 2);
      longer.set(this.moments);
      this.moments = longer;
    }
    this.moments[handle] = view.asOf;
    return handle;
  }

  /** The kept connections in the order of their ids; one view, moved on, whose handle is the number from `keep`. */
  *inOrder(): Generator<ConnectionView> {
    const { words, used } = this.table;
    const handles = new Int32Array(used);
    // Ids are 1, 2, 3 … without a gap, each kept once.
    for (let handle = 0; handle < used; handle++)
      handles[((words[this.table.coldRow(handle) + ID] as number) >>> 0) - 1] = handle;
    for (const handle of handles) {
      this.view.handle = handle;
      this.view.asOf = this.moments[handle] as number;
      yield this.view;
    }
  }
}
