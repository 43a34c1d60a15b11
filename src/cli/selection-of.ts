// What `--select` chooses, or one line on why it cannot be understood.
import type { Predicate } from "../select/match.ts";
import { SelectError } from "../select/select-error.ts";
import { UsageError } from "./usage-error.ts";

/** The language is loaded only when it is spoken. */
export async function selectionOf(expression: string): Promise<Predicate> {
  const select = await import("../select/selection.ts");
  try {
    return select.selectionOf(expression);
  } catch (error) {
    if (error instanceof SelectError) throw new UsageError(`--select: ${error.message}`);
    throw error;
  }
}
