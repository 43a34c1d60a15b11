// delayed-segment: payload or a FIN of an earlier connection, whose numbers lie before both initial ones.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { CLOSED_BY_CLIENT } from "../notation/start-states.ts";
import { findingsOf, found } from "./findings-of.ts";

/** The earlier connection's numbers begin at 1,000,000 and 6,000,000. */
const AGAIN = `${CLOSED_BY_CLIENT}
  +70 client > server  S   isn 20000000  0:0  <mss 1460>
      server > client  S.  isn 30000000  0:0  ack 1  <mss 1460>
      client > server  .   1:1  ack 1
      client > server  P.  1:101  ack 1
      server > client  P.  1:501  ack 101
`;

describe("delayed-segment is raised", () => {
  it("for payload", async () => {
    const findings = await findingsOf(
      scenario(`${AGAIN}
        +1 server > client  P.  seq=6000001  ack=1000002  len 100
           server > client  P.  seq=6000101  ack=1000002  len 20
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "delayed-segment",
        severity: "warning",
        connection: 2,
        endpoint: "server",
        packets: [13, 14],
        segments: 2,
        bytes: 120,
      },
    ]);
  });

  it("for a FIN alone", async () => {
    const text = `${AGAIN}
      client > server  F.  seq=1000001  ack=6000001
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { id: "delayed-segment", connection: 2, endpoint: "client", segments: 1, bytes: 0 },
    ]);
  });
});

describe("delayed-segment is not raised", () => {
  it("for a bare ACK with old numbers", async () => {
    expect(await found(scenario(`${AGAIN} server > client . seq=6000001 ack=1000002`))).toEqual([]);
  });

  it("for what is sent again", async () => {
    expect(await found(scenario(`${AGAIN} +1 server > client P. 1:501 ack 101`))).toEqual([]);
  });

  it("when one of its numbers belongs to this connection", async () => {
    expect(await found(scenario(`${AGAIN} server > client P. seq=6000001 ack=20000101 len 100`))).toEqual([]);
    expect(await found(scenario(`${AGAIN} server > client P. seq=30000001 ack=1000002 len 100`))).toEqual([]);
  });

  it("where the initial numbers were not captured", async () => {
    const text = `
      client > server  P.  1:101  ack 1
      server > client  P.  1:501  ack 101
   +1 server > client  P.  seq=5000001  ack=500  len 100
    `;
    expect(await found(scenario(text))).not.toContain("delayed-segment server");
  });

  it("where every segment comes twice, once with the numbers of a firewall between", async () => {
    const text = `
      client > server  S   0:0  <mss 1460>
      server > client  S.  seq=3000000000  ack=500000
      server > client  S.  0:0  ack 1  <mss 1460>
      client > server  .   1:1  ack 1
      server > client  P.  seq=3000000001  ack=500000  len 100
      server > client  P.  1:101  ack 1
    `;
    expect(await found(scenario(text))).not.toContain("delayed-segment server");
  });
});
