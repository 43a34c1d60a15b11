// time-wait-assassination: an ACK sent in TIME_WAIT, promptly answered by an RST that fits (RFC 1337).
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { CLIENT_CLOSED, CLOSED_BY_CLIENT } from "../notation/start-states.ts";
import { findingsOf, findingsOfRecording, found } from "./findings-of.ts";

describe("time-wait-assassination is raised", () => {
  it("when an old segment makes the waiting end answer, and the other end rejects that", async () => {
    const findings = await findingsOf(
      scenario(`${CLOSED_BY_CLIENT}
        +10 server > client  P.  0:1  ack 1
            client > server  .   2:2  ack 2
            server > client  R   2:2
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "time-wait-assassination",
        severity: "warning",
        endpoint: "server",
        packets: [6, 9, 10],
        afterSeconds: expect.closeTo(0.01, 6),
      },
    ]);
  });

  it("from real kernels: an old duplicate, or a stale SYN", async () => {
    for (const vantage of ["client", "server"] as const) {
      for (const name of ["time-wait-assassination", "stale-syn-in-time-wait"]) {
        expect((await findingsOfRecording(name, vantage)).map(({ id }) => id)).toEqual([
          "time-wait-assassination",
        ]);
      }
    }
  });
});

describe("time-wait-assassination is not raised", () => {
  const reset = (line: string) =>
    scenario(`${CLOSED_BY_CLIENT}
    +10 client > server  .   2:2  ack 2
    ${line}
  `);

  it("for an RST that is not prompt: more than three round trips of 20 ms", async () => {
    expect(await found(reset("+0.06 server > client R 2:2"))).toEqual(["time-wait-assassination server"]);
    expect(await found(reset("+0.061 server > client R 2:2"))).toEqual([]);
  });

  it("for another number", async () => {
    expect(await found(reset("server > client R 3:3"))).toEqual([]);
  });

  it("for an RST without such an ACK before it", async () => {
    expect(await found(scenario(`${CLOSED_BY_CLIENT} +10 server > client R 2:2`))).toEqual([]);
  });

  it("before TIME_WAIT", async () => {
    const text = `${CLIENT_CLOSED}
      +10 client > server  .  2:2  ack 1
          server > client  R  1:1
    `;
    expect(await found(scenario(text))).not.toContain("time-wait-assassination server");
  });
});
