// fin-wait-2-stuck: the other end sent data after the FIN, then neither more nor its own FIN.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { CLIENT_CLOSED } from "../notation/start-states.ts";
import { findingsOf, found } from "./findings-of.ts";

const answered = `${CLIENT_CLOSED}
  @10 server > client  P.  1:1001  ack 2
      client > server  .   2:2     ack 1001
`;

describe("fin-wait-2-stuck is raised", () => {
  it("for the end that waits, when the last data are older than the age", async () => {
    const findings = await findingsOf(scenario(`${answered} @70.01 arp`));
    expect(findings).toMatchObject([
      {
        id: "fin-wait-2-stuck",
        severity: "warning",
        endpoint: "client",
        packets: [4, 5],
        bytesAfterFin: 1000,
        idleSeconds: expect.closeTo(60.01, 9),
        seconds: expect.closeTo(69.98, 9),
      },
      { id: "half-close", endpoint: "client" },
    ]);
  });
});

describe("fin-wait-2-stuck is not raised", () => {
  it("while the other end still sends", async () => {
    expect(await found(scenario(`${answered} @70 arp`))).toEqual(["half-close client"]);
  });

  it("when numbers went on without payload: the other FIN was not captured", async () => {
    const text = `${CLIENT_CLOSED}
           server > client  .  2:2  ack 2
      @100 arp
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("when the other end closed", async () => {
    const text = `${answered}
           server > client  F.  1001:1001  ack 2
           client > server  .   2:2        ack 1002
      @200 arp
    `;
    expect(await found(scenario(text))).toEqual(["half-close client"]);
  });
});
