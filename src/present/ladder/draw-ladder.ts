// A ladder as lines of text, for any width, with or without colour and line characters. Pure.
import type { State } from "../../record/connection-record.ts";
import { inAscii } from "../terminal/ascii.ts";
import { type Glyphs, glyphsFor } from "../terminal/glyphs.ts";
import { type ColorLevel, createStyle, type Meaning, STATE_FAMILY, type Style } from "../terminal/style.ts";
import { padEnd, padStart, widthOf, wrap } from "../terminal/width.ts";
import { ARROW_ROOM, type Arrow, lostArrow, midwayArrow, wholeArrow } from "./arrow.ts";
import type { FindingRow, IcmpRow, Ladder, LadderNote, LadderRow, SegmentRow } from "./ladder.ts";
import {
  ENGLISH_HEADS,
  figuresOf,
  type LadderColumns,
  layOut,
  markOf,
  type RowFigures,
} from "./ladder-columns.ts";
import { type LadderGlyphs, ladderGlyphsFor } from "./ladder-glyphs.ts";

export interface LadderDrawing {
  /** Columns of the screen. No line is longer, down to about 50. */
  readonly width: number;
  readonly ascii: boolean;
  readonly color: ColorLevel;
}

/** Notes begin under the label of an arrow. */
const NOTE_INDENT = 2;
/** A finding's sentence stands behind its mark. */
const FINDING_INDENT = 2;

/** The lines, without newlines; none ends in spaces. */
export function drawLadder(ladder: Ladder, drawing: LadderDrawing): string[] {
  return new TextLadder(ladder, drawing).lines();
}

class TextLadder {
  readonly #ladder: Ladder;
  readonly #figures: RowFigures[];
  readonly #columns: LadderColumns;
  readonly #glyphs: LadderGlyphs;
  readonly #signs: Glyphs;
  readonly #style: Style;
  readonly #ascii: boolean;
  #lines: string[] = [];

  constructor(ladder: Ladder, { width, ascii, color }: LadderDrawing) {
    this.#ladder = ladder;
    this.#glyphs = ladderGlyphsFor(ascii);
    this.#signs = glyphsFor(ascii);
    this.#style = createStyle(color);
    this.#ascii = ascii;
    this.#figures = figuresOf(ladder.rows, this.#signs);
    this.#columns = layOut(ladder, this.#figures, width);
  }

  lines(): string[] {
    this.#lines = [this.#head()];
    this.#ladder.rows.forEach((row, index) => {
      this.#draw(row, this.#figures[index] as RowFigures);
    });
    return this.#lines;
  }

  #head(): string {
    const { start, since, packet, client, lane } = this.#columns;
    const { client: left = "client", server: right = "server", heads = ENGLISH_HEADS } = this.#ladder;
    const cells = [
      start > 0 ? padStart(heads.start, start) : "",
      since > 0 ? padStart(heads.since, since) : "",
      packet > 0 ? padStart(heads.packet, packet) : "",
      padEnd(left, client),
    ].filter((cell) => cell !== "");
    return this.#style("quiet", `${cells.join(" ")}${" ".repeat(lane + 3)}${right}`);
  }

  #draw(row: LadderRow, figures: RowFigures): void {
    switch (row.kind) {
      case "segment":
        this.#segment(row, figures);
        break;
      case "icmp":
        this.#icmp(row, figures);
        break;
      case "fold":
        this.#sentence(row, figures, `${this.#signs.ellipsis} ${row.text}`, "quiet", this.#glyphs.dottedRail);
        break;
      case "silence":
        this.#sentence(row, figures, row.text, "quiet", this.#glyphs.dottedRail);
        break;
      case "states":
        this.#sentence(row, figures, row.text ?? "", "quiet");
        break;
      case "note":
        this.#sentence(row, figures, row.text, row.meaning ?? "quiet");
        break;
      case "finding":
        this.#finding(row);
    }
  }

  #segment(row: SegmentRow, figures: RowFigures): void {
    const { lane } = this.#columns;
    const room = lane - ARROW_ROOM;
    const { label, rest } = fitLabel(row, room);
    this.#line(row, figures, this.#dressed(this.#arrow(row, label), row.meaning ?? meaningOf(row.label)));
    if (rest !== "") this.#notes([{ text: rest, meaning: "plain" }]);
    this.#notes(row.notes);
  }

  #arrow({ from, fate }: SegmentRow, label: string): Arrow {
    const { lane } = this.#columns;
    const { line, dottedLine, toClient, toServer } = this.#glyphs;
    if (fate === "lost") return lostArrow(from, label, lane, this.#glyphs);
    const head = from === "client" ? toServer : toClient;
    return wholeArrow(from, label, lane, fate === "unseen" ? dottedLine : line, head);
  }

  #icmp(row: IcmpRow, figures: RowFigures): void {
    const { lane } = this.#columns;
    const { label, rest } = fitLabel(row, lane - ARROW_ROOM);
    this.#line(row, figures, this.#dressed(midwayArrow(row.to, label, lane, this.#glyphs), "warning"));
    if (rest !== "") this.#notes([{ text: rest, meaning: "warning" }]);
    this.#notes(row.notes);
  }

  #dressed({ before, label, after }: Arrow, meaning: Meaning): string {
    return `${this.#style("quiet", before)}${this.#style(meaning, label)}${this.#style("quiet", after)}`;
  }

  #notes(notes: readonly LadderNote[] = []): void {
    for (const { text, meaning = "quiet" } of notes) {
      for (const piece of wrap(text, this.#columns.lane - NOTE_INDENT - 1)) {
        this.#line({}, NOTHING, this.#inLane(piece, NOTE_INDENT, meaning));
      }
    }
  }

  /** A text of its own in the lane; its first line carries the row's figures and states. */
  #sentence(
    row: LadderRow,
    figures: RowFigures,
    text: string,
    meaning: Meaning,
    rail = this.#glyphs.rail,
  ): void {
    wrap(text, this.#columns.lane - 2).forEach((piece, index) => {
      const content = this.#inLane(piece, 1, meaning);
      this.#line(index === 0 ? row : {}, index === 0 ? figures : NOTHING, content, rail);
    });
  }

  /** Across the rails, because its sentence is long. */
  #finding({ severity, id, text }: FindingRow): void {
    const { start, since, packet, client, lane, server } = this.#columns;
    const indent = [start, since, packet].reduce((sum, column) => (column > 0 ? sum + column + 1 : sum), 0);
    const mark = markOf(severity, this.#signs);
    const room = client + lane + server + 4 - FINDING_INDENT;
    const sentence = this.#ascii ? inAscii(text) : text;
    wrap(`${id}: ${sentence}`, room).forEach((piece, index) => {
      const dressed =
        index === 0 ? `${this.#style(severity, `${mark} ${id}`)}${piece.slice(id.length)}` : `  ${piece}`;
      this.#lines.push(`${" ".repeat(indent)}${dressed}`);
    });
  }

  #inLane(text: string, indent: number, meaning: Meaning): string {
    const filling = " ".repeat(Math.max(0, this.#columns.lane - indent - widthOf(text)));
    return `${" ".repeat(indent)}${this.#style(meaning, text)}${filling}`;
  }

  /** @param content exactly as wide as the lane */
  #line(
    { client, server }: Pick<LadderRow, "client" | "server">,
    figures: RowFigures,
    content: string,
    rail = this.#glyphs.rail,
  ): void {
    const columns = this.#columns;
    const cells = [
      columns.start > 0 ? this.#style("quiet", padStart(figures.start, columns.start)) : "",
      columns.since > 0 ? padStart(figures.since, columns.since) : "",
      columns.packet > 0 ? padStart(figures.packet, columns.packet) : "",
      this.#state(client, columns.client),
    ].filter((cell) => cell !== "");
    const quietRail = this.#style("quiet", rail);
    const right = server === undefined ? "" : ` ${this.#state(server)}`;
    this.#lines.push(`${cells.join(" ")} ${quietRail}${content}${quietRail}${right}`);
  }

  #state(text = "", columns = 0): string {
    const family = STATE_FAMILY[text.replace("?", "") as State] ?? "plain";
    return this.#style(family, text) + " ".repeat(Math.max(0, columns - widthOf(text)));
  }
}

const NOTHING: RowFigures = { start: "", since: "", packet: "" };

/** The label, with its detail where both fit; what of the label does not fit stands in `rest`. */
function fitLabel(
  row: SegmentRow | IcmpRow,
  room: number,
): { readonly label: string; readonly rest: string } {
  const detail = row.kind === "segment" ? row.detail : undefined;
  const whole = detail === undefined ? row.label : `${row.label} ${detail}`;
  if (widthOf(whole) <= room) return { label: whole, rest: "" };
  const [label = "", ...rest] = wrap(row.label, room);
  return { label, rest: rest.join(" ") };
}

function meaningOf(label: string): Meaning {
  if (label.startsWith("SYN")) return "opening";
  if (label.startsWith("FIN")) return "closing";
  return label.startsWith("RST") ? "error" : "plain";
}
