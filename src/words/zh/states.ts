// All states explained in Chinese. A state that neither part has, the compiler names.
import type { StateExplanations } from "../explanation.ts";
import { closingStates } from "./states/closing.ts";
import { openingStates } from "./states/opening.ts";

const { UNKNOWN, ...beforeClosing } = openingStates;

/** In the order of a connection's life. */
export const states: StateExplanations = { ...beforeClosing, ...closingStates, UNKNOWN };
