// Every scenario, in the order of a connection's life.
import type { Scenario } from "../scenario.ts";
import * as closing from "./closing.ts";

export const scenarios: readonly Scenario[] = [...Object.values(closing)];
