// Connections that end by RST, and RSTs that must not end one.
import { pause } from "../lab.ts";
import type { Scenario } from "../scenario.ts";

const CLIENT = "10.9.0.1:40001";
const SERVER = "10.9.0.2:80";

/** From the client's port to the server's, as forged segments name them. */
const TO_SERVER = {
  direction: "to-server",
  source: "10.9.0.1",
  sourcePort: 40001,
  target: "10.9.0.2",
  targetPort: 80,
} as const;
const TO_CLIENT = {
  direction: "to-client",
  source: "10.9.0.2",
  sourcePort: 80,
  target: "10.9.0.1",
  targetPort: 40001,
} as const;

export const abortByClient: Scenario = {
  name: "abort-by-client",
  shows: "The client closes with linger 0.",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "reset", findings: ["reset client: application-abort"] },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(50);
    await server.receive(50);
    await lab.checkpoint("open");
    await client.abort();
    await lab.checkpoint("aborted");
  },
};

export const abortInCloseWait: Scenario = {
  name: "abort-in-close-wait",
  shows: "The client closes; the server, in CLOSE_WAIT, aborts instead of closing.",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "reset", findings: ["reset server: application-abort"] },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.shutdown();
    await server.receive();
    await lab.checkpoint("half closed");
    await server.abort();
    await lab.checkpoint("aborted");
  },
};

export const closeWithUnreadData: Scenario = {
  name: "close-with-unread-data",
  shows: "The server closes without having read the request: RST instead of FIN (RFC 2525 §2.17).",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "reset", findings: ["reset server: abort-or-unread-data"] },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(500);
    await lab.checkpoint("unread");
    await server.close();
    await lab.checkpoint("reset");
  },
};

export const dataAfterClose: Scenario = {
  name: "data-after-close",
  shows: "The server has closed both ways; the client goes on sending and is answered by RST.",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "reset", findings: ["reset server: data-after-close"] },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await server.close();
    await lab.checkpoint("server has closed");
    await client.send(100);
    await lab.checkpoint("reset");
  },
};

export const killedProgram: Scenario = {
  name: "killed-program",
  shows: "SIGKILL: the kernel closes for the program, with FIN where all was read and with RST where not.",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "half-closed" },
    {
      client: "10.9.0.1:40002",
      server: SERVER,
      verdict: "reset",
      findings: ["reset server: abort-or-unread-data"],
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const idle = await lab.open(40001, listener, 80);
    const unread = await lab.open(40002, listener, 80);
    await idle.client.send(10);
    await idle.server.receive(10);
    await unread.client.send(10);
    await lab.checkpoint("open");
    await lab.server.killProgram();
    await lab.checkpoint("killed");
  },
};

export const peerLostState: Scenario = {
  name: "peer-lost-state",
  shows: "The server forgets the connection without a word; the client's next data are answered by RST.",
  connections: [{ client: CLIENT, server: SERVER, verdict: "reset", findings: ["peer-lost-state server"] }],
  cannotKnow: [
    {
      checkpoint: "forgotten",
      end: "server",
      inferred: "ESTABLISHED",
      why: "a crash sends nothing",
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await server.send(50);
    await client.receive(50);
    await lab.checkpoint("open");
    await server.forget();
    await lab.checkpoint("forgotten");
    await client.send(20);
    await lab.checkpoint("reset");
  },
};

export const halfOpenDiscovery: Scenario = {
  name: "half-open-discovery",
  shows:
    "The client forgets and connects anew from the same port: challenge ACK, RST, SYN again (RFC 9293 §3.5.1).",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "reset", findings: ["peer-lost-state client"] },
    { client: CLIENT, server: SERVER, verdict: "open" },
  ],
  cannotKnow: [
    { checkpoint: "forgotten", end: "client", inferred: "ESTABLISHED", why: "a crash sends nothing" },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(50);
    await server.receive(50);
    await lab.checkpoint("open");
    await client.forget();
    await lab.checkpoint("forgotten");
    await lab.open(40001, listener, 80);
    await lab.checkpoint("open again");
  },
};

export const wrongReset: Scenario = {
  name: "rst-with-wrong-number",
  shows:
    "Forged RSTs, one in the window and one outside: the connection goes on (RFC 5961 §3) and closes in order.",
  connections: [
    {
      client: CLIENT,
      server: SERVER,
      verdict: "closed",
      findings: { atClient: [], atServer: ["challenge-ack client", "rst-out-of-window client"] },
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(50);
    await server.receive(50);
    const { next } = await lab.wire.latest("to-server", 40001, 80);
    await lab.wire.forge({ ...TO_SERVER, flags: "R", seq: next + 1000 });
    await lab.checkpoint("in the window");
    await pause(600); // challenge ACKs are rate-limited
    await lab.wire.forge({ ...TO_SERVER, flags: "R", seq: next + 500_000_000 });
    await lab.checkpoint("outside the window");
    await client.send(50);
    await server.receive(50);
    await client.close();
    await server.receive();
    await server.close();
    await lab.checkpoint("both have closed");
  },
};

export const injectedReset: Scenario = {
  name: "rst-by-middlebox",
  shows: "Something on the path resets both ends with exact numbers; neither end sent it.",
  connections: [
    {
      client: CLIENT,
      server: SERVER,
      verdict: "reset",
      findings: { atClient: ["reset server: middlebox"], atServer: ["reset client: middlebox"] },
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(50);
    await server.receive(50);
    const { next } = await lab.wire.latest("to-server", 40001, 80);
    const { next: answer } = await lab.wire.latest("to-client", 80, 40001);
    await lab.wire.forge({ ...TO_SERVER, flags: "R", seq: next, timeToLive: 48 });
    await lab.wire.forge({ ...TO_CLIENT, flags: "R", seq: answer, timeToLive: 48 });
    await lab.checkpoint("reset");
  },
};

export const staleSynInOpenConnection: Scenario = {
  name: "stale-syn-in-open-connection",
  shows: "An old SYN turns up inside a connection: a challenge ACK, nothing else (RFC 5961 §4).",
  connections: [
    {
      client: CLIENT,
      server: SERVER,
      verdict: "closed",
      findings: { atClient: [], atServer: ["challenge-ack client"] },
    },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    const { client, server } = await lab.open(40001, listener, 80);
    await client.send(50);
    await server.receive(50);
    const { seq } = await lab.wire.latest("to-server", 40001, 80);
    await lab.wire.forge({ ...TO_SERVER, flags: "S", seq: seq - 70_000_000 });
    await lab.checkpoint("stale SYN");
    await client.send(50);
    await server.receive(50);
    await client.close();
    await server.receive();
    await server.close();
    await lab.checkpoint("both have closed");
  },
};

export const staleSyn: Scenario = {
  name: "stale-syn",
  shows:
    "An old SYN without a connection: the server answers, the client rejects with RST; then the real one.",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "aborted", findings: ["stale-syn client"] },
    { client: CLIENT, server: SERVER, verdict: "open" },
  ],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    await lab.wire.forge({ ...TO_SERVER, flags: "S", seq: 1_000_000, options: [2, 4, 5, 180] });
    await lab.checkpoint("rejected");
    await lab.open(40001, listener, 80);
    await lab.checkpoint("open");
  },
};

export const connectGivenUp: Scenario = {
  name: "connect-given-up",
  shows: "The client closes before the SYN-ACK arrives, which then meets an RST.",
  connections: [
    { client: CLIENT, server: SERVER, verdict: "aborted", findings: ["handshake-aborted client"] },
  ],
  cannotKnow: [
    {
      checkpoint: "given up",
      end: "client",
      inferred: "SYN_SENT",
      why: "closing a socket in SYN_SENT sends nothing",
    },
    {
      checkpoint: "given up",
      end: "server",
      vantage: "client",
      inferred: "UNKNOWN",
      why: "the server's answer is still under way",
    },
  ],
  async play(lab) {
    await lab.server.listen({ port: 80 });
    await lab.wire.rule("answer", { direction: "to-client", flags: "S.", action: "hold" });
    const client = await lab.client.connect({ port: 40001, to: ["10.9.0.2", 80], wait: false });
    await lab.wire.holds(1);
    await client.close();
    await lab.checkpoint("given up");
    await lab.wire.lift("answer");
    await lab.wire.release();
    await lab.checkpoint("rejected");
  },
};

export const staleSynInTimeWait: Scenario = {
  name: "stale-syn-in-time-wait",
  shows: "An old SYN meets TIME_WAIT: an ACK, whose RST then kills TIME_WAIT.",
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
    const { seq } = await lab.wire.latest("to-server", 40001, 80);
    await lab.wire.forge({ ...TO_SERVER, flags: "S", seq: seq - 70_000_000 });
    await lab.checkpoint("old SYN");
  },
};
