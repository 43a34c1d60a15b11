// How connections end in order: who closes first, in how many segments, and when the FINs cross.
import { pause } from "../lab.ts";
import type { Scenario } from "../scenario.ts";

const CLIENT = "10.9.0.1:40001";
const SERVER = "10.9.0.2:80";

export const closeByClient: Scenario = {
  name: "close-by-client",
  shows: "A request, an answer, the client closes first: four segments.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "closed" }],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await lab.checkpoint("open");
    await client.send(73);
    await server.receive(73);
    await server.send(377);
    await client.receive(377);
    await lab.checkpoint("after the answer");
    await client.shutdown();
    await lab.checkpoint("client has closed");
    await server.close();
    await lab.checkpoint("both have closed");
  },
};

export const closeByServer: Scenario = {
  name: "close-by-server",
  shows: "An HTTP/1.0 answer: the server closes first, TIME_WAIT stays with it.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "closed" }],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(73);
    await server.receive(73);
    await server.send(1377);
    await server.close();
    await client.receive();
    await lab.checkpoint("server has closed");
    await client.close();
    await lab.checkpoint("both have closed");
  },
};

export const closeInThreeSegments: Scenario = {
  name: "close-in-three-segments",
  shows: "The second FIN carries the first acknowledgement of the first FIN.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "closed" }],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await server.option("quick-ack", 0);
    const end = server.receive().then(() => server.close()); // answers within the delayed ACK
    await client.send(100);
    await client.shutdown();
    await end;
    await client.receive();
    await lab.checkpoint("both have closed");
  },
};

export const closeCrossing: Scenario = {
  name: "close-crossing",
  shows: "Both ends close at once: each FIN is sent before the other's arrives.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "closed", findings: ["simultaneous-close"] }],
  cannotKnow: [
    {
      checkpoint: "FINs under way",
      end: "client",
      vantage: "server",
      inferred: "CLOSE_WAIT",
      why: "the server's FIN is presumed to have arrived; the client's has not come past the server yet",
    },
    {
      checkpoint: "FINs under way",
      end: "server",
      vantage: "client",
      inferred: "CLOSE_WAIT",
      why: "the client's FIN is presumed to have arrived; the server's has not come past the client yet",
    },
  ],
  async play(lab) {
    await lab.patient();
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(10);
    await server.receive(10);
    await lab.checkpoint("open");
    await lab.wire.rule("fins", { direction: "both", has: "F", action: "hold", count: 2 });
    await Promise.all([client.shutdown(), server.shutdown()]);
    await lab.wire.holds(2);
    await lab.checkpoint("FINs under way");
    await lab.wire.rule("acknowledgements", { direction: "both", action: "hold" });
    await lab.wire.release();
    await lab.wire.holds(2);
    await lab.checkpoint("FINs have crossed");
    await lab.wire.lift("acknowledgements");
    await lab.wire.release();
    await lab.checkpoint("both have closed");
  },
};

export const halfClose: Scenario = {
  name: "half-close",
  shows: "The client closes its half and goes on reading for a while.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "closed", findings: ["half-close client"] }],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(20);
    await client.shutdown();
    await server.receive();
    await lab.checkpoint("half closed");
    for (let round = 0; round < 3; round++) {
      await server.send(2000);
      await client.receive(2000);
      await pause(100);
    }
    await lab.checkpoint("half closed, data later");
    await server.close();
    await client.receive();
    await client.close();
    await lab.checkpoint("both have closed");
  },
};
