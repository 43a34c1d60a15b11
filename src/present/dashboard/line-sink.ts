// Where the lines of a screen go, past ink: it would take each of them apart into characters and put them together
// again, which is twenty times as dear as all the rest.
import { createContext } from "react";

/** Null: ink draws them. */
export const LineSink = createContext<((lines: readonly string[]) => void) | null>(null);
