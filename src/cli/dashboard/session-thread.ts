// A dashboard's session in a thread of its own, so that a busy line never holds up a key.
import { Worker } from "node:worker_threads";
import type { FromSession, SessionPort, ToSession } from "../../session/screen/protocol.ts";
import type { SessionTask } from "./task.ts";

export class SessionThread implements SessionPort {
  /** Settles when the thread is gone: rejects with what killed it. */
  readonly over: Promise<void>;
  private readonly worker: Worker;

  constructor(task: SessionTask) {
    // (The bundles lie side by side.)
    this.worker = new Worker(new URL("./dashboard-worker.js", import.meta.url), { workerData: task });
    this.over = new Promise((resolve, reject) => {
      this.worker.once("error", reject);
      this.worker.once("exit", () => resolve());
    });
  }

  send(message: ToSession): void {
    this.worker.postMessage(message);
  }

  listen(hear: (message: FromSession) => void): void {
    this.worker.on("message", (message: FromSession) => {
      hear(message);
      const what = message.type;
      if (what === "frame" || what === "trace" || what === "tracing") this.send({ type: "taken", what });
    });
  }

  async kill(): Promise<void> {
    await this.worker.terminate();
  }
}
