// Connections that are over and remembered: rows copied as they are, so that the same view reads them. Of a
// bounded number; those with findings of warning or worse are forgotten last.
import type { EndpointProcess, Finding } from "../../../record/connection-record.ts";
import { COLD_WORDS, HOT_WORDS, ID, SIDE_ROW } from "../../../track/connection-layout.ts";
import { ConnectionTable } from "../../../track/connection-table.ts";
import { ConnectionView } from "../../../track/connection-view.ts";
import { COUNTERS, SideRows } from "../../../track/side-rows.ts";
import { FindingTexts } from "../findings/finding-texts.ts";
import { HandleQueue } from "./handle-queue.ts";
import { IdIndex } from "./id-index.ts";

/** Text of findings for each row that may be remembered, on the average. */
const TEXT_BYTES_A_ROW = 400;
const LEAST_TEXT_BYTES = 4 << 20;
/** Rows with trouble leave so much of the room to the others. */
const TROUBLE_SHARE = 0.75;
const FIRST_ROWS = 1024;

/** Both ends' programs, by endpoint. */
export type Processes = readonly [EndpointProcess | null, EndpointProcess | null];

/** What is known of a connection beside its row when it is over. */
export interface LastWord {
  readonly findings: readonly Finding[];
  /** Number of their set. */
  readonly set: number;
  /** When the newest of warning or worse was told; −∞: there is none. */
  readonly trouble: number;
  /** Over because the input ended. */
  readonly atEnd: boolean;
  readonly isDoubtful: boolean;
  /** Null: neither is known. */
  readonly processes: Processes | null;
}

const AT_END = 1;
const DOUBTFUL = 2;

export class RememberedRows {
  readonly sideRows = new SideRows(COUNTERS * 2);
  readonly table: ConnectionTable;
  readonly view: ConnectionView;
  /** As in row-marks.ts. */
  sets: Int32Array;
  troubles: Float64Array;
  /** Some are over only because the input ended. */
  anyAtEnd = false;
  /** Forgotten because there was no room. */
  forgotten = 0;
  private readonly most: number;
  private moments: Float64Array;
  private bits: Uint8Array;
  private readonly byId: IdIndex;
  private readonly plain = new HandleQueue();
  private readonly troubled = new HandleQueue();
  private readonly texts: FindingTexts;
  private readonly processes = new Map<number, Processes>();

  /**
   * @param most rows at most, at least 1
   * @param expected rows to make room for at once: memory that is not touched costs nothing, a growing table's copies do
   */
  constructor(most: number, expected: number, twiceMslNanos: number) {
    this.most = most;
    const rows = Math.max(FIRST_ROWS, Math.min(most, expected));
    this.sets = new Int32Array(rows);
    this.troubles = new Float64Array(rows);
    this.moments = new Float64Array(rows);
    this.bits = new Uint8Array(rows);
    this.byId = new IdIndex(rows);
    this.table = new ConnectionTable(most, rows);
    this.view = new ConnectionView(this.table, twiceMslNanos);
    this.texts = new FindingTexts(Math.max(LEAST_TEXT_BYTES, most * TEXT_BYTES_A_ROW));
  }

  /** Copies the connection that the view shows; `sideRows`: where its rare counters stand. */
  keep(view: ConnectionView, sideRows: SideRows, last: LastWord): void {
    if (this.table.live >= this.most) this.forgetOne();
    const handle = this.table.allocate();
    this.copy(view, sideRows, handle);
    const id = view.word(ID) >>> 0;
    this.reach(handle);
    this.moments[handle] = view.asOf;
    this.sets[handle] = last.set;
    this.troubles[handle] = last.trouble;
    this.bits[handle] = (last.atEnd ? AT_END : 0) | (last.isDoubtful ? DOUBTFUL : 0);
    if (last.atEnd) this.anyAtEnd = true;
    this.byId.set(id, handle);
    this.texts.keep(id, last.findings);
    if (last.processes !== null) this.processes.set(handle, last.processes);
    (last.trouble === Number.NEGATIVE_INFINITY ? this.plain : this.troubled).add(handle);
  }

  /** Moves the view. */
  show(handle: number): ConnectionView {
    this.view.handle = handle;
    this.view.asOf = this.moments[handle] as number;
    return this.view;
  }

  /** −1: it is not remembered. */
  find(id: number): number {
    return this.byId.get(id);
  }

  isAtEnd(handle: number): boolean {
    return ((this.bits[handle] as number) & AT_END) !== 0;
  }

  isDoubtful(handle: number): boolean {
    return ((this.bits[handle] as number) & DOUBTFUL) !== 0;
  }

  processesOf(handle: number): Processes | null {
    return this.processes.get(handle) ?? null;
  }

  findingsOf(handle: number): Finding[] {
    return this.texts.of(this.show(handle).word(ID) >>> 0) ?? [];
  }

  private copy(view: ConnectionView, sideRows: SideRows, handle: number): void {
    const cold = this.table.coldRow(handle);
    const { words } = this.table;
    copyWords(view.table.words, view.handle * HOT_WORDS, words, handle * HOT_WORDS, HOT_WORDS);
    const coldSource = view.table.coldRow(view.handle) + HOT_WORDS;
    copyWords(view.table.words, coldSource, words, cold + HOT_WORDS, COLD_WORDS);
    const side = words[cold + SIDE_ROW] as number;
    if (side < 0) return;
    const kept = this.sideRows.allocate();
    this.sideRows.words.set(sideRows.words.subarray(side, side + COUNTERS * 2), kept);
    words[cold + SIDE_ROW] = kept;
  }

  private forgetOne(): void {
    const { plain, troubled, table } = this;
    const tooManyTroubled = troubled.count > this.most * TROUBLE_SHARE;
    const handle = tooManyTroubled || plain.count === 0 ? troubled.take() : plain.take();
    const view = this.show(handle);
    const id = view.word(ID) >>> 0;
    const side = view.word(SIDE_ROW);
    if (side >= 0) this.sideRows.release(side);
    this.byId.delete(id);
    this.texts.drop(id);
    this.processes.delete(handle);
    table.release(handle);
    this.forgotten++;
  }

  private reach(handle: number): void {
    const { length } = this.sets;
    if (handle < length) return;
    const { sets, troubles, moments, bits } = this;
    this.sets = new Int32Array(length * 2);
    this.sets.set(sets);
    this.troubles = new Float64Array(length * 2);
    this.troubles.set(troubles);
    this.moments = new Float64Array(length * 2);
    this.moments.set(moments);
    this.bits = new Uint8Array(length * 2);
    this.bits.set(bits);
  }
}

/** (Of so few a loop is quicker than the call that copies.) */
function copyWords(from: Int32Array, start: number, to: Int32Array, place: number, count: number): void {
  for (let word = 0; word < count; word++) to[place + word] = from[start + word] as number;
}
