// A server that cannot keep up: its accept queue is full, or it is flooded with SYNs.
import type { Socket } from "../host.ts";
import { type Lab, pause } from "../lab.ts";
import type { CannotKnow, Scenario } from "../scenario.ts";

const SERVER = "10.9.0.2:80";

const QUEUED = [40001, 40002, 40003, 40004, 40005, 40006];
/** The last two handshakes for which the accept queue has no place: backlog 3 admits four. */
const LEFT_OUT = [40005, 40006];

export const acceptQueueFull: Scenario = {
  name: "accept-queue-full",
  shows:
    "Six handshakes for a queue of four: the last ACKs are dropped and the SYN-ACKs repeated until the program accepts.",
  connections: QUEUED.map(
    (port) => ({ client: `10.9.0.1:${port}`, server: SERVER, verdict: "open" }) as const,
  ),
  findings: ["accept-queue-overflow service 10.9.0.2:80"],
  cannotKnow: LEFT_OUT.flatMap((port) =>
    ["full", "still full"].map((checkpoint) => ({
      checkpoint,
      end: "server",
      connection: `10.9.0.1:${port}`,
      inferred: "ESTABLISHED",
      why: "the ACK has arrived and the kernel has dropped it: only the next repeat of the SYN-ACK tells",
    })),
  ),
  async play(lab) {
    await lab.server.namespace.set({ "net.ipv4.tcp_syncookies": 0 });
    const listener = await lab.server.listen({ port: 80, backlog: 3 });
    for (const port of QUEUED.slice(0, 3)) await lab.client.connect({ port, to: ["10.9.0.2", 80] });
    await lab.checkpoint("places left");
    await lab.wire.rule("acknowledgements", { direction: "to-server", flags: ".", action: "hold" });
    for (const port of QUEUED.slice(3)) await lab.client.connect({ port, to: ["10.9.0.2", 80], wait: false });
    await lab.wire.holds(3);
    await lab.wire.lift("acknowledgements");
    await lab.wire.release();
    await lab.checkpoint("full");
    await pause(1500);
    await lab.checkpoint("still full");
    for (const _ of QUEUED) await lab.server.accept(listener);
    await lab.checkpoint("accepted");
  },
};

export const acceptQueueFullDropsSyn: Scenario = {
  name: "accept-queue-full-drops-syn",
  shows: "The queue is full before the SYN comes: it is dropped silently, and a later try gets through.",
  connections: [
    { client: "10.9.0.1:40001", server: SERVER, verdict: "open" },
    { client: "10.9.0.1:40002", server: SERVER, verdict: "open", findings: ["syn-retry client"] },
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

export const abortOnOverflow: Scenario = {
  name: "abort-on-overflow",
  shows: "tcp_abort_on_overflow: where the queue is full the handshake's ACK is answered by RST.",
  connections: [
    { client: "10.9.0.1:40001", server: SERVER, verdict: "open" },
    { client: "10.9.0.1:40002", server: SERVER, verdict: "open" },
    {
      client: "10.9.0.1:40003",
      server: SERVER,
      verdict: "reset",
      findings: ["reset server: handshake-rejected"],
    },
  ],
  async play(lab) {
    await lab.server.namespace.set({ "net.ipv4.tcp_abort_on_overflow": 1 });
    await lab.server.listen({ port: 80, backlog: 1 });
    await lab.wire.delay("to-client", 130); // what answers the late ACKs is prompt all the same
    await lab.client.connect({ port: 40001, to: ["10.9.0.2", 80] });
    await lab.checkpoint("a place left");
    // Both are under way when the last place is taken.
    const late = { direction: "to-server", flags: ".", action: "delay", milliseconds: 150 } as const;
    await lab.wire.rule("late", late);
    for (const port of [40002, 40003]) await lab.client.connect({ port, to: ["10.9.0.2", 80], wait: false });
    await pause(600);
    await lab.checkpoint("overflown");
  },
};

const FLOOD = Array.from({ length: 200 }, (_, index) => ({
  address: `10.77.${index >> 6}.${1 + (index & 63)}`,
  port: 2000 + index,
}));

/** The kernel keeps a quarter of tcp_max_syn_backlog (16) for peers that it knows from before. */
const KEPT = 13;

/** Cookies, which are never repeated, begin when the backlog of 16 is exceeded. */
const QUEUED_FIRST = 17;

const FORGED_CLIENTS: readonly CannotKnow[] = ["flooded", "the honest client"].map((checkpoint) => ({
  checkpoint,
  end: "client",
  connection: "10.77.",
  inferred: "SYN_SENT",
  why: "the senders' addresses are forged: no such client exists",
}));

async function flood(lab: Lab, cookies: 0 | 1): Promise<Socket> {
  await lab.server.namespace.set({ "net.ipv4.tcp_syncookies": cookies, "net.ipv4.tcp_max_syn_backlog": 16 });
  const listener = await lab.server.listen({ port: 80, backlog: 16 });
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
  return listener;
}

/** Until no handshake may still be on its way. */
async function undecided(lab: Lab): Promise<void> {
  await pause(3100);
  await lab.tick();
}

export const synFlood: Scenario = {
  name: "syn-flood",
  shows: "200 forged SYNs, no cookies: the queue is full and the honest client stays outside.",
  connections: [
    ...FLOOD.map(({ address, port }, index) =>
      index < KEPT
        ? ({
            client: `${address}:${port}`,
            server: SERVER,
            verdict: "half-open",
            atClient: "partial",
            findings: { atClient: ["syn-ack-retry server"], atServer: [] },
          } as const)
        : ({ client: `${address}:${port}`, server: SERVER, verdict: "connecting", atClient: null } as const),
    ),
    {
      client: "10.9.0.1:40001",
      server: SERVER,
      verdict: "unanswered",
      findings: { atClient: ["syn-unanswered client"], atServer: [] },
    },
  ],
  findings: { atClient: [], atServer: ["syn-flood service 10.9.0.2:80"] },
  cannotKnow: FORGED_CLIENTS,
  async play(lab) {
    await flood(lab, 0);
    await lab.client.connect({ port: 40001, to: ["10.9.0.2", 80], wait: false });
    await pause(1300);
    await lab.checkpoint("the honest client");
    await undecided(lab);
  },
};

export const synFloodWithCookies: Scenario = {
  name: "syn-flood-with-cookies",
  shows: "200 forged SYNs, SYN cookies: every one is answered and the honest client gets in.",
  connections: [
    ...FLOOD.map(
      ({ address, port }, index) =>
        ({
          client: `${address}:${port}`,
          server: SERVER,
          verdict: "half-open",
          atClient: "partial",
          findings: { atClient: index < QUEUED_FIRST ? ["syn-ack-retry server"] : [], atServer: [] },
        }) as const,
    ),
    { client: "10.9.0.1:40001", server: SERVER, verdict: "closed" },
  ],
  findings: { atClient: [], atServer: ["syn-flood service 10.9.0.2:80"] },
  cannotKnow: [
    ...FORGED_CLIENTS,
    ...FORGED_CLIENTS.map(
      ({ checkpoint }) =>
        ({
          checkpoint,
          end: "server",
          connection: "10.77.",
          inferred: "SYN_RECEIVED",
          why: "a SYN cookie keeps no state in the kernel and looks like any other SYN-ACK",
        }) as const,
    ),
  ],
  async play(lab) {
    const listener = await flood(lab, 1);
    const { client, server } = await lab.open(40001, listener, 80);
    await client.close();
    await server.receive();
    await server.close();
    await lab.checkpoint("the honest client");
    await undecided(lab);
  },
};
