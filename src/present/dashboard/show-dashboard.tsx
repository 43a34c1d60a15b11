// The dashboard on a terminal: ink draws it. The only file that ink's `render` is called in.
import { render } from "ink";
import type { SessionPort } from "../../session/screen/protocol.ts";
import { dashboardWordsIn } from "../../words/dashboard-words.ts";
import { App } from "./app.tsx";
import { createDrawing, type DrawingOptions } from "./drawing.ts";
import { Repaint, type RepaintProps } from "./repaint.tsx";

/** What the screen begins with. */
export interface ScreenOptions extends DrawingOptions {
  readonly kind: "live" | "replay";
  /** The filter to begin with, in the language of `--select`; it is a right one. */
  readonly select: string | null;
}

/** The terminal: taken by the caller, who gives it back. */
export interface ScreenStreams {
  readonly keys: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly onRepaint: RepaintProps["onRepaint"];
  /** Aborted: the screen is taken down. */
  readonly signal: AbortSignal;
}

/** Resolves when the user wants to leave or the signal says so; rejects with what was thrown while drawing. */
export type ShowScreen = (session: SessionPort, streams: ScreenStreams) => Promise<void>;

/** Loads all that the screen will ever need: afterwards the program's files may be out of reach. */
export async function loadDashboard(options: ScreenOptions): Promise<ShowScreen> {
  const drawing = createDrawing(options, await dashboardWordsIn(options.lang));
  void drawing;
  return async (session, { keys, stdout, onRepaint, signal }) => {
    if (signal.aborted) return;
    const instance = render(
      <Repaint onRepaint={onRepaint}>
        <App session={session} />
      </Repaint>,
      { stdin: keys, stdout, exitOnCtrlC: false, incrementalRendering: true, patchConsole: false },
    );
    signal.addEventListener("abort", () => instance.unmount(), { once: true });
    await instance.waitUntilExit();
  };
}
