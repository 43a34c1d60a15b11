// A path that loses, delays, turns round and repeats segments.
import type { Scenario } from "../scenario.ts";

const CLIENT = "10.9.0.1:40001";
const SERVER = "10.9.0.2:80";

export const lossAndReordering: Scenario = {
  name: "loss-and-reordering",
  shows: "60 kB with every loss, delay and copy that the wire can make: the close comes out in order.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "closed" }],
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
      count: 2,
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
      milliseconds: 3,
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
  shows: "Each frame arrives twice, as behind a mirror port: nothing changes.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "closed" }],
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
