// Where a dashboard's session runs: in a thread of its own, so that a busy line never holds up a key; or in this
// one, over the same messages, where a library knows the main thread only.
import { Worker } from "node:worker_threads";
import type { FromSession, ToSession } from "../../session/screen/protocol.ts";
import { UsageError } from "../usage-error.ts";
import { serve } from "./session.ts";
import type { SessionTask } from "./task.ts";

/** A session that was started. */
export interface SessionRun {
  send(message: ToSession): void;
  /** Before the first turn of the loop. */
  listen(hear: (message: FromSession) => void): void;
  /** Settles when nothing more will come: rejects with what killed it. */
  readonly over: Promise<void>;
  kill(): Promise<void>;
}

export function startThread(task: SessionTask): SessionRun {
  // (The bundles lie side by side.)
  const worker = new Worker(new URL("./dashboard-worker.js", import.meta.url), {
    workerData: { task, argv: process.argv },
  });
  const over = new Promise<void>((resolve, reject) => {
    worker.once("error", (error: NodeJS.ErrnoException) => reject(understood(error)));
    worker.once("exit", () => resolve());
  });
  over.catch(() => {});
  return {
    over,
    send: (message) => worker.postMessage(message),
    listen: (hear) => void worker.on("message", hear),
    kill: async () => {
      await worker.terminate();
    },
  };
}

/** On this thread. Messages arrive in a later turn of the loop, as between threads. */
export function startHere(task: SessionTask): SessionRun {
  let toScreen: (message: FromSession) => void = () => {};
  let toSession: (message: ToSession) => void = () => {};
  const over = serve(task, {
    send: (message) => void setImmediate(() => toScreen(message)),
    listen: (hear) => {
      toSession = hear;
    },
  }).then(
    // What was sent last is heard before.
    () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve))),
  );
  return {
    over,
    send: (message) => void setImmediate(() => toSession(message)),
    listen: (hear) => {
      toScreen = hear;
    },
    kill: async () => {},
  };
}

function understood(error: NodeJS.ErrnoException): Error {
  if (error.code !== "ERR_WORKER_OUT_OF_MEMORY") return error;
  return new UsageError("the analysis ran out of memory; a smaller --max-connections or a --filter helps");
}
