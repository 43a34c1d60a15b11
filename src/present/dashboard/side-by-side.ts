// Two parts of the screen beside each other. Lines may be dressed: their width is measured without colour.
import { dressedWidth } from "../terminal/dressed-width.ts";
import type { Drawing } from "./drawing.ts";

/** The left lines filled to `width`, a line between, the right ones; as many as the longer part has. */
export function beside(
  left: readonly string[],
  right: readonly string[],
  width: number,
  { style, ascii }: Drawing,
): string[] {
  const rule = ` ${style("quiet", ascii ? "|" : "│")} `;
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const line = left[index] ?? "";
    const filling = " ".repeat(Math.max(0, width - dressedWidth(line)));
    return `${line}${filling}${rule}${right[index] ?? ""}`;
  });
}
