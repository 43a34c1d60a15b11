// Colour by meaning, for any terminal: the sixteen named colours, no background, nothing bright, so
// that light and dark terminals both stay readable. Colour is never the only mark.
import type { State } from "../../record/connection-record.ts";

export type ColorLevel = "none" | "16";

/** What a piece of text means; the table below says how that looks. */
export type Meaning =
  | "plain"
  | "title"
  | "quiet"
  | "opening"
  | "open"
  | "closing"
  | "waiting"
  | "dead"
  | "error"
  | "warning"
  | "info"
  | "good";

// Blue is left out: it is hard to read on black terminals.
const SGR: Record<Meaning, string> = {
  plain: "",
  title: "1",
  quiet: "2",
  opening: "36",
  open: "32",
  closing: "35",
  waiting: "33",
  dead: "2",
  error: "1;31",
  warning: "33",
  info: "36",
  good: "32",
};

/** Which family a state belongs to. */
export const STATE_FAMILY: Record<State, "opening" | "open" | "closing" | "waiting" | "dead"> = {
  LISTEN: "dead",
  SYN_SENT: "opening",
  SYN_RECEIVED: "opening",
  ESTABLISHED: "open",
  FIN_WAIT_1: "closing",
  FIN_WAIT_2: "waiting",
  CLOSE_WAIT: "waiting",
  CLOSING: "closing",
  LAST_ACK: "closing",
  // Over, and only waiting for the clock: nothing to look at.
  TIME_WAIT: "dead",
  CLOSED: "dead",
  UNKNOWN: "dead",
};

export type Style = (meaning: Meaning, text: string) => string;

/** The function that dresses text of a meaning; the text's own width does not change. */
export function createStyle(level: ColorLevel): Style {
  if (level === "none") return (_meaning, text) => text;
  return (meaning, text) => {
    const code = SGR[meaning];
    return code === "" || text === "" ? text : `\x1b[${code}m${text}\x1b[0m`;
  };
}
