// Every scenario, in the order of a connection's life.
import type { Scenario } from "../scenario.ts";
import * as closing from "./closing.ts";
import * as failingToOpen from "./failing-to-open.ts";
import * as opening from "./opening.ts";
import * as overload from "./overload.ts";
import * as path from "./path.ts";
import * as resets from "./resets.ts";
import * as waiting from "./waiting.ts";

export const scenarios: readonly Scenario[] = [
  opening,
  failingToOpen,
  overload,
  path,
  resets,
  closing,
  waiting,
].flatMap((group) => Object.values<Scenario>(group));
