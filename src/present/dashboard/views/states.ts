// The states as lines: how many ends are in each now, how that went in the last minutes, what stays where it
// should not, and how often what happens.
import type { State } from "../../../record/connection-record.ts";
import type { EventKind } from "../../../record/event-record.ts";
import type { StatesBody } from "../../../session/screen/frame.ts";
import { formatAge, formatShortCount } from "../../../words/numbers.ts";
import { STATE_FAMILY } from "../../terminal/style.ts";
import { cutEnd, padEnd, padStart, widthOf } from "../../terminal/width.ts";
import type { Drawing, Space } from "../drawing.ts";
import { chart, sparkline } from "../sparkline.ts";
import { attentionTo } from "./state-attention.ts";

/** In the order of the lines: as life goes, from the opening to the end. */
export const STATES_SHOWN: readonly State[] = [
  "LISTEN",
  "SYN_SENT",
  "SYN_RECEIVED",
  "ESTABLISHED",
  "FIN_WAIT_1",
  "CLOSING",
  "LAST_ACK",
  "FIN_WAIT_2",
  "CLOSE_WAIT",
  "TIME_WAIT",
  "CLOSED",
  "UNKNOWN",
];

/** What tells most first: where there is little room the last go. */
const EVENTS_SHOWN: readonly EventKind[] = [
  "open",
  "close",
  "refused",
  "reset",
  "retry",
  "unreachable",
  "half-open",
];
const LEAST_EVENTS = 5;

/** Lines of events in a few words. */
const MOST_FLOW = 2;

const MARK = 2;
const NAME = 13;
const FIGURE = 7;
const REMARK = 24;
const WIDE_REMARK = 36;
const LEAST_PICTURE = 8;
/** A picture of the selected state, where there is room for one that tells something. */
const LEAST_CHART = 6;
const MOST_CHART = 20;

/** Place of the state that asks most for attention; `asks` false: none does, and it is the open ones. */
export function whereToLook(
  body: StatesBody,
  drawing: Pick<Drawing, "words">,
): { readonly at: number; readonly asks: boolean } {
  const asking = STATES_SHOWN.filter((state) => attentionTo(state, body, drawing) !== "");
  const ends = (state: State) => body.client[state] + body.server[state];
  // Whoever waits for a program tells more than the other end, which waits for it.
  const most = asking.includes("CLOSE_WAIT") ? "CLOSE_WAIT" : asking.toSorted((a, b) => ends(b) - ends(a))[0];
  return { at: STATES_SHOWN.indexOf(most ?? "ESTABLISHED"), asks: most !== undefined };
}

/** @param cursor place of the selected state in `STATES_SHOWN` */
export function statesLines(body: StatesBody, cursor: number, space: Space, drawing: Drawing): string[] {
  return new StatesView(body, cursor, space, drawing).lines();
}

class StatesView {
  readonly #body: StatesBody;
  readonly #cursor: number;
  readonly #space: Space;
  readonly #drawing: Drawing;
  /** Widths; 0: there is none. */
  readonly #peak: number;
  readonly #remark: number;
  readonly #picture: number;

  constructor(body: StatesBody, cursor: number, space: Space, drawing: Drawing) {
    this.#body = body;
    this.#cursor = Math.max(0, Math.min(cursor, STATES_SHOWN.length - 1));
    this.#space = space;
    this.#drawing = drawing;
    const { columns } = space;
    this.#peak = columns >= 96 ? FIGURE : 0;
    const left = columns - MARK - NAME - 2 * FIGURE - this.#peak;
    this.#remark = columns >= 120 ? WIDE_REMARK : REMARK;
    // (Two columns of air on either side.)
    const picture = left - this.#remark - 4;
    this.#picture = picture < LEAST_PICTURE ? 0 : picture;
  }

  lines(): string[] {
    const { rows } = this.#space;
    const whole = 1 + STATES_SHOWN.length;
    const table = 2 + LEAST_EVENTS;
    if (rows >= whole + table) {
      const events = EVENTS_SHOWN.slice(0, rows - whole - 2);
      const lines = [this.#head(), ...this.#states(), "", this.#eventsHead(), ...events.map(this.#event)];
      const left = rows - lines.length - 2;
      return left < LEAST_CHART ? lines : [...lines, "", ...this.#course(Math.min(left, MOST_CHART))];
    }
    const flow = this.#flow(MOST_FLOW);
    if (rows >= whole + flow.length) {
      return [this.#head(), ...this.#states(), ...this.#atBottom(rows - whole, flow)];
    }
    return this.#inTwo();
  }

  // ── A line for each state ────────────────────────────────────────────────────────────────────

  #head(): string {
    const { words, style } = this.#drawing;
    const { heading, peak, lately } = words.views.states;
    const figures = this.#figures(words.views.client, words.views.server, peak);
    // (Above the newest: what is older may not fill the picture yet.)
    const span = padStart(cutEnd(lately(this.#span()), this.#picture, ""), this.#picture);
    const picture = this.#picture === 0 ? "" : `  ${span}`;
    return style("quiet", `${" ".repeat(MARK)}${padEnd(heading, NAME)}${figures}${picture}`);
  }

  #figures(first: string, second: string, third: string): string {
    const last = this.#peak === 0 ? "" : padStart(cutEnd(third, FIGURE - 1, ""), this.#peak);
    return (
      padStart(cutEnd(first, FIGURE - 1, ""), FIGURE) +
      padStart(cutEnd(second, FIGURE - 1, ""), FIGURE) +
      last
    );
  }

  /** Of the time that the pictures show. */
  #span(): string {
    const { history, historySeconds } = this.#body;
    return formatAge(Math.round(history.ESTABLISHED.length * historySeconds));
  }

  #states(): string[] {
    return STATES_SHOWN.map((state, index) => this.#state(state, index === this.#cursor));
  }

  #state(state: State, isSelected: boolean): string {
    const drawing = this.#drawing;
    const { client, server, history } = this.#body;
    const { marks, words } = drawing;
    const family = STATE_FAMILY[state];
    const all = client[state] + server[state];
    const attention = attentionTo(state, this.#body, drawing);
    const style = isSelected ? (_: unknown, text: string) => text : drawing.style;
    const figure = (count: number, width: number) => {
      const text = padStart(formatShortCount(count), width);
      return count === 0 ? style("quiet", text) : text;
    };
    const peak = Math.max(all, ...history[state]);
    const name = padEnd(state, NAME);
    const remark =
      attention === "" ? words.views.states.meanings[state] : `${drawing.glyphs.warning} ${attention}`;
    const pieces = [
      padEnd(isSelected ? marks.cursor : "", MARK),
      all === 0 ? style("quiet", name) : style(family, name),
      figure(client[state], FIGURE),
      figure(server[state], FIGURE),
      this.#peak === 0 ? "" : figure(peak, this.#peak),
      this.#picture === 0 ? "" : `  ${style(family, sparkline(history[state], this.#picture, marks))}`,
      `  ${style(attention === "" ? "quiet" : "warning", cutEnd(remark, this.#remark, drawing.glyphs.ellipsis))}`,
    ];
    const line = pieces.join("");
    return isSelected ? drawing.selected(padEnd(line, this.#space.columns)) : line;
  }

  // ── What happens ─────────────────────────────────────────────────────────────────────────────

  #eventsHead(): string {
    const { words, style } = this.#drawing;
    const { happened, perSecond, total } = words.views.states;
    const figures = this.#figures(perSecond, total, "");
    return style("quiet", `${" ".repeat(MARK)}${padEnd(happened, NAME)}${figures}`.trimEnd());
  }

  readonly #event = (kind: EventKind): string => {
    const { style, words, marks } = this.#drawing;
    const { perSecond, total, history } = this.#body.rates[kind];
    const name = padEnd(words.views.states.events[kind], NAME);
    const figures = this.#figures(formatShortCount(perSecond), formatShortCount(total), "");
    const picture =
      this.#picture === 0 ? "" : `  ${style(meaningOf(kind), sparkline(history, this.#picture, marks))}`;
    const text = total === 0 ? style("quiet", name + figures) : name + figures;
    return `${" ".repeat(MARK)}${text}${picture}`.trimEnd();
  };

  /** The same in a few words, one after the other, in at most so many lines: without rates where they find no room. */
  #flow(most: number): string[] {
    const { events, perSecond } = this.#drawing.words.views.states;
    const told = (withRates: boolean) =>
      EVENTS_SHOWN.map((kind) => {
        const { total, perSecond: rate } = this.#body.rates[kind];
        const now = withRates && rate > 0 ? ` (${formatShortCount(rate)} ${perSecond})` : "";
        return { name: events[kind], figures: `${formatShortCount(total)}${now}`, isQuiet: total === 0 };
      });
    const whole = this.#flowing(told(true));
    return whole.length <= most ? whole : this.#flowing(told(false)).slice(0, Math.max(0, most));
  }

  #flowing(parts: readonly { name: string; figures: string; isQuiet: boolean }[]): string[] {
    const { style, glyphs } = this.#drawing;
    const lines: string[] = [];
    let width = 0;
    for (const { name, figures, isQuiet } of parts) {
      const needed = widthOf(`${name} ${figures}`);
      const text = `${style("quiet", name)} ${isQuiet ? style("quiet", figures) : figures}`;
      if (width === 0 || width + 3 + needed > this.#space.columns) {
        lines.push(`${" ".repeat(MARK)}${text}`);
        width = MARK + needed;
      } else {
        lines.push(`${lines.pop()} ${style("quiet", glyphs.dot)} ${text}`);
        width += 3 + needed;
      }
    }
    return lines;
  }

  #atBottom(room: number, flow: readonly string[]): string[] {
    return room > flow.length ? ["", ...flow] : [...flow];
  }

  // ── All states on half a screen ──────────────────────────────────────────────────────────────

  /** Two states in a line, without their past; the events below as far as there is room. */
  #inTwo(): string[] {
    const { rows, columns } = this.#space;
    const { style, words } = this.#drawing;
    const half = STATES_SHOWN.length / 2;
    const width = columns >> 1;
    const figures = this.#figuresOfHalf(words.views.client, words.views.server);
    const head = padEnd(`${" ".repeat(MARK)}${padEnd(words.views.states.heading, NAME)}${figures}`, width);
    const lines = Array.from({ length: half }, (_, line) => {
      return this.#half(line, width) + this.#half(line + half, width).trimEnd();
    });
    const seen = Math.max(0, rows - 1);
    const from = Math.max(0, Math.min((this.#cursor % half) - seen + 1, half - seen));
    const shown = [style("quiet", (head + head).trimEnd()), ...lines.slice(from, from + seen)];
    return [...shown, ...this.#flow(Math.min(MOST_FLOW, rows - shown.length))].slice(0, Math.max(0, rows));
  }

  #half(at: number, width: number): string {
    const state = STATES_SHOWN[at] as State;
    const { client, server } = this.#body;
    const { style, selected, marks, glyphs } = this.#drawing;
    const isSelected = at === this.#cursor;
    const all = client[state] + server[state];
    const figures = this.#figuresOfHalf(formatShortCount(client[state]), formatShortCount(server[state]));
    const needsAttention = attentionTo(state, this.#body, this.#drawing) !== "";
    const mark = isSelected ? marks.cursor : needsAttention ? glyphs.warning : "";
    const plain = padEnd(padEnd(mark, MARK) + padEnd(state, NAME) + figures, width);
    if (isSelected) return selected(plain);
    if (needsAttention) return style("warning", plain);
    return style(all === 0 ? "quiet" : STATE_FAMILY[state], plain);
  }

  #figuresOfHalf(first: string, second: string): string {
    return padStart(cutEnd(first, FIGURE - 1, ""), FIGURE) + padStart(cutEnd(second, FIGURE - 1, ""), FIGURE);
  }

  // ── The course of the selected state ─────────────────────────────────────────────────────────

  #course(rows: number): string[] {
    const { style, words, marks, glyphs } = this.#drawing;
    const state = this.#pictured();
    const history = this.#body.history[state];
    const columns = this.#space.columns - MARK;
    const title = words.views.states.course(state, this.#span(), formatShortCount(Math.max(0, ...history)));
    const picture = chart(history, columns, rows, marks);
    return [
      `${" ".repeat(MARK)}${style("title", cutEnd(title, columns, glyphs.ellipsis))}`,
      ...picture.map((line) => `${" ".repeat(MARK)}${style(STATE_FAMILY[state], line.trimEnd())}`),
    ];
  }

  /** The selected state; nobody was ever in it: one that asks for attention, or the fullest. */
  #pictured(): State {
    const most = (state: State) => Math.max(0, ...this.#body.history[state]);
    const selected = STATES_SHOWN[this.#cursor] as State;
    if (most(selected) > 0) return selected;
    const asking = STATES_SHOWN.filter((state) => attentionTo(state, this.#body, this.#drawing) !== "");
    const from = asking.length > 0 ? asking : STATES_SHOWN;
    return from.reduce((one, other) => (most(other) > most(one) ? other : one));
  }
}

function meaningOf(kind: EventKind) {
  if (kind === "open") return "open";
  if (kind === "close") return "closing";
  return kind === "refused" || kind === "unreachable" ? "error" : "warning";
}
