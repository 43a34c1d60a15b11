// Draws everything anew where something else has stood on the screen: after the program was stopped by Ctrl-Z.
import { useStdout } from "ink";
import { type ReactNode, useEffect } from "react";

const EMPTY = "\x1b[2J\x1b[H";

export interface RepaintProps {
  /** Takes what draws everything; returns how to take it back. */
  readonly onRepaint: (draw: () => void) => () => void;
  readonly children: ReactNode;
}

export function Repaint({ onRepaint, children }: RepaintProps): ReactNode {
  const { write } = useStdout();
  useEffect(() => onRepaint(() => write(EMPTY)), [onRepaint, write]);
  return children;
}
