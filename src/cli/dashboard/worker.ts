// The thread of a dashboard's session: the file that it starts with.
import { parentPort, workerData } from "node:worker_threads";
import { serve } from "./session.ts";
import type { SessionTask } from "./task.ts";

interface Data {
  readonly task: SessionTask;
  readonly argv: readonly string[];
}

const port = parentPort;
if (port !== null) {
  const { task, argv } = workerData as Data;
  // As the program was started: for lines that say what to run instead.
  process.argv.splice(0, process.argv.length, ...argv);
  await serve(task, {
    send: (message) => port.postMessage(message),
    listen: (hear) => port.on("message", hear),
  });
  port.close();
}
