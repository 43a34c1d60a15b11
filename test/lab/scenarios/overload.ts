// A server that cannot keep up: its accept queue is full, or it is flooded with SYNs.
import { pause } from "../lab.ts";
import type { ExpectedConnection, Scenario } from "../scenario.ts";

const SERVER = "10.9.0.2:80";

export const acceptQueueFull: Scenario = {
  name: "accept-queue-full",
  shows: "Four handshakes for a queue of one: the last ACKs are dropped and the SYN-ACKs repeated until the program accepts.",
  connections: [40001, 40002, 40003, 40004].map(
    (port) => ({ client: `10.9.0.1:${port}`, server: SERVER, verdict: "open" }) as const,
  ),
  cannotKnow: ["full", "still full"].map((checkpoint) => ({
    checkpoint,
    end: "server",
    inferred: "ESTABLISHED",
    why: "the ACK has arrived and the kernel has dropped it: only the next repeat of the SYN-ACK tells",
  })),
  async play(lab) {
    await lab.server.namespace.set({ "net.ipv4.tcp_syncookies": 0 });
    const listener = await lab.server.listen({ port: 80, backlog: 0 });
    await lab.wire.rule("acknowledgements", { direction: "to-server", flags: ".", action: "hold" });
    for (const port of [40001, 40002, 40003, 40004])
      await lab.client.connect({ port, to: ["10.9.0.2", 80], wait: false });
    await lab.wire.holds(4);
    await lab.wire.lift("acknowledgements");
    await lab.wire.release();
    await lab.checkpoint("full");
    await pause(1500);
    await lab.checkpoint("still full");
    for (let accepted = 0; accepted < 4; accepted++) await lab.server.accept(listener);
    await lab.checkpoint("accepted");
  },
};

export const acceptQueueFullDropsSyn: Scenario = {
  name: "accept-queue-full-drops-syn",
  shows: "The queue is full before the SYN comes: it is dropped silently, and a later try gets through.",
  connections: [
    { client: "10.9.0.1:40001", server: SERVER, verdict: "open" },
    { client: "10.9.0.1:40002", server: SERVER, verdict: "open" },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80, backlog: 0 });
    await lab.client.connect({ port: 40001, to: ["10.9.0.2", 80] });
    await lab.client.connect({ port: 40002, to: ["10.9.0.2", 80], wait: false });
    await pause(1300);
    await lab.checkpoint("dropped");
    for (let accepted = 0; accepted < 2; accepted++) await lab.server.accept(listener);
    await lab.checkpoint("accepted");
  },
};

const FLOOD = Array.from({ length: 200 }, (_, index) => ({ address: `10.77.${index >> 6}.${1 + (index & 63)}`, port: 2000 + index }));

function flooded(cookies: 0 | 1): Pick<Scenario, "connections" | "cannotKnow" | "play"> {
  const honest = (port: number): ExpectedConnection => ({ client: `10.9.0.1:${port}`, server: SERVER, verdict: "closed" });
  return {
    connections: [
      honest(40001),
      ...FLOOD.map(
        ({ address, port }, index) =>
          ({
            client: `${address}:${port}`,
            server: SERVER,
            verdict: cookies === 0 && index >= 16 ? "connecting" : "half-open",
            atClient: cookies === 0 && index >= 16 ? null : "partial",
          }) as const,
      ),
      honest(40002),
    ],
    cannotKnow: [
      {
        checkpoint: "flooded",
        end: "client",
        vantage: "server",
        connection: "10.77.",
        inferred: "SYN_SENT",
        why: "the senders' addresses are forged: no such client exists",
      },
      {
        checkpoint: "flooded",
        end: "client",
        vantage: "client",
        connection: "10.77.",
        inferred: "SYN_SENT",
        why: "the SYN-ACK acknowledges a SYN that its supposed sender never sent",
      },
      ...(cookies === 1
        ? [
            {
              checkpoint: "flooded",
              end: "server",
              connection: "10.77.",
              inferred: "SYN_RECEIVED",
              why: "a SYN cookie keeps no state in the kernel and looks like any other SYN-ACK",
            } as const,
          ]
        : []),
    ],
    async play(lab) {
      await lab.server.namespace.set({
        "net.ipv4.tcp_syncookies": cookies,
        "net.ipv4.tcp_max_syn_backlog": 16,
        "net.ipv4.tcp_synack_retries": 5,
      });
      const listener = await lab.server.listen({ port: 80, backlog: 16 });
      const before = await lab.open(40001, listener, 80);
      await before.client.close();
      await before.server.close();
      await Promise.all(
        FLOOD.map(({ address, port }, index) =>
          lab.wire.forge({
            direction: "to-server",
            source: address,
            sourcePort: port,
            target: "10.9.0.2",
            targetPort: 80,
            flags: "S",
            seq: 1_000_000 * index,
            options: [2, 4, 5, 180],
          }),
        ),
      );
      await lab.checkpoint("flooded");
      if (cookies === 1) {
        const during = await lab.open(40002, listener, 80);
        await during.client.close();
        await during.server.close();
      } else {
        await lab.client.connect({ port: 40002, to: ["10.9.0.2", 80], wait: false });
        await pause(1500);
      }
      await lab.checkpoint("the honest client");
    },
  };
}

export const synFlood: Scenario = {
  name: "syn-flood",
  shows: "200 forged SYNs, no cookies: the queue is full and the honest client stays outside.",
  ...flooded(0),
};

export const synFloodWithCookies: Scenario = {
  name: "syn-flood-with-cookies",
  shows: "200 forged SYNs, SYN cookies: every one is answered and the honest client gets in.",
  ...flooded(1),
};
