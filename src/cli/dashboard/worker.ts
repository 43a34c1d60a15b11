// The thread of a dashboard's session: the file that it starts with.
import { parentPort, workerData } from "node:worker_threads";
import { serve } from "./session.ts";

const port = parentPort;
if (port !== null) {
  await serve(workerData, {
    send: (message) => port.postMessage(message),
    listen: (hear) => port.on("message", hear),
  });
  port.close();
}
