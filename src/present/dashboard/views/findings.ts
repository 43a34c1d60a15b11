// The findings as lines: a table of groups, the sentence of the selected one, and the feed of events.
import type { FindingsBody } from "../../../session/screen/frame.ts";
import type { Drawing, Space } from "../drawing.ts";
import type { Sorting } from "./services.ts";

/** @param cursor place of the selected group among `body.rows` */
export function findingsLines(
  body: FindingsBody,
  cursor: number,
  sorting: Sorting,
  space: Space,
  drawing: Drawing,
): string[] {
  void drawing;
  void sorting;
  return body.rows
    .map((row, index) => `${index === cursor ? ">" : " "} ${row.id} ${row.count}`)
    .slice(0, space.rows);
}
