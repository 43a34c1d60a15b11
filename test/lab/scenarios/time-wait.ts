// TIME_WAIT: its four addresses used anew, its end too early, and what it protects from.
import { pause } from "../lab.ts";
import type { Scenario } from "../scenario.ts";

const CLIENT = "10.9.0.1:40001";
const SERVER = "10.9.0.2:80";

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
