import { expect, test } from "vitest";
import { colorLevel } from "../../src/cli/color-level.ts";
import type { Environment } from "../../src/cli/terminal.ts";
import { RememberingScreen } from "./captured-terminal.ts";

test.each<[wanted: boolean, isTTY: boolean, env: Environment, level: string]>([
  [true, true, {}, "16"],
  [true, false, {}, "none"],
  [true, true, { TERM: "dumb" }, "none"],
  [true, true, { NO_COLOR: "1" }, "none"],
  [true, true, { NO_COLOR: "" }, "16"],
  [true, false, { FORCE_COLOR: "1" }, "16"],
  [true, true, { FORCE_COLOR: "0" }, "none"],
  [true, false, { FORCE_COLOR: "1", NO_COLOR: "1" }, "16"],
  [false, true, {}, "none"],
  [false, true, { FORCE_COLOR: "1" }, "none"],
])("wanted %s, terminal %s, %j: %s", (wanted, isTTY, env, level) => {
  const screen = new RememberingScreen(isTTY);
  const terminal = { stdout: screen, stderr: screen, env, onInterrupt: () => () => {} };
  expect(colorLevel(wanted, terminal)).toBe(level);
});
