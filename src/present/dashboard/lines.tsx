// Lines of text, drawn as they are: made to fit before, so that ink only has to place them. ink would measure each
// line, and remember every one that it has ever measured: it is given as many empty ones instead, which become
// these as they are drawn.
import { Box, Transform } from "ink";
import type { ReactNode } from "react";

export interface LinesProps {
  /** Each at most as wide as the screen; may be dressed in colour. Cleaned of control characters before. */
  readonly lines: readonly string[];
}

export function Lines({ lines }: LinesProps): ReactNode {
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Transform transform={(_, index) => lines[index] ?? ""}>{placeholder(lines.length)}</Transform>
    </Box>
  );
}

function placeholder(rows: number): string {
  return Array.from({ length: rows }, () => " ").join("\n");
}
