// Conversations over loopback, for a capture to see: node talk.mjs <echoes> <refused> <resets>
import { connect, createServer } from "node:net";

const [echoes, refused, resets] = process.argv.slice(2).map(Number);

const listen = (port, onSocket) =>
  new Promise((resolve) => {
    const server = createServer(onSocket).listen(port, "127.0.0.1", () => resolve(server));
  });
const converse = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("hello"));
    socket.on("data", () => socket.end());
    socket.on("error", () => {});
    socket.on("close", resolve);
  });

const echo = await listen(8080, (socket) => socket.on("data", (bytes) => socket.end(bytes)));
const rude = await listen(8081, (socket) => socket.on("data", () => socket.resetAndDestroy()));
for (let count = 0; count < echoes; count += 50) {
  await Promise.all(Array.from({ length: Math.min(50, echoes - count) }, () => converse(8080)));
}
for (let count = 0; count < refused; count++) await converse(9);
for (let count = 0; count < resets; count++) await converse(8081);
echo.close();
rude.close();
