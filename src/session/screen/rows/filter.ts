// The filter that a screen asks for, compiled when it changes.
import type { Predicate } from "../../../select/match.ts";
import { selectionOf } from "../../../select/selection.ts";

export class Filter {
  private expression: string | null = null;
  private select: Predicate | null = null;

  /** Null: everything. What is no expression selects nothing: whoever types has been told of mistakes already. */
  of(expression: string | null): Predicate | null {
    if (expression !== this.expression) {
      this.expression = expression;
      this.select = expression === null ? null : predicateOf(expression);
    }
    return this.select;
  }
}

function predicateOf(expression: string): Predicate {
  try {
    return selectionOf(expression);
  } catch {
    return () => false;
  }
}
