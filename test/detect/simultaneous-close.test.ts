// simultaneous-close: neither end's first FIN acknowledges the other's.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, findingsOfRecording, found } from "./findings-of.ts";

describe("simultaneous-close is raised", () => {
  it("when the FINs crossed and both are acknowledged", async () => {
    const findings = await findingsOf(
      scenario(`${ESTABLISHED}
               client > server  F.  1:1  ack 1
        +0.002 server > client  F.  1:1  ack 1
               client > server  .   2:2  ack 2
               server > client  .   2:2  ack 2
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "simultaneous-close",
        severity: "info",
        endpoint: null,
        packets: [4, 5, 6, 7],
        apartSeconds: expect.closeTo(0.002, 9),
      },
    ]);
  });

  it("with the time between the first FINs, where one is sent again as an answer (macOS)", async () => {
    const findings = await findingsOf(
      scenario(`${ESTABLISHED}
               client > server  F.  1:1  ack 1
        +0.002 server > client  F.  1:1  ack 1
        +0.5   client > server  F.  1:1  ack 2
               server > client  .   2:2  ack 2
      `),
    );
    expect(findings).toMatchObject([{ id: "simultaneous-close", apartSeconds: expect.closeTo(0.002, 9) }]);
  });

  it("from the sockets of two kernels, at either end", async () => {
    for (const vantage of ["client", "server"] as const) {
      expect(await findingsOfRecording("close-crossing", vantage)).toMatchObject([
        { id: "simultaneous-close", endpoint: null },
      ]);
    }
  });
});

describe("simultaneous-close is not raised", () => {
  it("for four segments", async () => expect(await found(scenario(CLOSED_BY_CLIENT))).toEqual([]));

  it("for three", async () => {
    const text = `${ESTABLISHED}
      client > server  F.  1:1  ack 1
      server > client  F.  1:1  ack 2
      client > server  .   2:2  ack 2
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("as long as one of the crossed FINs is not acknowledged", async () => {
    const text = `${ESTABLISHED}
      client > server  F.  1:1  ack 1
      server > client  F.  1:1  ack 1
      client > server  .   2:2  ack 2
    `;
    expect(await found(scenario(text))).toEqual([]);
  });
});
