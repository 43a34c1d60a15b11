// How connections open: in three segments, at once from both ends, with data in the SYN, and with
// one of the three lost.
import { pause } from "../lab.ts";
import type { Scenario } from "../scenario.ts";

const CLIENT = "10.9.0.1:40001";
const SERVER = "10.9.0.2:80";

export const dataOnThirdSegment: Scenario = {
  name: "data-on-third-segment",
  shows: "The client's request rides on the ACK that completes the handshake.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "closed" }],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const to = ["10.9.0.2", 80] as const;
    const client = await lab.client.connect({ port: 40001, to, options: { "defer-accept": 1 } });
    await client.send(100);
    const server = await lab.server.accept(listener);
    await server.receive(100);
    await lab.checkpoint("open");
    await client.close();
    await server.receive();
    await server.close();
    await lab.checkpoint("both have closed");
  },
};

export const simultaneousOpen: Scenario = {
  name: "simultaneous-open",
  shows: "Both ends connect to each other's port: two SYNs cross, no end listens.",
  connections: [
    {
      client: CLIENT,
      server: SERVER,
      verdict: "closed",
      swappedAt: "server",
      findings: ["simultaneous-open"],
    },
  ],
  cannotKnow: [
    {
      checkpoint: "SYNs have crossed",
      end: "server",
      vantage: "client",
      inferred: "ESTABLISHED",
      why: "the client's SYN-ACK acknowledges the server's SYN; that it is held up shows nowhere",
    },
    {
      checkpoint: "SYNs have crossed",
      end: "client",
      vantage: "server",
      inferred: "ESTABLISHED",
      why: "the server's SYN-ACK acknowledges the client's SYN; that it is held up shows nowhere",
    },
  ],
  async play(lab) {
    await lab.wire.rule("handshake", { direction: "both", has: "S", action: "hold" });
    const [client, server] = await Promise.all([
      lab.client.connect({ port: 40001, to: ["10.9.0.2", 80], wait: false }),
      lab.server.connect({ port: 80, to: ["10.9.0.1", 40001], wait: false }),
    ]);
    await lab.wire.holds(2);
    await lab.wire.release();
    await lab.wire.holds(2);
    await lab.checkpoint("SYNs have crossed");
    await lab.wire.lift("handshake");
    await lab.wire.release();
    await lab.checkpoint("open");
    await client.send(5);
    await server.receive(5);
    await lab.checkpoint("used");
    await client.close();
    await server.receive();
    await server.close();
    await lab.checkpoint("both have closed");
  },
};

export const fastOpen: Scenario = {
  name: "fast-open",
  shows:
    "A first connection fetches the cookie; the second sends its request in the SYN and is answered before its ACK.",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "closed" },
    { client: "10.9.0.1:40002", server: SERVER, verdict: "closed", findings: ["fast-open client"] },
  ],
  cannotKnow: [
    {
      checkpoint: "answered before the ACK",
      end: "server",
      vantage: "client",
      connection: "10.9.0.1:40002",
      inferred: "ESTABLISHED",
      why: "the client's ACK is held up behind the capture point",
    },
    {
      checkpoint: "answered before the ACK",
      end: "client",
      vantage: "server",
      connection: "10.9.0.1:40002",
      inferred: "SYN_SENT",
      why: "that the SYN-ACK has arrived would show in the client's ACK, which is held up before the capture point",
    },
  ],
  async play(lab) {
    await lab.client.namespace.set({ "net.ipv4.tcp_fastopen": 3 });
    await lab.server.namespace.set({ "net.ipv4.tcp_fastopen": 3 });
    await lab.patient();
    const listener = await lab.server.listen({ port: 80, options: { fastopen: 16 } });
    for (const port of [40001, 40002]) {
      if (port === 40002)
        await lab.wire.rule("acknowledgements", { direction: "to-server", port, flags: ".", action: "hold" });
      const connecting = lab.client.connect({ port, to: ["10.9.0.2", 80], data: "GET / HTTP/1.0\r\n\r\n" });
      const server = await lab.server.accept(listener);
      await server.receive(18);
      await server.send(400);
      const client = await connecting;
      if (port === 40002) {
        await lab.wire.holds(1);
        await lab.checkpoint("answered before the ACK");
        await lab.wire.lift("acknowledgements");
        await lab.wire.release();
      }
      await client.receive(400);
      await lab.checkpoint(`open ${port}`);
      await server.close();
      await client.receive();
      await client.close();
    }
    await lab.checkpoint("both have closed");
  },
};

export const synLost: Scenario = {
  name: "syn-lost",
  shows: "The first SYN is lost, the second gets through.",
  connections: [
    {
      client: CLIENT,
      server: SERVER,
      verdict: "open",
      findings: { atClient: ["syn-retry client"], atServer: [] },
    },
  ],
  cannotKnow: [
    {
      checkpoint: "SYN lost",
      end: "client",
      vantage: "server",
      inferred: "UNKNOWN",
      why: "nothing of the connection has come past the server",
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    await lab.wire.rule("loss", { direction: "to-server", flags: "S", action: "drop" });
    const opening = lab.open(40001, listener, 80);
    await pause(200);
    await lab.checkpoint("SYN lost");
    await lab.wire.lift("loss");
    await opening;
    await lab.checkpoint("open");
  },
};

export const synAckLost: Scenario = {
  name: "syn-ack-lost",
  shows: "The SYN-ACK is lost; the SYN and the SYN-ACK are sent again.",
  connections: [
    {
      client: CLIENT,
      server: SERVER,
      verdict: "open",
      findings: { atClient: ["syn-retry client"], atServer: [] },
    },
  ],
  cannotKnow: [
    {
      checkpoint: "SYN-ACK lost",
      end: "server",
      vantage: "client",
      inferred: "UNKNOWN",
      why: "the server's answer was lost before the capture point",
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    await lab.wire.rule("loss", { direction: "to-client", flags: "S.", action: "drop" });
    // The first SYN comes late: else the server's timer may be sooner than the client's.
    const late = {
      direction: "to-server",
      flags: "S",
      action: "delay",
      count: 1,
      milliseconds: 300,
    } as const;
    await lab.wire.rule("late", late);
    const opening = lab.open(40001, listener, 80);
    await pause(500);
    await lab.checkpoint("SYN-ACK lost");
    await lab.wire.lift("loss");
    await opening;
    await lab.checkpoint("open");
  },
};

export const finalAckLost: Scenario = {
  name: "final-ack-lost",
  shows: "The client's ACK is lost twice while the server repeats its SYN-ACK; then it gets through.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "open", findings: ["syn-ack-retry server"] }],
  cannotKnow: [
    ...["ACK lost", "ACK lost again"].flatMap(
      (checkpoint) =>
        [
          {
            checkpoint,
            end: "server",
            vantage: "client",
            inferred: "ESTABLISHED",
            why: "each ACK is presumed to arrive until the SYN-ACK is repeated; it was lost behind the capture point",
          },
          {
            checkpoint,
            end: "client",
            vantage: "server",
            inferred: "SYN_SENT",
            why: "the client's ACK was lost before the capture point",
          },
        ] as const,
    ),
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    await lab.wire.rule("loss", { direction: "to-server", flags: ".", action: "drop" });
    const opening = lab.open(40001, listener, 80);
    await pause(300);
    await lab.checkpoint("ACK lost");
    await pause(1000);
    await lab.checkpoint("ACK lost again");
    await lab.wire.lift("loss");
    await opening;
    await lab.checkpoint("open");
  },
};

export const deferredAccept: Scenario = {
  name: "deferred-accept",
  shows: "TCP_DEFER_ACCEPT: the server takes the handshake's ACK and waits in SYN_RECEIVED for data.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "open" }],
  cannotKnow: [
    {
      checkpoint: "waiting for data",
      end: "server",
      inferred: "ESTABLISHED",
      why: "the ACK has arrived; that the listener waits for data stands in a socket option of the server",
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80, options: { "defer-accept": 5 } });
    const accepting = lab.server.accept(listener);
    const client = await lab.client.connect({ port: 40001, to: ["10.9.0.2", 80] });
    await pause(200);
    await lab.checkpoint("waiting for data");
    await client.send(10);
    await accepting;
    await lab.checkpoint("open");
  },
};

export const sixOpenAndClose: Scenario = {
  name: "ipv6",
  shows: "IPv6: opened, used, closed by the client.",
  connections: [{ client: "[fd00:9::1]:40001", server: "[fd00:9::2]:80", verdict: "closed" }],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80, six: true });
    const { client, server } = await lab.open(40001, listener, 80, { six: true });
    await client.send(300);
    await server.receive(300);
    await server.send(5000);
    await client.receive(5000);
    await lab.checkpoint("used");
    await client.close();
    await lab.checkpoint("client has closed");
    await server.close();
    await lab.checkpoint("both have closed");
  },
};

export const deferredAcceptSilentClient: Scenario = {
  name: "deferred-accept-silent-client",
  shows:
    "TCP_DEFER_ACCEPT and a client that says nothing: after 7 s the SYN-ACK is repeated once, then the server gives way.",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "open", findings: ["syn-ack-retry server as info"] },
  ],
  cannotKnow: [
    {
      checkpoint: "waiting for data",
      end: "server",
      inferred: "ESTABLISHED",
      why: "the ACK has arrived; that the listener waits for data stands in a socket option of the server",
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80, options: { "defer-accept": 5 } });
    const accepting = lab.server.accept(listener);
    await lab.client.connect({ port: 40001, to: ["10.9.0.2", 80] });
    await lab.checkpoint("waiting for data");
    await accepting;
    await lab.checkpoint("open");
  },
};

const SEVEN = [40001, 40002, 40003, 40004, 40005, 40006, 40007];

export const slowHandshake: Scenario = {
  name: "slow-handshake",
  shows: "Six quick handshakes with a service, and a seventh whose SYN-ACK takes 400 ms longer.",
  connections: SEVEN.map(
    (port) =>
      ({
        client: `10.9.0.1:${port}`,
        server: SERVER,
        verdict: "open",
        findings:
          port === 40007 ? { atClient: ["slow-handshake server"], atServer: ["slow-handshake client"] } : [],
      }) as const,
  ),
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    for (const port of SEVEN) {
      if (port === 40007) await lab.wire.delay("to-client", 400);
      await lab.open(port, listener, 80);
    }
    await lab.checkpoint("open");
  },
};
