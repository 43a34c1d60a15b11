// challenge-ack: a SYN inside the connection, or an RST in the window, promptly answered by a bare ACK.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, findingsOfRecording, found } from "./findings-of.ts";

const IN_USE = `${ESTABLISHED}
  client > server  P.  1:101    ack 1
  server > client  P.  1:51     ack 101
  client > server  .   101:101  ack 51
`;
const GOES_ON = `
  client > server  P.  101:201  ack 51
  server > client  .   51:51    ack 201
`;

describe("challenge-ack is raised", () => {
  it("for a SYN with another number", async () => {
    const findings = await findingsOf(
      scenario(`${IN_USE}
        +10 client > server  S   seq=77000000
            server > client  .   51:51    ack 101
        ${GOES_ON}
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "challenge-ack",
        severity: "info",
        endpoint: "client",
        packets: [7, 8],
        provokedBy: "syn",
        afterSeconds: expect.closeTo(0.01, 9),
        times: 1,
      },
    ]);
  });

  it("for the connection's own SYN, come again when it was long answered", async () => {
    const text = `${IN_USE}
      +1 client > server  S   0:0
         server > client  .   51:51    ack 101
      ${GOES_ON}
    `;
    expect(await found(scenario(text))).toContain("challenge-ack client");
  });

  it("for an RST in the window that is not exact, each time", async () => {
    const findings = await findingsOf(
      scenario(`${IN_USE}
        +1 server > client  R   1051:1051
           client > server  .   101:101  ack 51
        +1 server > client  R   2051:2051
           client > server  .   101:101  ack 51
        ${GOES_ON}
      `),
    );
    expect(findings).toMatchObject([
      { id: "rst-out-of-window", endpoint: "server" },
      { id: "challenge-ack", endpoint: "server", provokedBy: "rst", times: 2, packets: [7, 8, 9, 10] },
    ]);
  });

  it("from a kernel that gets a stale SYN or an RST with a wrong number", async () => {
    expect(await findingsOfRecording("stale-syn-in-open-connection", "server")).toMatchObject([
      { id: "challenge-ack", endpoint: "client", provokedBy: "syn" },
    ]);
    expect(await findingsOfRecording("rst-with-wrong-number", "server")).toContainEqual(
      expect.objectContaining({ id: "challenge-ack", endpoint: "client", provokedBy: "rst" }),
    );
  });
});

describe("challenge-ack is not raised", () => {
  const answeredBy = (line: string) =>
    scenario(`${IN_USE}
    +10 client > server  S   seq=77000000
    ${line}
    ${GOES_ON}
  `);

  it("when the answer is not prompt: more than three round trips of 20 ms", async () => {
    expect(await found(answeredBy("+0.06 server > client . 51:51 ack 101"))).toContain(
      "challenge-ack client",
    );
    expect(await found(answeredBy("+0.061 server > client . 51:51 ack 101"))).toEqual([]);
  });

  it("when the next segment carries payload, or other numbers", async () => {
    expect(await found(answeredBy("server > client P. 51:61 ack 101"))).toEqual([]);
    expect(await found(answeredBy("server > client . 51:51 ack 51"))).toEqual([]);
  });

  it("for a duplicate ACK that nothing in the capture provoked", async () => {
    const text = `${IN_USE}
      +10 server > client  .  51:51  ack 101
      ${GOES_ON}
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("for an RST outside the window, which is dropped without a word", async () => {
    const text = `${IN_USE}
      +1 server > client  R   900051:900051
         client > server  .   101:101  ack 51
      ${GOES_ON}
    `;
    expect(await found(scenario(text))).toEqual(["rst-out-of-window server"]);
  });
});
