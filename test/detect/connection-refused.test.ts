// connection-refused: the SYN was answered by an RST; told once, however often it was tried.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

describe("is raised", () => {
  it("for the RST of the server, with the time that it took", async () => {
    const [finding, ...others] = await findingsOf(
      scenario(`
        @0    client > server  S   0:0
        @0.03 server > client  R.  0:0  ack 1
      `),
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: "connection-refused",
      severity: "error",
      endpoint: "server",
      packets: [1, 2],
      answerSeconds: 0.03,
      tries: 1,
      likelyFrom: null,
      summary:
        "10.0.0.1:40000 → 192.0.2.1:80: refused by RST after 30 ms. Nothing listens there, or a firewall rejects it.",
    });
  });

  it("once for the three tries of Windows, each with its RST", async () => {
    const [finding, ...others] = await findingsOf(
      scenario(`
        @0    client > server  S   0:0
        @0.01 server > client  R.  0:0  ack 1
        @0.5  client > server  S   0:0
        @0.51 server > client  R.  0:0  ack 1
        @1    client > server  S   0:0
        @1.02 server > client  R.  0:0  ack 1
      `),
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ packets: [1, 2, 3, 4, 5, 6], tries: 3 });
    expect(finding?.["answerSeconds"]).toBeCloseTo(0.02, 9);
  });

  it("in no time that can be told, where the clock went back between SYN and RST", async () => {
    const [finding] = await findingsOf(
      scenario(`
        @5    client > server  S   0:0
        @4.9  server > client  R.  0:0  ack 1
      `),
    );
    expect(finding).toMatchObject({ id: "connection-refused", answerSeconds: 0 });
  });

  it("where an ICMP error came before the RST: that was answered in spite of it", async () => {
    expect(
      await found(
        scenario(`
          client > server  S   0:0
          router > client  icmp 3/1 quotes client > server S 0:0
          server > client  R.  0:0  ack 1
        `),
      ),
    ).toEqual(["connection-refused server", "icmp-unreachable"]);
  });

  it.each(["client", "server"] as const)("by a real kernel, seen at the %s", async (vantage) => {
    expect(await kernelFindings("refused", vantage, "connection-refused")).toMatchObject([
      { endpoint: "server", packets: [1, 2], tries: 1 },
    ]);
    expect(await kernelFindings("ipv6-refused", vantage, "connection-refused")).toHaveLength(1);
  });
});

describe("who likely sent the RST", () => {
  const refusedBy = async (synAckHops: number, rstHops: number) => {
    const findings = await findingsOf(
      scenario(`
        client:40001 > server:80  S   0:0
        server:80 > client:40001  S.  0:0  ack 1  ttl ${synAckHops}
        client:40001 > server:80  .   1:1  ack 1
        client:40002 > server:81  S   0:0
        server:81 > client:40002  R.  0:0  ack 1  ttl ${rstHops}
      `),
    );
    return findings.find(({ id }) => id === "connection-refused")?.["likelyFrom"];
  };

  it("the host, when it came as far as the host's SYN-ACKs", async () => {
    expect(await refusedBy(55, 55)).toBe("host");
    expect(await refusedBy(55, 54)).toBe("host");
  });

  it("a firewall, when it came over another number of hops", async () => {
    expect(await refusedBy(55, 57)).toBe("firewall");
    expect(await refusedBy(55, 62)).toBe("firewall");
    expect(await refusedBy(55, 250)).toBe("firewall");
  });

  it("cannot be told when only the stack's own start value differs", async () => {
    expect(await refusedBy(55, 246)).toBeNull();
    expect(await refusedBy(55, 119)).toBeNull();
  });

  it("nor where the host's services themselves differ", async () => {
    const findings = await findingsOf(
      scenario(`
        client:40001 > server:80   S   0:0
        server:80 > client:40001   S.  0:0  ack 1  ttl 55
        client:40003 > server:443  S   0:0
        server:443 > client:40003  S.  0:0  ack 1  ttl 120
        client:40002 > server:81   S   0:0
        server:81 > client:40002   R.  0:0  ack 1  ttl 40
      `),
    );
    expect(findings.find(({ id }) => id === "connection-refused")).toMatchObject({ likelyFrom: null });
  });
});

describe("stays quiet", () => {
  it("for an RST that does not acknowledge the SYN", async () => {
    expect(
      await found(
        scenario(`
          client > server  S   0:0
          server > client  R.  0:0  ack 7
        `),
      ),
    ).toEqual([]);
  });

  it("for an RST behind a SYN-ACK: that aborts the handshake", async () => {
    expect(
      await found(
        scenario(`
          client > server  S   0:0
          server > client  S.  0:0  ack 1
          server > client  R.  1:1  ack 1
        `),
      ),
    ).toEqual(["handshake-aborted server"]);
  });

  it("where the same SYN is sent again and accepted", async () => {
    expect(
      await found(
        scenario(`
             client > server  S   0:0
             server > client  R.  0:0  ack 1
          +1 client > server  S   0:0
             server > client  S.  0:0  ack 1
             client > server  .   1:1  ack 1
        `),
      ),
    ).toEqual([]);
  });
});
