// The dashboard on a terminal: ink draws it. The only file that ink's `render` is called in.
import { render } from "ink";
import type { SessionPort } from "../../session/screen/protocol.ts";
import { dashboardWordsIn } from "../../words/dashboard-words.ts";
import { handbookIn } from "../../words/topics.ts";
import { App } from "./app.tsx";
import type { Clock } from "./draw-pace.ts";
import { createDrawing, type DrawingOptions } from "./drawing.ts";
import { clipboardSequence, multiplexersIn } from "./keys/copy.ts";
import { LineSink } from "./line-sink.ts";
import { homeDirectory } from "./prompts/home-directory.ts";
import { Screen } from "./screen.ts";
import { ScreenOutput } from "./screen-output.ts";
import { firstState } from "./state/screen-state.ts";

/** What the screen begins with. */
export interface ScreenOptions extends DrawingOptions {
  readonly kind: "live" | "replay";
  /** The filter to begin with, in the language of `--select`; it is a right one. */
  readonly select: string | null;
}

/** The terminal: taken by the caller, who gives it back. */
interface ScreenStreams {
  readonly keys: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Takes what draws everything anew, where something else has stood on the screen; returns how to take it back. */
  readonly onRepaint: (draw: () => void) => () => void;
  /** Aborted: the screen is taken down. */
  readonly signal: AbortSignal;
}

/** Resolves when the user wants to leave or the signal says so; rejects with what was thrown while drawing. */
export type ShowScreen = (session: SessionPort, streams: ScreenStreams) => Promise<void>;

/** Loads all that the screen will ever need: afterwards the program's files may be out of reach. */
export async function loadDashboard(options: ScreenOptions): Promise<ShowScreen> {
  const { kind, lang, select } = options;
  const [words, handbook] = await Promise.all([dashboardWordsIn(lang), handbookIn(lang)]);
  const drawing = createDrawing(options, words);
  return async (session, { keys, stdout, onRepaint, signal }) => {
    if (signal.aborted) return;
    const output = new ScreenOutput(stdout);
    const size = () => ({ columns: output.columns, rows: output.rows });
    const home = homeDirectory(process.env);
    const screen = new Screen(firstState({ kind, size: size(), select, handbook, drawing, home }), {
      session,
      clock: CLOCK,
      copy: (text) => {
        const sequence = clipboardSequence(text, multiplexersIn(process.env));
        if (sequence !== null) stdout.write(sequence);
      },
      repaint: () => output.forget(),
    });
    const resized = () => {
      output.forget();
      screen.resize(size());
    };
    // (With `debug` ink keeps no account of what stands on the terminal: the output does.)
    const app = (
      <LineSink value={(lines) => output.draw(lines)}>
        <App screen={screen} />
      </LineSink>
    );
    const instance = render(app, {
      stdin: keys,
      stdout: output as unknown as NodeJS.WriteStream,
      debug: true,
      exitOnCtrlC: false,
      patchConsole: false,
    });
    const unmount = () => instance.unmount();
    signal.addEventListener("abort", unmount, { once: true });
    stdout.on("resize", resized);
    const release = onRepaint(resized);
    try {
      await instance.waitUntilExit();
    } finally {
      release();
      stdout.off("resize", resized);
      signal.removeEventListener("abort", unmount);
      output.release();
    }
  };
}

const CLOCK: Clock = {
  now: () => performance.now(),
  worked: () => {
    // (Of all threads: the pace is rather too slow than too fast.)
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};
