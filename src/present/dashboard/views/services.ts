// The services as lines: a table, a line for each server ip:port.
import type { Order, ServicesBody } from "../../../session/screen/frame.ts";
import type { Drawing, Space } from "../drawing.ts";

/** By what the rows of a table are ordered. */
export interface Sorting {
  readonly order: Order;
  readonly reverse: boolean;
}

/** @param cursor place of the selected row among `body.rows` */
export function servicesLines(
  body: ServicesBody,
  cursor: number,
  sorting: Sorting,
  space: Space,
  drawing: Drawing,
): string[] {
  void drawing;
  void sorting;
  return body.rows
    .map((row, index) => `${index === cursor ? ">" : " "} ${row.ip} ${row.port}`)
    .slice(0, space.rows);
}
