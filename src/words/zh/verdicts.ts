// All verdicts explained in Chinese. A verdict that neither part has, the compiler names.
import type { VerdictExplanations } from "../explanation.ts";
import { closingVerdicts } from "./verdicts/closing.ts";
import { openingVerdicts } from "./verdicts/opening.ts";

const { closed, reset, "half-closed": halfClosed, closing, open, partial } = closingVerdicts;

/** From the end of a connection's life back to its beginning, as the contract lists them. */
export const verdicts: VerdictExplanations = {
  closed,
  reset,
  aborted: openingVerdicts.aborted,
  refused: openingVerdicts.refused,
  "half-closed": halfClosed,
  closing,
  "half-open": openingVerdicts["half-open"],
  open,
  unreachable: openingVerdicts.unreachable,
  unanswered: openingVerdicts.unanswered,
  connecting: openingVerdicts.connecting,
  partial,
};
