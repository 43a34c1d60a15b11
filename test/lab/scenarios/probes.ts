// SYNs of those who want nothing: a scan, and an address that nobody has.
import { pause } from "../lab.ts";
import type { Scenario } from "../scenario.ts";

const SCANNED = Array.from({ length: 20 }, (_, index) => 101 + index);

export const portScan: Scenario = {
  name: "port-scan",
  shows:
    "One client tries twenty ports, all refused, and uses one that is open: the scan is one finding, the use is none.",
  connections: [
    ...SCANNED.map(
      (port, index) =>
        ({ client: `10.9.0.1:${40_001 + index}`, server: `10.9.0.2:${port}`, verdict: "refused" }) as const,
    ),
    { client: "10.9.0.1:40021", server: "10.9.0.2:80", verdict: "closed" },
  ],
  findings: ["port-scan host 10.9.0.1"],
  async play(lab) {
    const listener = await lab.server.listen({ port: 80 });
    for (const [index, port] of SCANNED.entries())
      await lab.client.connect({ port: 40_001 + index, to: ["10.9.0.2", port] });
    const { client, server } = await lab.open(40021, listener, 80);
    await client.send(100);
    await client.shutdown();
    await server.receive();
    await server.close();
    await lab.checkpoint("scanned");
  },
};

export const vanishedClient: Scenario = {
  name: "vanished-client",
  shows: "A SYN of an address that nobody has: the server repeats its SYN-ACK to nobody.",
  connections: [
    {
      client: "10.77.0.1:2000",
      server: "10.9.0.2:80",
      verdict: "half-open",
      atClient: "partial",
      findings: { atClient: ["syn-ack-retry server"], atServer: ["half-open-handshake client"] },
    },
  ],
  cannotKnow: [
    {
      checkpoint: "repeated",
      end: "client",
      inferred: "SYN_SENT",
      why: "the sender's address is forged: no such client exists",
    },
  ],
  async play(lab) {
    await lab.server.listen({ port: 80 });
    await lab.wire.forge({
      direction: "to-server",
      source: "10.77.0.1",
      sourcePort: 2000,
      target: "10.9.0.2",
      targetPort: 80,
      flags: "S",
      seq: 1_000_000,
      options: [2, 4, 5, 180],
    });
    await pause(1300);
    await lab.checkpoint("repeated");
  },
};
