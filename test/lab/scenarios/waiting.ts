// Ends that wait: for a close that does not come, for an ACK that is lost, for a window, for 2MSL.
import { type Lab, pause } from "../lab.ts";
import type { Scenario } from "../scenario.ts";

const CLIENT = "10.9.0.1:40001";
const SERVER = "10.9.0.2:80";

/** Time passes in a capture only with packets: something that is none of the scenario's business. */
async function ticked(lab: Lab): Promise<void> {
  await lab.client.namespace.run("ping", "-c", "1", lab.server.address);
}

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
    await ticked(lab);
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

export const timeWaitReuseByServer: Scenario = {
  name: "time-wait-reuse-at-server",
  shows: "The server holds TIME_WAIT; the same four addresses are opened anew after a second.",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "closed" },
    { client: CLIENT, server: SERVER, verdict: "closed", findings: ["time-wait-reuse client"] },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const first = await lab.open(40001, listener, 80);
    await first.server.close();
    await first.client.receive();
    await first.client.close();
    await lab.checkpoint("TIME_WAIT");
    await pause(1200);
    const second = await lab.open(40001, listener, 80);
    await lab.checkpoint("open again");
    await second.client.send(10);
    await second.server.receive(10);
    await second.client.close();
    await second.server.receive();
    await second.server.close();
    await lab.checkpoint("closed again");
  },
};

export const timeWaitReuseByClient: Scenario = {
  name: "time-wait-reuse-at-client",
  shows: "The client holds TIME_WAIT itself and reuses it (tcp_tw_reuse, RFC 6191).",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "closed" },
    { client: CLIENT, server: SERVER, verdict: "open", findings: ["time-wait-reuse client"] },
  ],
  async play(lab) {
    await lab.client.namespace.set({ "net.ipv4.tcp_tw_reuse": 1 });
    const listener = await lab.server.listen({ port: 80 });
    const first = await lab.open(40001, listener, 80);
    await first.client.close();
    await first.server.receive();
    await first.server.close();
    await lab.checkpoint("TIME_WAIT");
    await pause(2200);
    await lab.open(40001, listener, 80);
    await lab.checkpoint("open again");
  },
};

export const timeWaitAssassination: Scenario = {
  name: "time-wait-assassination",
  shows:
    "An old segment in TIME_WAIT gets an ACK, the other end answers that with RST, and TIME_WAIT is gone (RFC 1337).",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "closed", findings: ["time-wait-assassination client"] },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(10);
    await server.receive(10);
    await server.close();
    await client.receive();
    await client.close();
    await lab.checkpoint("TIME_WAIT");
    const { seq, ack, options } = await lab.wire.latest("to-server", 40001, 80);
    await lab.wire.forge({
      direction: "to-server",
      source: "10.9.0.1",
      sourcePort: 40001,
      target: "10.9.0.2",
      targetPort: 80,
      flags: "P.",
      seq: seq - 10,
      ack: ack - 1,
      options,
      data: "old bytes!",
    });
    await lab.checkpoint("assassinated");
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
    await ticked(lab);
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
    await ticked(lab);
    await lab.checkpoint("stuck");
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

export const delayedSegment: Scenario = {
  name: "delayed-segment",
  shows:
    "Bytes of the connection before arrive in the next one on the same four addresses: what 2MSL is there for.",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "closed" },
    {
      client: CLIENT,
      server: SERVER,
      verdict: "open",
      findings: {
        atClient: ["time-wait-reuse client"],
        atServer: ["time-wait-reuse client", "delayed-segment client"],
      },
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const first = await lab.open(40001, listener, 80);
    await first.client.send(10);
    await first.server.receive(10);
    const { seq, ack, options } = await lab.wire.latest("to-server", 40001, 80);
    await first.server.close();
    await first.client.receive();
    await first.client.close();
    await pause(1200);
    await lab.open(40001, listener, 80);
    await lab.checkpoint("open again");
    await lab.wire.forge({
      direction: "to-server",
      source: "10.9.0.1",
      sourcePort: 40001,
      target: "10.9.0.2",
      targetPort: 80,
      flags: "P.",
      seq,
      ack,
      options,
      data: "old bytes!",
    });
    await lab.checkpoint("the old segment");
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
    await ticked(lab);
    await lab.checkpoint("left open");
  },
};
