// main() as a test calls it: with streams that remember.
import { Writable } from "node:stream";
import { main } from "../../src/cli/main.ts";
import type { Environment, Screen, Terminal } from "../../src/cli/terminal.ts";

/** A stream that keeps what is written to it. */
export class RememberingScreen extends Writable implements Screen {
  text = "";
  readonly isTTY: boolean;
  readonly columns = 100;
  readonly rows = 40;

  constructor(isTTY: boolean) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }

  override _write(text: string | Buffer, _encoding: string, done: () => void): void {
    this.text += String(text);
    done();
  }
}

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program with `argv`; standard output and error are no terminals unless `isTTY`. */
export async function run(
  argv: readonly string[],
  {
    isTTY = false,
    errorsIsTTY = isTTY,
    env = {},
    interrupt = null,
  }: {
    isTTY?: boolean;
    /** Standard error alone. */
    errorsIsTTY?: boolean;
    env?: Environment;
    /** Ctrl-C comes when it resolves. */
    interrupt?: Promise<void> | null;
  } = {},
): Promise<Ran> {
  const stdout = new RememberingScreen(isTTY);
  const stderr = new RememberingScreen(errorsIsTTY);
  const onInterrupt = (callback: () => void) => {
    void interrupt?.then(callback);
    return () => {};
  };
  const terminal: Terminal = { stdout, stderr, env, onInterrupt };
  const exitCode = await main(argv, terminal);
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}
