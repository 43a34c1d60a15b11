// The rows of a view as its selection knows them: by their keys and places.
import type { Body } from "../../../session/screen/frame.ts";
import type { ScreenState } from "./screen-state.ts";
import type { RowsAtHand } from "./selection.ts";

/** Of the view that is shown; null: it has no rows, or none have come yet. */
export function rowsAtHand({ view, bodies }: ScreenState): RowsAtHand | null {
  const body = bodies[view];
  return body === undefined ? null : rowsOf(body);
}

/** Null: the view has no rows. */
export function rowsOf(body: Body): RowsAtHand | null {
  if (body.view === "states") return null;
  const { matching, offset, anchorAt } = body;
  return { matching, offset, anchorAt, keys: keysOf(body) };
}

function keysOf(body: Exclude<Body, { view: "states" }>): (number | string)[] {
  switch (body.view) {
    case "connections":
      return body.rows.map(({ id }) => id);
    case "services":
      return body.rows.map(({ ip, port }) => `${ip} ${port}`);
    case "findings":
      return body.rows.map(({ key }) => key);
  }
}
