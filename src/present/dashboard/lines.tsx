// Lines of text, drawn as they are: made to fit before, so that ink only has to place them.
import { Box, Text } from "ink";
import type { ReactNode } from "react";

export interface LinesProps {
  /** Each at most as wide as the screen; may be dressed in colour. Cleaned of control characters before. */
  readonly lines: readonly string[];
}

export function Lines({ lines }: LinesProps): ReactNode {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is what stands there, nothing that moves
        <Text key={index} wrap="truncate-end">
          {line === "" ? " " : line}
        </Text>
      ))}
    </Box>
  );
}
