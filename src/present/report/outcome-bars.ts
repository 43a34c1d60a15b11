// How the connections ended, as bars: one line a verdict, the most frequent first. Pure.
import type { Verdict } from "../../record/connection-record.ts";
import { formatCount } from "../../words/numbers.ts";
import type { Glyphs } from "../terminal/glyphs.ts";
import type { Style } from "../terminal/style.ts";
import { padEnd, padStart } from "../terminal/width.ts";
import { VERDICT_MEANING } from "./connection-table.ts";

/** Longer bars tell nothing more and lead the eye away from the figures. */
const BAR_MOST = 40;

/** A line for each verdict that occurs, at most `width` wide. */
export function outcomeBars(
  verdicts: Readonly<Partial<Record<Verdict, number>>>,
  width: number,
  glyphs: Glyphs,
  style: Style,
): string[] {
  const rows = (Object.entries(verdicts) as [Verdict, number][])
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (rows.length === 0) return [];
  const nameWidth = Math.max(...rows.map(([verdict]) => verdict.length));
  const countWidth = Math.max(...rows.map(([, count]) => formatCount(count).length));
  const room = Math.max(1, Math.min(BAR_MOST, width - nameWidth - countWidth - 6));
  const most = (rows[0] as [Verdict, number])[1];
  return rows.map(([verdict, count]) => {
    const label = style(VERDICT_MEANING[verdict], padEnd(verdict, nameWidth));
    const drawn = style(VERDICT_MEANING[verdict], bar((count / most) * room, glyphs.bar));
    return `  ${label}  ${padStart(formatCount(count), countWidth)}  ${drawn}`;
  });
}

/** A bar `columns` long in the finest pieces there are; never nothing, for something was counted. */
function bar(columns: number, pieces: readonly string[]): string {
  const steps = Math.max(1, Math.round(columns * pieces.length));
  const whole = Math.floor(steps / pieces.length);
  const rest = steps % pieces.length;
  return (pieces[pieces.length - 1] as string).repeat(whole) + (rest === 0 ? "" : pieces[rest - 1]);
}
