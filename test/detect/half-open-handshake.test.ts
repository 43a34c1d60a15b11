// half-open-handshake: the server waits for the last ACK.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { findingsOf, found } from "./findings-of.ts";

describe("is raised", () => {
  it("when the SYN-ACK was sent again: the client's doing, while no ACK of it was captured", async () => {
    const findings = await findingsOf(
      scenario(`
        @0  client > server  S   0:0
        @0  server > client  S.  0:0  ack 1
        @1  server > client  S.  0:0  ack 1
        @3  server > client  S.  0:0  ack 1
        @5  arp
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "half-open-handshake",
        severity: "warning",
        endpoint: "client",
        packets: [1, 2, 3, 4],
        offsetsSeconds: [0, 1, 3],
        tries: 3,
        schedule: { stacks: ["linux", "linux-6.5"], nextSeconds: 7, givesUpSeconds: 63 },
        waitedSeconds: 5,
        summary:
          "192.0.2.1:80 waits for the last ACK of 10.0.0.1:40000: 3 SYN-ACKs at 0, 1 and 3 s, no ACK for 5 s.",
      },
    ]);
  });

  it("when the server goes on repeating it after the client's ACK: the server's doing", async () => {
    const findings = await findingsOf(
      scenario(`
        @0   client > server  S   0:0
        @0.1 server > client  S.  0:0  ack 1
        @0.2 client > server  .   1:1  ack 1
        @1.1 server > client  S.  0:0  ack 1
        @1.6 arp
      `),
    );
    expect(findings).toMatchObject([
      { id: "half-open-handshake", endpoint: "server", packets: [1, 2, 3, 4], tries: 2, waitedSeconds: 1.5 },
    ]);
  });

  it("3 s after the first SYN-ACK, though the later ones answer repeated SYNs", async () => {
    const text = `
      @0    client > server  S   0:0
      @0    server > client  S.  0:0  ack 1
      @1    client > server  S   0:0
      @1    server > client  S.  0:0  ack 1
      @3    client > server  S   0:0
      @3    server > client  S.  0:0  ack 1
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { id: "half-open-handshake", endpoint: "client", tries: 1, waitedSeconds: 3 },
    ]);
  });

  it("3 s after a single SYN-ACK", async () => {
    const text = (seconds: string) => `
      @0 client > server  S   0:0
      @1 server > client  S.  0:0  ack 1
      @${seconds} arp
    `;
    expect(await findingsOf(scenario(text("4")))).toMatchObject([
      { id: "half-open-handshake", tries: 1, schedule: null, waitedSeconds: 3 },
    ]);
    expect(await found(scenario(text("3.99")))).toEqual([]);
  });
});

describe("stays quiet", () => {
  it("once the ACK has come", async () => {
    const text = `
      @0 client > server  S   0:0
      @1 server > client  S.  0:0  ack 1
      @9 client > server  .   1:1  ack 1
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("for a SYN-ACK whose SYN nobody captured", async () => {
    expect(await found(scenario("@0 server > client S. 0:0 ack 1 \n @9 arp"))).toEqual([]);
  });

  it("when an RST ended it", async () => {
    const text = `
      @0   client > server  S   0:0
      @0.1 server > client  S.  0:0  ack 1
      @0.2 client > server  R   1:1
      @9   arp
    `;
    expect(await found(scenario(text))).toEqual(["handshake-aborted client"]);
  });
});
