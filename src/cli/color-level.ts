// Whether to colour: the option first, then FORCE_COLOR, then NO_COLOR (no-color.org), then what
// standard output is.
import type { ColorLevel } from "../present/terminal/style.ts";
import type { Surroundings } from "./terminal.ts";

/** @param wanted false for `--no-color` */
export function colorLevel(wanted: boolean, { stdout, env }: Surroundings): ColorLevel {
  if (!wanted) return "none";
  const force = env.FORCE_COLOR;
  if (force !== undefined && force !== "") return force === "0" || force === "false" ? "none" : "16";
  if ((env.NO_COLOR ?? "") !== "") return "none";
  return stdout.isTTY === true && env.TERM !== "dumb" ? "16" : "none";
}
