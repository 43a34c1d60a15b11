// Loaded before the program (node --import), it lets the program break down in the way that BREAK_DOWN names,
// when the file that WHEN names is there.
import { existsSync } from "node:fs";
import { isMainThread, parentPort } from "node:worker_threads";

const WAYS = {
  main: {
    throw: () => {
      throw new Error("broken on purpose");
    },
    reject: () => void Promise.reject(new Error("broken on purpose")),
    exit: () => process.exit(7),
  },
  session: {
    throw: () => {
      throw new Error("broken on purpose");
    },
    exit: () => process.exit(7),
    memory: () => {
      for (const all = []; ; ) all.push(new Array(100_000).fill(all.length));
    },
    hang: () => {
      for (;;);
    },
    // The next frame is one that no screen can draw.
    draw: () => {
      const send = parentPort.postMessage;
      parentPort.postMessage = (message) => {
        if (message.type === "frame") message.frame.status = { source: null };
        send.call(parentPort, message);
      };
    },
  },
};

const [thread, way] = (process.env.BREAK_DOWN ?? "").split(" ");
if ((thread === "main") === isMainThread) {
  const timer = setInterval(() => {
    if (!existsSync(process.env.WHEN)) return;
    clearInterval(timer);
    WAYS[thread][way]();
  }, 20);
  timer.unref();
}
