// time-wait-reuse: a SYN answered by SYN-ACK on addresses of which an end was still in TIME_WAIT.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, findingsOfRecording, found } from "./findings-of.ts";

const AGAIN = `
  server > client  S.  isn 30000000  0:0  ack 1
  client > server  .   1:1  ack 1
`;

describe("time-wait-reuse is raised", () => {
  it("for a higher number, with the seconds since the last packet", async () => {
    const findings = await findingsOf(
      scenario(`${CLOSED_BY_CLIENT}
        +1.27 client > server  S   isn 20000000  0:0
        ${AGAIN}
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "time-wait-reuse",
        severity: "info",
        connection: 2,
        endpoint: "client",
        packets: [8, 9],
        previous: 1,
        allowedBy: "sequence",
        afterSeconds: expect.closeTo(1.27, 9),
      },
    ]);
  });

  it("for a newer timestamp, though the number is lower", async () => {
    const findings = await findingsOf(
      scenario(
        `
        client > server  S   0:0  <mss 1460,ts 100 0>
        server > client  S.  0:0  ack 1  <mss 1460,ts 900 100>
        client > server  .   1:1  ack 1  <ts 101 900>
        client > server  F.  1:1  ack 1  <ts 102 900>
        server > client  F.  1:1  ack 2  <ts 901 102>
        client > server  .   2:2  ack 2  <ts 103 901>
     +1 client > server  S   isn 1000  0:0  <mss 1460,ts 203 0>
        server > client  S.  isn 30000000  0:0  ack 1  <mss 1460,ts 1001 203>
      `,
        { isn: { client: 5_000_000 } },
      ),
    );
    expect(findings).toContainEqual(
      expect.objectContaining({ id: "time-wait-reuse", connection: 2, allowedBy: "timestamp" }),
    );
  });

  it("up to 2MSL after the state was entered, by the server's FIN at 0.05 s", async () => {
    const text = `${CLOSED_BY_CLIENT}
      @60.04 client > server  S   isn 20000000  0:0
      ${AGAIN}
    `;
    expect(await found(scenario(text))).toEqual(["time-wait-reuse client"]);
  });

  it("from real kernels, with TIME_WAIT at either end", async () => {
    for (const vantage of ["client", "server"] as const) {
      for (const name of ["time-wait-reuse-at-client", "time-wait-reuse-at-server"]) {
        expect(await findingsOfRecording(name, vantage)).toMatchObject([
          { id: "time-wait-reuse", endpoint: "client", previous: 1 },
        ]);
      }
    }
  });
});

describe("time-wait-reuse is not raised", () => {
  it("when 2MSL are over", async () => {
    const text = `${CLOSED_BY_CLIENT}
      @60.06 client > server  S   isn 20000000  0:0
      ${AGAIN}
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("when the SYN is refused", async () => {
    const text = `${CLOSED_BY_CLIENT}
      +1.27 client > server  S   isn 20000000  0:0
            server > client  R.  seq=0  ack=20000001
    `;
    expect(await found(scenario(text))).not.toContain("time-wait-reuse client");
  });

  it("when the connection before was reset: nobody waits", async () => {
    const text = `${ESTABLISHED}
         client > server  R.  1:1  ack 1
      +1 client > server  S   isn 20000000  0:0
      ${AGAIN}
    `;
    expect(await found(scenario(text))).not.toContain("time-wait-reuse client");
  });
});
