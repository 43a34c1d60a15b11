// The newest events, a line each, as `live` prints them: the newest at the bottom, and what came too fast told.
import type { LifecycleEvent } from "../../../record/event-record.ts";
import { EVENT_KINDS } from "../../../record/vocabulary.ts";
import type { FindingsBody } from "../../../session/screen/frame.ts";
import { formatShortCount } from "../../../words/numbers.ts";
import { EventLines } from "../../stream/event-lines.ts";
import { SaidAlready } from "../../stream/said-already.ts";
import { cutEnd, widthOf } from "../../terminal/width.ts";
import type { Drawing, Space } from "../drawing.ts";

/** A heading, and as many of the newest as find room. */
export function feedLines(
  { feed, notInFeed }: Pick<FindingsBody, "feed" | "notInFeed">,
  { columns, rows }: Space,
  drawing: Drawing,
): string[] {
  if (rows <= 0) return [];
  const { style, words, glyphs, marks } = drawing;
  const { feed: heading, feedEmpty, notInFeed: leftOut } = words.views.findings;
  const counts = EVENT_KINDS.filter((kind) => notInFeed[kind] > 0).map(
    (kind) => `${formatShortCount(notInFeed[kind])} ${words.views.states.events[kind]}`,
  );
  const missing = counts.length === 0 ? "" : ` ${glyphs.dot} ${leftOut(counts)}`;
  const title = cutEnd(`${heading}${missing}`, columns - 6, glyphs.ellipsis);
  const rule = (length: number) => marks.rule.repeat(Math.max(0, length));
  const head = style("quiet", `${rule(2)} ${title} ${rule(columns - widthOf(title) - 4)}`);
  if (feed.length === 0) return [head, style("quiet", cutEnd(`  ${feedEmpty}`, columns, ""))].slice(0, rows);
  const lines = eventLines(tellingMore(feed).slice(-rows), columns, drawing);
  return [head, ...(rows === 1 ? [] : lines.slice(1 - rows))];
}

/** Without what only says again what stands above it, as `live` leaves it out. */
function tellingMore(feed: readonly LifecycleEvent[]): LifecycleEvent[] {
  const said = new SaidAlready();
  return feed.filter((event) => {
    if (said.has(event)) return false;
    said.see(event);
    return true;
  });
}

function eventLines(feed: readonly LifecycleEvent[], columns: number, drawing: Drawing): string[] {
  const { color, ascii, words } = drawing;
  const printer = new EventLines({ width: () => columns, color, ascii, oneLine: true }, words.events);
  return feed.flatMap((event) => printer.event(event, false).trimEnd().split("\n"));
}
