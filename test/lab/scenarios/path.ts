// A path that loses, delays, turns round and repeats segments.
import type { Scenario } from "../scenario.ts";

const CLIENT = "10.9.0.1:40001";
const SERVER = "10.9.0.2:80";

export const lossAndReordering: Scenario = {
  name: "loss-and-reordering",
  shows:
    "60 kB, a segment lost, one late, one twice: the close comes out in order, and so little is no finding.",
  connections: [
    {
      client: CLIENT,
      server: SERVER,
      verdict: "closed",
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    await lab.wire.delay("to-server", 5);
    await lab.wire.delay("to-client", 5);
    const { client, server } = await lab.open(40001, listener, 80);
    await lab.wire.rule("loss", {
      direction: "to-client",
      payload: true,
      action: "drop",
      skip: 10,
      count: 1,
    });
    await lab.wire.rule("late", {
      direction: "to-client",
      payload: true,
      action: "delay",
      skip: 24,
      count: 1,
      milliseconds: 8,
    });
    await lab.wire.rule("copy", {
      direction: "to-client",
      payload: true,
      action: "duplicate",
      skip: 28,
      count: 1,
    });
    await client.send(100);
    await server.receive(100);
    const sending = server.send(60_000);
    await client.receive(60_000);
    await sending;
    await lab.checkpoint("all received");
    await server.close();
    await client.receive();
    await client.close();
    await lab.checkpoint("both have closed");
  },
};

export const finOvertakes: Scenario = {
  name: "fin-overtakes-data",
  shows: "The FIN arrives before the data that precede it: the server is not in CLOSE_WAIT until they come.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "closed" }],
  cannotKnow: [
    {
      checkpoint: "FIN before data",
      end: "server",
      vantage: "client",
      inferred: "CLOSE_WAIT",
      why: "past the client everything went in order: it was turned round behind the capture point",
    },
  ],
  async play(lab) {
    await lab.patient();
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(10);
    await server.receive(10);
    await lab.wire.rule("late", { direction: "to-server", payload: true, action: "hold" });
    await client.send(700);
    await client.shutdown();
    await lab.wire.holds(1);
    await lab.checkpoint("FIN before data");
    await lab.wire.lift("late");
    await lab.wire.release();
    await server.receive();
    await lab.checkpoint("in order");
    await server.close();
    await lab.checkpoint("both have closed");
  },
};

export const everythingTwice: Scenario = {
  name: "everything-twice",
  shows:
    "Each frame arrives twice, as behind a mirror port: nothing changes, but that the server meets the copy of the last ACK with RST.",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "closed", findings: ["time-wait-assassination server"] },
  ],
  findings: ["duplicate-frames capture"],
  async play(lab) {
    await lab.wire.rule("copies", { direction: "both", action: "duplicate" });
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(100);
    await server.receive(100);
    await server.send(3000);
    await client.receive(3000);
    await lab.checkpoint("used");
    await client.shutdown();
    await server.receive();
    await lab.checkpoint("half closed");
    await server.close();
    await lab.checkpoint("both have closed");
  },
};

export const lossyPath: Scenario = {
  name: "lossy-path",
  shows: "Three segments are lost behind the server and sent again; the client sees each of them once.",
  connections: [
    {
      client: CLIENT,
      server: SERVER,
      verdict: "open",
      findings: { atClient: [], atServer: ["retransmissions server"] },
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    for (let round = 0; round < 3; round++) {
      await lab.wire.rule("loss", { direction: "to-client", payload: true, action: "drop", count: 1 });
      await server.send(100);
      await client.receive(100);
    }
    await lab.checkpoint("all received");
  },
};

export const captureLoss: Scenario = {
  name: "capture-loss",
  shows:
    "The client acknowledges 777 bytes that are in neither capture: the capture has lost them, not the path.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "closed", findings: ["capture-loss"] }],
  recorded: { without: "src host 10.9.0.2 and ip[2:2] == 829" }, // 777 bytes and 52 of headers
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    for (const bytes of [500, 777, 600]) {
      await server.send(bytes);
      await client.receive(bytes);
    }
    await lab.checkpoint("all received");
    await client.close();
    await server.receive();
    await server.close();
    await lab.checkpoint("both have closed");
  },
};

export const cutShort: Scenario = {
  name: "cut-short",
  shows: "tcpdump -s 96: the payload is not captured, every number is.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "closed" }],
  findings: ["truncated-packets capture"],
  recorded: { snapLength: 96 },
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(300);
    await server.receive(300);
    await server.send(4000);
    await client.receive(4000);
    await client.close();
    await server.receive();
    await server.close();
    await lab.checkpoint("both have closed");
  },
};

export const offloadedSegments: Scenario = {
  name: "offload",
  shows: "The interfaces cut the segments: the captures hold more at once than the MSS allows.",
  topology: "router",
  connections: [{ client: CLIENT, server: "10.9.1.2:80", verdict: "closed" }],
  findings: ["offload capture"],
  recorded: { offloads: true },
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await server.send(20_000);
    await client.receive(20_000);
    await client.close();
    await server.receive();
    await server.close();
    await lab.checkpoint("both have closed");
  },
};

export const icmpInOpenConnection: Scenario = {
  name: "icmp-in-open-connection",
  shows: "A router rejects a segment of an open connection for a moment: it is sent again and nothing ends.",
  topology: "router",
  connections: [
    {
      client: CLIENT,
      server: "10.9.1.2:80",
      verdict: "closed",
      findings: { atClient: ["icmp-unreachable as info"], atServer: [] },
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(50);
    await server.receive(50);
    await lab.router.filter("forward", "tcp dport 80 reject with icmp type admin-prohibited");
    await client.send(100);
    await lab.router.liftFilters();
    await server.receive(100);
    await lab.checkpoint("received");
    await client.close();
    await server.receive();
    await server.close();
    await lab.checkpoint("both have closed");
  },
};
