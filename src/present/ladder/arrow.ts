// One arrow between the rails, exactly as wide as the lane. Knows no rows and no colour.
import type { Side } from "../../record/connection-record.ts";
import { widthOf } from "../terminal/width.ts";
import type { LadderGlyphs } from "./ladder-glyphs.ts";

/** What an arrow takes besides its label: two of line, two spaces, the head. */
export const ARROW_ROOM = 5;
/** How far what does not span the lane reaches, in parts of it. */
const REACH = 0.8;

/** An arrow in three parts, so that its label can be dressed apart. */
export interface Arrow {
  readonly before: string;
  readonly label: string;
  readonly after: string;
}

/** From rail to rail; the label stands near its sender. */
export function wholeArrow(from: Side, label: string, lane: number, line: string, head: string): Arrow {
  const rest = line.repeat(Math.max(0, lane - widthOf(label) - ARROW_ROOM));
  return from === "client"
    ? { before: `${line}${line} `, label, after: ` ${rest}${head}` }
    : { before: `${head}${rest} `, label, after: ` ${line}${line}` };
}

/** From its sender's rail to somewhere in the lane. */
export function lostArrow(from: Side, label: string, lane: number, glyphs: LadderGlyphs): Arrow {
  const reach = reachOf(label, lane);
  const { before, after } = wholeArrow(from, label, reach, glyphs.line, glyphs.lost);
  const blank = " ".repeat(lane - reach);
  return from === "client"
    ? { before, label, after: after + blank }
    : { before: blank + before, label, after };
}

/** From somewhere in the lane to the rail of whom it tells. */
export function midwayArrow(to: Side, label: string, lane: number, glyphs: LadderGlyphs): Arrow {
  const { line, router } = glyphs;
  const reach = reachOf(label, lane);
  const rest = line.repeat(Math.max(0, reach - widthOf(label) - ARROW_ROOM));
  const blank = " ".repeat(lane - reach);
  return to === "client"
    ? { before: `${glyphs.toClient}${line} `, label, after: ` ${rest}${router}${blank}` }
    : { before: `${blank}${router}${rest} `, label, after: ` ${line}${glyphs.toServer}` };
}

function reachOf(label: string, lane: number): number {
  return Math.min(lane, Math.max(Math.floor(lane * REACH), widthOf(label) + ARROW_ROOM));
}
