// half-close: after one end's FIN the other sent new bytes, and the first one acknowledged them.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { CLIENT_CLOSED, ESTABLISHED, SERVER_CLOSED } from "../notation/start-states.ts";
import { findingsOf, findingsOfRecording, found } from "./findings-of.ts";

describe("half-close is raised", () => {
  it("for the end that closed, with the bytes that came after its FIN", async () => {
    const [finding, ...others] = await findingsOf(
      scenario(`${CLIENT_CLOSED}
        +1 server > client  P.  1:1001     ack 2
           client > server  .   2:2        ack 1001
        +2 server > client  P.  1001:1501  ack 2
           client > server  .   2:2        ack 1501
      `),
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: "half-close",
      severity: "info",
      endpoint: "client",
      packets: [4, 6],
      bytes: 1500,
      // FIN at 0.03, last byte at 3.05 s.
      seconds: expect.closeTo(3.02, 9),
    });
  });

  it("by the server, for a single byte, and with the FIN that ends it not counted", async () => {
    const findings = await findingsOf(
      scenario(`${SERVER_CLOSED}
        client > server  P.  1:2  ack 2
        server > client  .   2:2  ack 2
        client > server  F.  2:2  ack 2
        server > client  .   2:2  ack 3
      `),
    );
    expect(findings).toMatchObject([{ id: "half-close", endpoint: "server", bytes: 1 }]);
  });

  it("from the sockets of two kernels, at either end", async () => {
    for (const vantage of ["client", "server"] as const) {
      expect(await findingsOfRecording("half-close", vantage)).toMatchObject([
        { id: "half-close", endpoint: "client" },
      ]);
    }
  });
});

describe("half-close is not raised", () => {
  it("when the bytes are not acknowledged", async () => {
    expect(await found(scenario(`${CLIENT_CLOSED} server > client P. 1:1001 ack 2`))).toEqual([]);
  });

  it("when the FIN itself acknowledges the bytes: they were lost to the capture before it", async () => {
    const text = `${ESTABLISHED}
      client > server  F.  1:1        ack 1001
      server > client  .   1001:1001  ack 2
      server > client  P.  1001:1501  ack 2
    `;
    expect(await found(scenario(text))).not.toContain("half-close client");
  });

  it("when only a FIN comes", async () => {
    const text = `${CLIENT_CLOSED}
      server > client  F.  1:1  ack 2
      client > server  .   2:2  ack 2
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("when what comes was sent before: a retransmission", async () => {
    const text = `${ESTABLISHED}
           server > client  P.  1:101    ack 1
           client > server  F.  1:1      ack 101
      +0.3 server > client  P.  1:101    ack 2
           client > server  .   2:2      ack 101
    `;
    expect(await found(scenario(text))).not.toContain("half-close client");
  });

  it("when the end that closed answers by RST", async () => {
    const text = `${CLIENT_CLOSED}
      server > client  P.  1:1001  ack 2
      client > server  .   2:2     ack 1001
      server > client  P.  1001:2001  ack 2
      client > server  R   2:2
    `;
    expect(await found(scenario(text))).toEqual(["reset client"]);
  });
});
