// Lines of text, drawn as they are: made to fit before, so that they only have to be placed.
import { Box, Transform } from "ink";
import { type ReactNode, useContext, useLayoutEffect } from "react";
import { LineSink } from "./line-sink.ts";

export interface LinesProps {
  /** Each at most as wide as the screen; may be dressed in colour. Cleaned of control characters before. */
  readonly lines: readonly string[];
}

export function Lines({ lines }: LinesProps): ReactNode {
  const sink = useContext(LineSink);
  useLayoutEffect(() => {
    sink?.(lines);
  }, [sink, lines]);
  if (sink !== null) return null;
  // (ink would measure each line, and remember every one that it has ever measured. It is given as many empty ones,
  // which become these as they are drawn.)
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Transform transform={(_, index) => lines[index] ?? ""}>{placeholder(lines.length)}</Transform>
    </Box>
  );
}

function placeholder(rows: number): string {
  return Array.from({ length: rows }, () => " ").join("\n");
}
