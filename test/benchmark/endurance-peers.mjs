// The two ends of the endurance run: `serve PORT` answers and closes, and on PORT + 1 never closes;
// `churn HOST PORT` opens, asks and closes, over and over, and forgets a connection there now and then.
import { createConnection, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const [role, ...words] = process.argv.slice(2);
const ANSWERS = [10, 3_000, 40_000, 200_000];
const PAUSE_MILLISECONDS = 5;
/** Every so many-th connection is aborted; refused; left to a server that does not close. */
const ABORT = 10;
const REFUSED = 25;
const LEAK = 50;

if (role === "serve") {
  const port = Number(words[0]);
  createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (bytes) => socket.end(Buffer.alloc(Number(bytes.toString()))));
  }).listen(port);
  // Half-open is allowed: it reads the client's FIN and goes on owing its own.
  createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    socket.resume();
  }).listen(port + 1);
} else {
  const [host, port] = [words[0], Number(words[1])];
  for (let number = 1; ; number++) {
    if (number % LEAK === 0) leave(createConnection({ host, port: port + 1 }));
    else if (number % REFUSED === 0) leave(createConnection({ host, port: port + 2 }));
    else await converse(number, createConnection({ host, port }));
    await pause(PAUSE_MILLISECONDS);
  }
}

/** Resolves when it is over; a line that is down costs a second at most. */
function converse(number, socket) {
  return new Promise((resolve) => {
    socket.setTimeout(1000, () => socket.destroy());
    socket.on("error", () => {});
    socket.on("close", resolve);
    socket.on("connect", () => {
      socket.write(String(ANSWERS[number % ANSWERS.length]));
      if (number % ABORT === 0) socket.once("data", () => socket.resetAndDestroy());
      else socket.resume();
    });
  });
}

/** The client's FIN is sent; that the other end does not close is its own affair. */
function leave(socket) {
  socket.on("error", () => {});
  socket.on("connect", () => socket.end());
}
