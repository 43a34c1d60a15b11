// The screen as a component of ink: draws its lines, hands its keys on.
import { useApp, useInput } from "ink";
import { type ReactNode, useCallback, useLayoutEffect, useState } from "react";
import { Lines } from "./lines.tsx";
import type { Screen } from "./screen.ts";
import { screenLines } from "./screen-lines.ts";

export interface AppProps {
  readonly screen: Screen;
}

export function App({ screen }: AppProps): ReactNode {
  const { exit } = useApp();
  const [, setDrawings] = useState(0);
  useLayoutEffect(
    () =>
      screen.open(
        () => setDrawings((drawings) => drawings + 1),
        () => exit(),
      ),
    [screen, exit],
  );
  useInput(useCallback((input, key) => screen.input(input, key), [screen]));
  // (The lines have been written when this runs.)
  useLayoutEffect(() => {
    screen.drawn();
  });
  return <Lines lines={screenLines(screen.shown)} />;
}
