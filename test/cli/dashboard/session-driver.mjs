// A dashboard's session in its thread, driven by lines of JSON instead of a screen: a message a line, both ways.
// node session-driver.mjs <task as JSON>
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";

const task = JSON.parse(process.argv[2]);
const worker = new Worker(new URL("../../../dist/bundle/dashboard-worker.js", import.meta.url), {
  workerData: { task, argv: process.argv },
});
worker.on("message", (message) => process.stdout.write(`${JSON.stringify(message)}\n`));
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => worker.postMessage(JSON.parse(line)));
worker.on("exit", () => lines.close());
