// Which rows of an order are sent.
import type { ViewRequest } from "../protocol.ts";

/**
 * Place of the first row in an order of `length`; a list that has become shorter still fills the window.
 * @param anchorAt place of the request's anchor; null: there is none, or it is gone
 */
export function windowOf(
  length: number,
  { anchor, offset, count }: Pick<ViewRequest, "anchor" | "offset" | "count">,
  anchorAt: number | null,
): number {
  const wanted = anchorAt === null || anchor === null ? offset : anchorAt - anchor.line;
  return Math.max(0, Math.min(wanted, length - count));
}
