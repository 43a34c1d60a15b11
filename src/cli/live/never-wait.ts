// A terminal that stands still (Ctrl-S) would stop the capture: Node waits for terminals as they write.
import type { Screen } from "../terminal.ts";

/** (Node has no public word for it; where it has not this one either, all stays as it is.) */
interface Handled {
  readonly _handle?: { setBlocking?(blocks: boolean): void } | null;
}

/** From now on what the screen does not take is kept by the stream, as it is for pipes. */
export function neverWait(screen: Screen & Handled): void {
  if (screen.isTTY === true) screen._handle?.setBlocking?.(false);
}
