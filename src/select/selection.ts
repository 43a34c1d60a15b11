// The folder's front door for whoever has an expression and wants connections.
import { compileSelect, type Predicate } from "./match.ts";
import { parseSelect } from "./parse.ts";

/** Whether a connection is one of those that `expression` describes. Throws SelectError. */
export function selectionOf(expression: string): Predicate {
  return compileSelect(parseSelect(expression));
}
