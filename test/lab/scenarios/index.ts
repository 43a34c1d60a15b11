// Every scenario, in the order of a connection's life.
import type { Scenario } from "../scenario.ts";
import * as closing from "./closing.ts";
import * as failingToOpen from "./failing-to-open.ts";
import * as opening from "./opening.ts";
import * as overload from "./overload.ts";
import * as path from "./path.ts";
import * as probes from "./probes.ts";
import * as resets from "./resets.ts";
import * as standstill from "./standstill.ts";
import * as timeWait from "./time-wait.ts";
import * as waiting from "./waiting.ts";

export const scenarios: readonly Scenario[] = [
  opening,
  failingToOpen,
  overload,
  probes,
  path,
  standstill,
  resets,
  closing,
  waiting,
  timeWait,
].flatMap((group) => Object.values<Scenario>(group));
