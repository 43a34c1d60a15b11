// Opens the dashboard over a session and stays until it is over: root is given up, the screen is taken, and
// given back however it ends; then the report stands where the screen was.
import type { FromSession } from "../../session/screen/protocol.ts";
import { colorLevel } from "../color-level.ts";
import { describeError, errorLine } from "../error-line.ts";
import { WRONG_USAGE } from "../exit-codes.ts";
import { StreamOutput } from "../output.ts";
import type { Terminal, TerminalInput } from "../terminal.ts";
import { endByHangUp } from "./hang-up.ts";
import { Keyboard } from "./keyboard.ts";
import { ScreenTakeover } from "./screen-takeover.ts";
import { SessionLine } from "./session-line.ts";
import { type SessionRun, startThread } from "./session-thread.ts";
import type { SessionTask } from "./task.ts";

export interface Opening {
  readonly task: SessionTask;
  readonly terminal: Terminal;
  /** Where keys come from. */
  readonly input: TerminalInput;
  /** Between opening and decoding, with all that is loaded on demand in memory: gives up what is to be given up. */
  readonly beforeGo?: () => Promise<void>;
  /** Starts the session; default: in a thread of its own. */
  readonly start?: (task: SessionTask) => SessionRun;
}

/** So long nobody wonders why nothing stands there. */
const PATIENCE_MILLISECONDS = 1500;

type Left = Extract<FromSession, { type: "ended" | "failed" }>;

/** Resolves with the exit code; rejects where nothing was shown, with the reason. */
export async function openDashboard(opening: Opening): Promise<number> {
  const { task, terminal, input, beforeGo, start = startThread } = opening;
  const session = new SessionLine(start(task));
  try {
    const go = () => session.send({ type: "go" });
    const isEarly = beforeGo === undefined && isRead(task);
    if (isEarly) session.opened.then(go, () => {});
    const [opened, show] = await Promise.all([session.opened, loadScreen(task, terminal)]);
    if (opened.type === "failed") return refused(opened, terminal);
    await beforeGo?.();
    if (!isEarly) go();
    const begun = await session.begun;
    if (begun.type === "failed") return refused(begun, terminal);
    // On the screen, and on the one that is there again afterwards.
    for (const remark of opened.remarks) {
      terminal.stderr.write(errorLine(remark));
      session.notice(remark);
    }
    const crash = await showUntilOver(session, show, terminal, input);
    return await tellTheRest(session, crash, terminal);
  } finally {
    await session.kill();
    if (input !== process.stdin) input.destroy();
  }
}

/** As fast as can be: what is read before the screen is there need not be seen. */
function isRead(task: SessionTask): boolean {
  return task.kind === "replay" && task.options.speed === "max";
}

type Show = Awaited<ReturnType<typeof loadScreen>>;

async function loadScreen({ kind, options }: SessionTask, terminal: Terminal) {
  // React's other build checks everything twice; ink draws nothing where it believes to be in a CI, and loads
  // tools for its developers where DEV is set. This is a terminal with somebody before it.
  process.env["NODE_ENV"] = "production";
  for (const name of ["CI", "CONTINUOUS_INTEGRATION", "DEV"]) delete process.env[name];
  inSomeFolder();
  const { loadDashboard } = await import("../../present/dashboard/show-dashboard.tsx");
  return loadDashboard({
    kind,
    ascii: options.ascii === true,
    color: colorLevel(options.color, terminal),
    lang: options.lang,
    select: options.select ?? null,
  });
}

/** Where the folder of this process was deleted ink cannot be loaded: it asks for it. */
function inSomeFolder(): void {
  try {
    process.cwd();
  } catch {
    process.chdir("/");
  }
}

/** Before the screen was taken. */
function refused({ line, exitCode }: Extract<FromSession, { type: "failed" }>, { stderr }: Terminal): number {
  stderr.write(line);
  return exitCode;
}

/** Resolves when the terminal is given back: with what was thrown on this side; null: nothing was. */
async function showUntilOver(
  session: SessionLine,
  show: Show,
  { stdout }: Terminal,
  input: TerminalInput,
): Promise<unknown> {
  const close = new AbortController();
  const end = () => close.abort();
  let crash: unknown = null;
  const crashed = (error: unknown) => {
    crash ??= error;
    end();
  };
  const repaints = new Set<() => void>();
  const keys = new Keyboard(input, { interrupted: end, suspended: () => takeover.suspend(), gone: end });
  const takeover = new ScreenTakeover(stdout, keys, {
    ended: end,
    repaint: () => {
      for (const draw of repaints) draw();
    },
  });
  const resized = () => {
    const { columns, rows } = stdout;
    if (columns !== undefined && rows !== undefined) session.send({ type: "resized", columns, rows });
  };
  process.on("uncaughtException", crashed);
  process.on("unhandledRejection", crashed);
  stdout.on("resize", resized);
  session.ended.then(end, end);
  endByHangUp();
  takeover.take();
  try {
    await show(session, {
      keys: keys as unknown as NodeJS.ReadStream,
      stdout: takeover.surface as unknown as NodeJS.WriteStream,
      signal: close.signal,
      onRepaint: (draw) => {
        repaints.add(draw);
        return () => repaints.delete(draw);
      },
    });
  } catch (error) {
    crashed(error);
  } finally {
    takeover.giveBack();
    keys.release();
    stdout.off("resize", resized);
    process.off("uncaughtException", crashed);
    process.off("unhandledRejection", crashed);
  }
  return crash;
}

/** The report, and what went wrong; what was captured is told also where the screen broke down. */
async function tellTheRest(
  session: SessionLine,
  crash: unknown,
  { stdout, stderr }: Terminal,
): Promise<number> {
  session.send({ type: "stop" });
  const wait = setTimeout(() => {
    stderr.write(errorLine("the report is being made; Ctrl-C ends without it"));
  }, PATIENCE_MILLISECONDS);
  const left: Left = await session.ended.finally(() => clearTimeout(wait));
  if (left.type === "failed") {
    stderr.write(left.line);
    return left.exitCode;
  }
  const output = new StreamOutput(stdout);
  output.write(left.report);
  await output.finish();
  for (const line of left.remarks) stderr.write(line);
  if (crash === null) return left.exitCode;
  stderr.write(describeError(crash));
  return WRONG_USAGE;
}
