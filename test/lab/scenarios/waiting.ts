// Ends that wait: for a close that does not come, for an ACK that is lost, for a window, for 2MSL.
import { pause } from "../lab.ts";
import type { Scenario } from "../scenario.ts";

const CLIENT = "10.9.0.1:40001";
const SERVER = "10.9.0.2:80";

const LEAKED = Array.from({ length: 40 }, (_, index) => 40_001 + index);

export const closeWaitLeak: Scenario = {
  name: "close-wait-leak",
  shows: "40 clients have closed; the server's program never does.",
  connections: LEAKED.map(
    (port) => ({ client: `10.9.0.1:${port}`, server: SERVER, verdict: "half-closed" }) as const,
  ),
  findings: ["close-wait-excess service 10.9.0.2:80"],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    for (const port of LEAKED) {
      const { client, server } = await lab.open(port, listener, 80);
      await client.send(30);
      await server.receive(30);
      await client.shutdown();
    }
    await lab.checkpoint("all have closed");
    await pause(6000);
    await lab.tick();
    await lab.checkpoint("6 s later");
  },
};

export const finWait2Orphaned: Scenario = {
  name: "fin-wait-2-orphaned",
  shows:
    "The client's program is gone: its kernel forgets FIN_WAIT_2 after tcp_fin_timeout; late data meet an RST.",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "reset", findings: ["reset client: data-after-close"] },
  ],
  cannotKnow: [
    {
      checkpoint: "forgotten",
      end: "client",
      inferred: "FIN_WAIT_2",
      why: "an orphan's timer ends without a segment; a socket only shut down would still wait",
    },
  ],
  async play(lab) {
    await lab.client.namespace.set({ "net.ipv4.tcp_fin_timeout": 2 });
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.close();
    await lab.checkpoint("waiting");
    await pause(3000);
    await lab.checkpoint("forgotten");
    await server.send(100);
    await lab.checkpoint("reset");
  },
};

export const lastAckStuck: Scenario = {
  name: "last-ack-stuck",
  shows: "The last ACK is lost every time: the server repeats its FIN and gives up.",
  connections: [
    {
      client: CLIENT,
      server: SERVER,
      verdict: "closed",
      atServer: "closing",
      findings: ["last-ack-stuck server"],
    },
  ],
  cannotKnow: [
    ...["LAST_ACK", "FIN repeated"].map(
      (checkpoint) =>
        ({
          checkpoint,
          end: "server",
          vantage: "client",
          inferred: "CLOSED",
          why: "the client's ACK is presumed to arrive; it was lost behind the capture point",
        }) as const,
    ),
    {
      checkpoint: "given up",
      end: "server",
      vantage: "server",
      inferred: "LAST_ACK",
      why: "giving up sends nothing: tcp_orphan_retries is a setting of the server",
    },
  ],
  async play(lab) {
    await lab.server.namespace.set({ "net.ipv4.tcp_orphan_retries": 3 });
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.shutdown();
    await server.receive();
    await lab.wire.rule("loss", { direction: "to-server", action: "drop" });
    await server.close();
    await lab.checkpoint("LAST_ACK");
    await pause(1200);
    await lab.checkpoint("FIN repeated");
    await pause(8000);
    await lab.checkpoint("given up");
  },
};

export const finLost: Scenario = {
  name: "fin-lost",
  shows: "The first FIN is lost; the second starts the close.",
  connections: [
    {
      client: CLIENT,
      server: SERVER,
      verdict: "closed",
      findings: { atClient: ["fin-retry client"], atServer: [] },
    },
  ],
  cannotKnow: [
    {
      checkpoint: "FIN lost",
      end: "client",
      vantage: "server",
      inferred: "ESTABLISHED",
      why: "the FIN was lost before the capture point",
    },
    {
      checkpoint: "FIN lost",
      end: "server",
      vantage: "client",
      inferred: "CLOSE_WAIT",
      why: "a FIN is presumed to arrive until it is repeated; this one was lost behind the capture point",
    },
  ],
  async play(lab) {
    await lab.patient();
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(10);
    await server.receive(10);
    await lab.wire.rule("loss", { direction: "to-server", has: "F", action: "drop", count: 1 });
    await client.shutdown();
    await lab.checkpoint("FIN lost");
    await server.receive();
    await lab.checkpoint("FIN repeated");
    await server.close();
    await lab.checkpoint("both have closed");
  },
};

export const closeWaitStuck: Scenario = {
  name: "close-wait-stuck",
  shows: "The client has closed; the server answers nothing more and does not close, for longer than it may.",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "half-closed", findings: ["close-wait-stuck server"] },
  ],
  options: { closeWaitAge: 2 },
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(30);
    await server.receive(30);
    await server.send(400);
    await client.receive(400);
    await client.shutdown();
    await pause(2500);
    await lab.tick();
    await lab.checkpoint("stuck");
  },
};

export const finWait2Stuck: Scenario = {
  name: "fin-wait-2-stuck",
  shows: "The client has closed its half, the server goes on for a while, then neither ends it.",
  connections: [
    {
      client: CLIENT,
      server: SERVER,
      verdict: "half-closed",
      findings: ["half-close client", "fin-wait-2-stuck client"],
    },
  ],
  options: { closeWaitAge: 2 },
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(30);
    await client.shutdown();
    await server.receive();
    await server.send(400);
    await client.receive(400);
    await pause(2500);
    await lab.tick();
    await lab.checkpoint("stuck");
  },
};

const LEAKING = Array.from({ length: 12 }, (_, index) => 40_001 + index);

export const closeWaitLeakOfClient: Scenario = {
  name: "close-wait-leak-of-client",
  shows: "The service has closed twelve connections; the client's program never does.",
  connections: LEAKING.map(
    (port) => ({ client: `10.9.0.1:${port}`, server: SERVER, verdict: "half-closed" }) as const,
  ),
  findings: ["close-wait-excess service 10.9.0.2:80"],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    for (const port of LEAKING) {
      const { client, server } = await lab.open(port, listener, 80);
      await server.send(30);
      await client.receive(30);
      await server.shutdown();
    }
    await pause(5500);
    await lab.tick();
    await lab.checkpoint("left open");
  },
};
