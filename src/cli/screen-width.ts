// How wide a report may be: the screen's width, also where a pager stands between; a file has room.
import type { Surroundings } from "./terminal.ts";

/** The table of connections with all its columns. */
const WIDE_ENOUGH = 132;

/** @param otherwise columns where there is no screen */
export function screenWidth({ stdout, stderr, env }: Surroundings, otherwise = WIDE_ENOUGH): number {
  return (
    (stdout.isTTY && stdout.columns) || Number(env.COLUMNS) || (stderr.isTTY && stderr.columns) || otherwise
  );
}
