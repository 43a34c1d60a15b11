// The four views by name, and the line below them that says what of them is seen: filter, order, held or following.

import { formatCount, formatShortCount } from "../../words/numbers.ts";
import { inAscii } from "../terminal/ascii.ts";
import { clean } from "../terminal/clean.ts";
import type { Meaning } from "../terminal/style.ts";
import { cutEnd, widthOf } from "../terminal/width.ts";
import { VIEWS } from "./keys/key-actions.ts";
import { shownTop } from "./keys/key-moves.ts";
import { layoutOf } from "./layout.ts";
import { paneLines } from "./panes/pane-lines.ts";
import { type ScreenState, selectInForce, topPane } from "./state/screen-state.ts";

interface Note {
  readonly text: string;
  readonly meaning: Meaning;
}

export function tabsLine(state: ScreenState): string {
  const { drawing, size, view, status } = state;
  const { words, style, selected, color } = drawing;
  const { error = 0, warning = 0 } = status?.findings ?? {};
  const isWide = size.columns >= 76;
  const tabs = VIEWS.map((name, index) => {
    const count = name === "findings" ? error + warning : 0;
    const label = `${index + 1} ${words.screen.views[name]}`;
    const figure = count === 0 ? "" : ` ${formatShortCount(count)}`;
    const isOpen = name === view;
    if (color === "none") return isOpen ? `[${label}${figure}]` : ` ${label}${figure} `;
    if (isOpen) return selected(` ${label}${figure} `);
    return ` ${label}${style(error > 0 ? "error" : "warning", figure)} `;
  });
  return tabs.join(isWide ? "  " : "");
}

/** A rule with what is to be said in it. */
export function noteLine(state: ScreenState): string {
  const { drawing, size } = state;
  const { marks, style, glyphs, ascii } = drawing;
  const [start, end] = [startNotes(state), endNotes(state)];
  const rest = end.reduce((sum, { text }) => sum + widthOf(text) + 2, 0);
  let room = size.columns - 2 - rest - 3;
  let line = style("quiet", marks.rule);
  let taken = 1;
  for (const { text, meaning } of start) {
    const cut = cutEnd(ascii ? inAscii(text) : text, Math.max(0, room), glyphs.ellipsis);
    if (cut === "") break;
    line += ` ${style(meaning, cut)} ${style("quiet", marks.rule)}`;
    taken += widthOf(cut) + 3;
    room -= widthOf(cut) + 3;
  }
  const ending = end.map(({ text, meaning }) => ` ${style(meaning, text)} `).join("");
  const filling = Math.max(0, size.columns - taken - rest - (end.length > 0 ? 1 : 0));
  return `${line}${style("quiet", marks.rule.repeat(filling))}${ending}${end.length > 0 ? style("quiet", marks.rule) : ""}`;
}

export function ruleLine({ drawing, size }: ScreenState): string {
  return drawing.style("quiet", drawing.marks.rule.repeat(size.columns));
}

function startNotes(state: ScreenState): Note[] {
  const { drawing, held, status } = state;
  const { screen } = drawing.words;
  const notes: Note[] = [];
  if (held !== null && status !== null) {
    const since = screen.heldSince(
      formatCount(status.packets - held.packets),
      formatCount(status.connections - held.connections),
    );
    notes.push({ text: `${screen.held}: ${since}`, meaning: "warning" });
  }
  const pane = topPane(state);
  if (pane !== null) {
    const { keys } = screen;
    const name = { ladder: keys.ladder[0], explain: keys.explain[0], help: keys.help[0] }[pane.kind];
    notes.push({ text: pane.kind === "ladder" ? `${name} ${formatCount(pane.id)}` : name, meaning: "title" });
    return notes;
  }
  const select = selectInForce(state);
  if (select !== null) {
    notes.push({ text: `${screen.filter} ${clean(select)}${matching(state)}`, meaning: "title" });
  }
  return notes;
}

function matching({ bodies, view, drawing }: ScreenState): string {
  const body = bodies[view];
  // (Their figures are of all that is tracked.)
  if (view === "states" || view === "findings") return ` ${drawing.glyphs.dot} ${drawing.words.screen.ofAll}`;
  if (body === undefined || body.view === "states" || body.matching === body.total) return "";
  const { of } = drawing.words.screen;
  return ` ${drawing.glyphs.dot} ${of(formatCount(body.matching), formatCount(body.total))}`;
}

function endNotes(state: ScreenState): Note[] {
  const { drawing, view, selections, bodies } = state;
  const pane = topPane(state);
  if (pane !== null) {
    const { lines } = paneLines(state, pane);
    const above = shownTop(state, pane);
    const below = Math.max(0, lines.length - above - layoutOf(state).body.rows);
    const text = [
      above > 0 ? `${drawing.marks.above} ${above}` : "",
      below > 0 ? `${drawing.marks.below} ${below}` : "",
    ];
    return text.some(Boolean) ? [{ text: text.filter(Boolean).join("  "), meaning: "quiet" }] : [];
  }
  const selection = selections[view];
  const body = bodies[view];
  if (body === undefined || body.view === "states") return [];
  if (selection.follows) return [{ text: drawing.words.screen.following, meaning: "quiet" }];
  const { of } = drawing.words.screen;
  const at = Math.min(selection.at + 1, body.matching);
  return [{ text: of(formatCount(at), formatCount(body.matching)), meaning: "quiet" }];
}
