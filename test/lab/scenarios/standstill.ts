// Open connections in which nothing moves: idle, cut off, or with a closed window.
import { pause } from "../lab.ts";
import type { Scenario } from "../scenario.ts";

const CLIENT = "10.9.0.1:40001";
const SERVER = "10.9.0.2:80";

export const keepalive: Scenario = {
  name: "keepalive-answered",
  shows: "An idle connection, probed every second and answered.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "open", findings: ["keepalive client"] }],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const options = { keepalive: 1, "keepalive-idle": 1, "keepalive-interval": 1, "keepalive-count": 3 };
    await lab.open(40001, listener, 80, { options });
    await pause(4300);
    await lab.checkpoint("idle");
  },
};

export const keepaliveFailure: Scenario = {
  name: "keepalive-unanswered",
  shows: "The peer has vanished: three probes without an answer, then the kernel resets.",
  connections: [
    {
      client: CLIENT,
      server: SERVER,
      verdict: "reset",
      atServer: "open",
      findings: { atClient: ["keepalive-failure client"], atServer: [] },
    },
  ],
  cannotKnow: [
    {
      checkpoint: "given up",
      end: "client",
      vantage: "server",
      inferred: "ESTABLISHED",
      why: "the RST was lost before the capture point",
    },
    {
      checkpoint: "given up",
      end: "server",
      vantage: "client",
      inferred: "CLOSED",
      why: "an RST is presumed to arrive; this one was lost behind the capture point",
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const options = { keepalive: 1, "keepalive-idle": 1, "keepalive-interval": 1, "keepalive-count": 3 };
    const { client, server } = await lab.open(40001, listener, 80, { options });
    await client.send(10);
    await server.receive(10);
    await lab.wire.rule("cut", { direction: "both", action: "drop" });
    await pause(2500);
    await lab.checkpoint("probed");
    await pause(3000);
    await lab.checkpoint("given up");
  },
};

export const userTimeout: Scenario = {
  name: "user-timeout",
  shows:
    "TCP_USER_TIMEOUT: data are not acknowledged for 2 s and the kernel forgets the connection silently.",
  connections: [
    {
      client: CLIENT,
      server: SERVER,
      verdict: "open",
      findings: { atClient: ["retransmissions client"], atServer: [] },
    },
  ],
  cannotKnow: [
    {
      checkpoint: "given up",
      end: "client",
      inferred: "ESTABLISHED",
      why: "an expired user timeout sends nothing",
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client } = await lab.open(40001, listener, 80, { options: { "user-timeout": 2000 } });
    await lab.wire.rule("cut", { direction: "both", action: "drop" });
    await client.send(100);
    await pause(1000);
    await lab.checkpoint("repeating");
    await pause(3500);
    await lab.checkpoint("given up");
  },
};

export const zeroWindow: Scenario = {
  name: "zero-window",
  shows: "The server's program does not read: the window closes, is probed, and opens again.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "closed", findings: ["zero-window server"] }],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80, options: { "receive-buffer": 8192 } });
    const { client, server } = await lab.open(40001, listener, 80, { options: { "send-buffer": 16_384 } });
    const written = await client.fill();
    await pause(3000);
    await lab.checkpoint("window closed");
    await server.receive(written);
    await lab.checkpoint("all read");
    await client.close();
    await server.receive();
    await server.close();
    await lab.checkpoint("both have closed");
  },
};

export const zeroWindowBrief: Scenario = {
  name: "zero-window-brief",
  shows: "The window closes and opens again within half a second: a busy reader, no finding.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "closed" }],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80, options: { "receive-buffer": 8192 } });
    const { client, server } = await lab.open(40001, listener, 80, { options: { "send-buffer": 16_384 } });
    const written = await client.fill();
    await pause(150);
    await server.receive(written);
    await lab.checkpoint("all read");
    await client.close();
    await server.receive();
    await server.close();
    await lab.checkpoint("both have closed");
  },
};
