// last-ack-stuck: the end that closed second retried its FIN twice or more.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { CLIENT_CLOSED, ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, findingsOfRecording, found } from "./findings-of.ts";

describe("last-ack-stuck is raised", () => {
  it("when no last ACK is captured", async () => {
    const findings = await findingsOf(
      scenario(`${CLIENT_CLOSED}
             server > client  F.  1:1  ack 2
        +0.2 server > client  F.  1:1  ack 2
        +0.4 server > client  F.  1:1  ack 2
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "last-ack-stuck",
        severity: "warning",
        endpoint: "server",
        packets: [6, 7, 8],
        tries: 3,
        lastAckCaptured: false,
        acknowledged: false,
      },
    ]);
  });

  it("says that the last ACK is in the capture, and that it does not arrive", async () => {
    const findings = await findingsOf(
      scenario(`${CLIENT_CLOSED}
             server > client  F.  1:1  ack 2
             client > server  .   2:2  ack 2
        +0.2 server > client  F.  1:1  ack 2
             client > server  .   2:2  ack 2
        +0.4 server > client  F.  1:1  ack 2
      `),
    );
    expect(findings).toMatchObject([
      { id: "last-ack-stuck", endpoint: "server", lastAckCaptured: true, acknowledged: false },
    ]);
  });

  it("by the client, when the server closed first", async () => {
    const text = `${ESTABLISHED}
           server > client  F.  1:1  ack 1
           client > server  F.  1:1  ack 2
      +0.3 client > server  F.  1:1  ack 2
      +0.6 client > server  F.  1:1  ack 2
           server > client  .   2:2  ack 2
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { id: "last-ack-stuck", endpoint: "client", lastAckCaptured: true, acknowledged: true },
    ]);
  });

  it("from a kernel that the last ACK does not reach", async () => {
    for (const vantage of ["client", "server"] as const) {
      expect(await findingsOfRecording("last-ack-stuck", vantage)).toMatchObject([
        { id: "last-ack-stuck", endpoint: "server", lastAckCaptured: vantage === "client" },
      ]);
    }
  });
});

describe("last-ack-stuck is not raised", () => {
  it("for a single retry", async () => {
    const text = `${CLIENT_CLOSED}
           server > client  F.  1:1  ack 2
      +0.2 server > client  F.  1:1  ack 2
           client > server  .   2:2  ack 2
    `;
    expect(await found(scenario(text))).toEqual(["fin-retry server"]);
  });

  it("for the end that closed first", async () => {
    const text = `${ESTABLISHED}
           client > server  F.  1:1  ack 1
      +0.2 client > server  F.  1:1  ack 1
      +0.4 client > server  F.  1:1  ack 1
           server > client  F.  1:1  ack 2
           client > server  .   2:2  ack 2
    `;
    expect(await found(scenario(text))).toEqual(["fin-retry client"]);
  });

  it("for a crossing close", async () => {
    const text = `${ESTABLISHED}
           client > server  F.  1:1  ack 1
           server > client  F.  1:1  ack 1
      +0.2 server > client  F.  1:1  ack 1
      +0.4 server > client  F.  1:1  ack 1
    `;
    expect(await found(scenario(text))).toEqual(["fin-retry server"]);
  });
});
