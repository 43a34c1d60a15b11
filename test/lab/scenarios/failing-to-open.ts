// Connections that do not open: refused, unreachable, unanswered.
import { pause } from "../lab.ts";
import { hasSetting } from "../namespaces.ts";
import type { CannotKnow, Scenario } from "../scenario.ts";

const CLIENT = "10.9.0.1:40001";

/** Linux takes an ICMP error that arrives inside connect() as a hint only; the next one ends it. */
const SOFT_ERROR: readonly CannotKnow[] = [
  {
    checkpoint: "first error",
    end: "client",
    vantage: "client",
    inferred: "CLOSED",
    why: "the error came while connect() held the socket: the kernel goes on trying, which the SYN to come will show",
  },
  {
    checkpoint: "first error",
    end: "client",
    vantage: "server",
    inferred: "UNKNOWN",
    why: "nothing of the connection comes past the server",
  },
];

export const refused: Scenario = {
  name: "refused",
  shows: "Nothing listens: the server answers the SYN with RST.",
  connections: [
    { client: CLIENT, server: "10.9.0.2:81", verdict: "refused", findings: ["connection-refused server"] },
  ],
  async play(lab) {
    const client = await lab.client.connect({ port: 40001, to: ["10.9.0.2", 81] });
    if (client.error !== "ECONNREFUSED") throw new Error(`connect: ${client.error}`);
    await lab.checkpoint("refused");
  },
};

export const sixRefused: Scenario = {
  name: "ipv6-refused",
  shows: "The same over IPv6.",
  connections: [
    {
      client: "[fd00:9::1]:40001",
      server: "[fd00:9::2]:81",
      verdict: "refused",
      findings: ["connection-refused server"],
    },
  ],
  async play(lab) {
    await lab.client.connect({ port: 40001, to: ["fd00:9::2", 81] });
    await lab.checkpoint("refused");
  },
};

export const icmpPortUnreachable: Scenario = {
  name: "icmp-port-unreachable",
  shows: "The server's packet filter rejects the SYN with an ICMP error; the kernel gives up at once.",
  connections: [
    { client: CLIENT, server: "10.9.0.2:81", verdict: "unreachable", findings: ["icmp-unreachable server"] },
  ],
  async play(lab) {
    await lab.server.namespace.filter("input", "tcp dport 81 reject with icmp type port-unreachable");
    await lab.wire.delay("to-client", 30);
    await lab.client.connect({ port: 40001, to: ["10.9.0.2", 81] });
    await lab.checkpoint("unreachable");
  },
};

export const icmpHostUnreachable: Scenario = {
  name: "icmp-host-unreachable",
  shows: "Nobody has the address: the router's neighbour discovery fails and it says so.",
  topology: "router",
  connections: [
    {
      client: CLIENT,
      server: "10.9.1.99:80",
      verdict: "unreachable",
      atServer: null,
      findings: { atClient: ["icmp-unreachable"], atServer: [] },
    },
  ],
  async play(lab) {
    await lab.router.set({
      "net.ipv4.neigh.server.mcast_solicit": 1,
      "net.ipv4.neigh.server.retrans_time_ms": 300,
    });
    await lab.client.connect({ port: 40001, to: ["10.9.1.99", 80] });
    await lab.checkpoint("unreachable");
  },
};

export const icmpAdminProhibited: Scenario = {
  name: "icmp-admin-prohibited",
  shows: "A packet filter on the router rejects the SYN; the first error is a hint only, the second ends it.",
  topology: "router",
  connections: [
    {
      client: CLIENT,
      server: "10.9.1.2:80",
      verdict: "unreachable",
      atServer: null,
      findings: { atClient: ["icmp-unreachable"], atServer: [] },
    },
  ],
  cannotKnow: SOFT_ERROR,
  async play(lab) {
    await lab.router.filter("forward", "tcp dport 80 reject with icmp type admin-prohibited");
    const trying = lab.client.connect({ port: 40001, to: ["10.9.1.2", 80] });
    await pause(200);
    await lab.checkpoint("first error");
    await trying;
    await lab.checkpoint("unreachable");
  },
};

export const icmpNetUnreachable: Scenario = {
  name: "icmp-net-unreachable",
  shows: "The router has no route.",
  topology: "router",
  connections: [
    {
      client: CLIENT,
      server: "192.0.2.7:80",
      verdict: "unreachable",
      atServer: null,
      findings: { atClient: ["icmp-unreachable"], atServer: [] },
    },
  ],
  cannotKnow: SOFT_ERROR,
  async play(lab) {
    const trying = lab.client.connect({ port: 40001, to: ["192.0.2.7", 80] });
    await pause(200);
    await lab.checkpoint("first error");
    await trying;
    await lab.checkpoint("unreachable");
  },
};

export const icmpTimeExceeded: Scenario = {
  name: "icmp-time-exceeded",
  shows: "The time to live runs out at the router.",
  topology: "router",
  connections: [
    {
      client: CLIENT,
      server: "10.9.1.2:80",
      verdict: "unreachable",
      atServer: null,
      findings: { atClient: ["icmp-ttl-exceeded"], atServer: [] },
    },
  ],
  cannotKnow: SOFT_ERROR,
  async play(lab) {
    const trying = lab.client.connect({ port: 40001, to: ["10.9.1.2", 80], options: { "time-to-live": 1 } });
    await pause(200);
    await lab.checkpoint("first error");
    await trying;
    await lab.checkpoint("unreachable");
  },
};

export const sixAdminProhibited: Scenario = {
  name: "ipv6-admin-prohibited",
  shows: "ICMPv6 from a packet filter on the router.",
  topology: "router",
  connections: [
    {
      client: "[fd00:9::1]:40001",
      server: "[fd00:9:1::2]:80",
      verdict: "unreachable",
      atServer: null,
      findings: { atClient: ["icmp-unreachable"], atServer: [] },
    },
  ],
  cannotKnow: SOFT_ERROR,
  async play(lab) {
    await lab.router.filter("forward", "tcp dport 80 reject with icmpv6 type admin-prohibited");
    const trying = lab.client.connect({ port: 40001, to: ["fd00:9:1::2", 80] });
    await pause(200);
    await lab.checkpoint("first error");
    await trying;
    await lab.checkpoint("unreachable");
  },
};

const LINEAR = "net.ipv4.tcp_syn_linear_timeouts";

const givenUp = (retries: number, linear: number): Pick<Scenario, "connections" | "cannotKnow" | "play"> => ({
  connections: [
    {
      client: CLIENT,
      server: "10.9.0.2:80",
      verdict: "unanswered",
      atServer: null,
      findings: { atClient: ["syn-unanswered client"], atServer: [] },
    },
  ],
  cannotKnow: [
    {
      checkpoint: "trying",
      end: "client",
      vantage: "server",
      inferred: "UNKNOWN",
      why: "nothing of the connection comes past the server",
    },
    {
      checkpoint: "given up",
      end: "client",
      vantage: "client",
      inferred: "SYN_SENT",
      why: "giving up sends nothing: whether another SYN is to come stands in the client's settings",
    },
  ],
  async play(lab) {
    await lab.client.namespace.set({ "net.ipv4.tcp_syn_retries": retries });
    if (hasSetting(LINEAR)) await lab.client.namespace.set({ [LINEAR]: linear });
    await lab.wire.rule("hole", { direction: "to-server", action: "drop" });
    const trying = lab.client.connect({ port: 40001, to: ["10.9.0.2", 80] });
    await pause(1500);
    await lab.checkpoint("trying");
    const { error } = await trying;
    if (error !== "ETIMEDOUT") throw new Error(`connect: ${error}`);
    await lab.checkpoint("given up");
  },
});

export const blackholed: Scenario = {
  name: "syn-blackholed",
  shows: "SYNs at 0, 1 and 3 s vanish; the kernel gives up after 7 s (tcp_syn_retries 2, doubled each time).",
  ...givenUp(2, 0),
};

export const blackholedLinear: Scenario = {
  name: "syn-blackholed-linear",
  shows: "tcp_syn_linear_timeouts 2 and one retry more: SYNs a second apart before the doubling.",
  needs: LINEAR,
  ...givenUp(1, 2),
};

export const refusedByFirewall: Scenario = {
  name: "refused-by-firewall",
  shows:
    "A packet filter on the way answers the SYN with RST in the server's name: it has come fewer hops than the server's.",
  topology: "router",
  connections: [
    { client: CLIENT, server: "10.9.1.2:80", verdict: "open" },
    {
      client: "10.9.0.1:40002",
      server: "10.9.1.2:81",
      verdict: "refused",
      atServer: null,
      findings: { atClient: ["connection-refused server: firewall"], atServer: [] },
    },
  ],
  async play(lab) {
    await lab.server.namespace.set({ "net.ipv4.ip_default_ttl": 60 }); // as if five hops away
    const listener = await lab.server.listen({ port: 80 });
    await lab.open(40001, listener, 80);
    await lab.router.filter("forward", "tcp dport 81 reject with tcp reset");
    await lab.client.connect({ port: 40002, to: ["10.9.1.2", 81] });
    await lab.checkpoint("refused");
  },
};
