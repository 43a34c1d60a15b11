// Connections over loopback that stay as they are until this ends: node hold.mjs <open> <half-closed>
import { connect, createServer } from "node:net";

const [open, halfClosed] = process.argv.slice(2).map(Number);
const server = createServer({ allowHalfOpen: true }, (socket) => socket.resume());
await new Promise((resolve) => server.listen(8080, "127.0.0.1", resolve));
const connected = () =>
  new Promise((resolve) => {
    const socket = connect({ port: 8080, host: "127.0.0.1", allowHalfOpen: true }, () => resolve(socket));
    socket.resume();
  });
for (let count = 0; count < open; count++) await connected();
for (let count = 0; count < halfClosed; count++) (await connected()).end("bye");
process.stdout.write("held\n");
