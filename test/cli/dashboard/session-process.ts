// A session in its thread, in a process of a network namespace, as a test talks to it.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { SessionTask } from "../../../src/cli/dashboard/task.ts";
import type { ConnectionsBody, Frame } from "../../../src/session/screen/frame.ts";
import type { FromSession, ToSession, ViewRequest } from "../../../src/session/screen/protocol.ts";

const driver = fileURLToPath(new URL("session-driver.mjs", import.meta.url));

type Of<Type extends FromSession["type"]> = Extract<FromSession, { type: Type }>;

export const everyConnection: ViewRequest = {
  type: "view",
  number: 1,
  view: "connections",
  select: null,
  order: "id",
  reverse: false,
  offset: 0,
  count: 1000,
  anchor: null,
  hold: false,
  detail: null,
};

export class SessionProcess {
  readonly heard: FromSession[] = [];
  readonly child: ChildProcessWithoutNullStreams;
  /** Says so for everything that comes, as a screen does. */
  takes = true;

  /** @param before the words before the program: a network namespace */
  constructor(task: SessionTask, before: readonly string[], cwd: string) {
    const [command, ...words] = [...before, process.execPath, driver, JSON.stringify(task)];
    this.child = spawn(command as string, words, { cwd });
    this.child.stderr.pipe(process.stderr);
    createInterface({ input: this.child.stdout }).on("line", (line) => {
      const message = JSON.parse(line) as FromSession;
      this.heard.push(message);
      const what = message.type;
      if (this.takes && (what === "frame" || what === "trace" || what === "tracing"))
        this.send({ type: "taken", what });
    });
  }

  send(message: ToSession): void {
    this.child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  of<Type extends FromSession["type"]>(type: Type): Of<Type>[] {
    return this.heard.filter((message): message is Of<Type> => message.type === type);
  }

  /** Resolves when something of this kind has come that is so; the test's own time limit ends it. */
  async until<Type extends FromSession["type"]>(
    type: Type,
    isSo: (message: Of<Type>) => boolean = () => true,
  ): Promise<Of<Type>> {
    for (;;) {
      const found = this.of(type).find(isSo);
      if (found !== undefined) return found;
      await pause(10);
    }
  }

  /** Opens, lets it go, and asks for all connections. */
  async begin(): Promise<void> {
    await this.until("opened");
    this.send({ type: "go" });
    await this.until("begun");
    this.send(everyConnection);
  }
}

/** The rows of connections in a frame; none where it shows something else. */
export function rowsOf({ body }: Frame): ConnectionsBody["rows"] {
  return body?.view === "connections" ? body.rows : [];
}
