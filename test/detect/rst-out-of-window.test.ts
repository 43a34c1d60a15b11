// rst-out-of-window: an RST that its receiver did not obey, in an open connection.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, findingsOfRecording, found } from "./findings-of.ts";

const IN_USE = `${ESTABLISHED}
  client > server  P.  1:101    ack 1
  server > client  P.  1:51     ack 101
  client > server  .   101:101  ack 51
`;
const GOES_ON = `
  +1 client > server  P.  101:201  ack 51
     server > client  .   51:51    ack 201
`;

describe("rst-out-of-window is raised", () => {
  it("with the distance from the number that was expected", async () => {
    const findings = await findingsOf(
      scenario(`${IN_USE}
        +1 server > client  R   900051:900051  ttl 50
        ${GOES_ON}
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "rst-out-of-window",
        severity: "warning",
        endpoint: "server",
        packets: [7, 8],
        resets: 1,
        distanceBytes: 900_000,
        timeToLiveDiffers: true,
      },
    ]);
  });

  it("for numbers that are long past, several times", async () => {
    const text = `${IN_USE}
      +1 server > client  R   1:1
      +1 server > client  R   11:11
      ${GOES_ON}
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { id: "rst-out-of-window", resets: 2, distanceBytes: -50, timeToLiveDiffers: false },
    ]);
  });

  it("once, where every frame is captured twice", async () => {
    const text = `${IN_USE}
      +1      server > client  R   1051:1051
      +0.0002 copy
              client > server  .   101:101  ack 51
      ${GOES_ON}
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { id: "rst-out-of-window", resets: 1 },
      { id: "challenge-ack", times: 1 },
    ]);
  });

  it("for one with the exact number, when both ends go on: nobody obeyed", async () => {
    const text = `${IN_USE}
      +1 server > client  R   51:51
      ${GOES_ON}
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { id: "rst-out-of-window", endpoint: "server", resets: 1, distanceBytes: 0 },
    ]);
  });

  it("from a kernel that gets an RST with a wrong number", async () => {
    expect(await findingsOfRecording("rst-with-wrong-number", "server")).toContainEqual(
      expect.objectContaining({ id: "rst-out-of-window", endpoint: "client", resets: 2 }),
    );
  });
});

describe("of a sweep through the window", () => {
  const sweep = (count: number) =>
    scenario(`${ESTABLISHED}
      ${Array.from({ length: count }, (_, i) => `+0.0001 client > server R ${101 + i}:${101 + i}`).join("\n")}
      +0.001 server > client  .   1:1    ack 1
      +1     client > server  P.  1:101  ack 1
             server > client  .   1:1    ack 101
    `);

  it("every RST counts, and the one ACK that answered once", async () => {
    expect(await findingsOf(sweep(10))).toMatchObject([
      { id: "rst-out-of-window", endpoint: "client", resets: 10, distanceBytes: 100 },
      { id: "challenge-ack", endpoint: "client", times: 1, packets: [13, 14] },
    ]);
  });

  it("also those behind the first, which alone are kept", async () => {
    const [finding] = await findingsOf(sweep(300));
    expect(finding).toMatchObject({ id: "rst-out-of-window", resets: 300 });
  });
});

describe("rst-out-of-window is not raised", () => {
  it("when its receiver is silent afterwards", async () => {
    expect(await found(scenario(`${IN_USE} +1 server > client R 900051:900051`))).toEqual([]);
  });

  it("when it counts after all: in the window, and nothing but RSTs since", async () => {
    expect(await found(scenario(`${IN_USE} +1 server > client R 1051:1051`))).toEqual(["reset server"]);
  });

  it("when the connection was over", async () => {
    const text = `${CLOSED_BY_CLIENT}
      +1 server > client  R   900051:900051
         client > server  .   2:2  ack 2
    `;
    expect(await found(scenario(text))).not.toContain("rst-out-of-window server");
  });

  it("when packets of its sender are missing from the capture", async () => {
    const text = `${IN_USE}
         client > server  .   101:101  ack 2051
      +1 server > client  R   900051:900051
      +1 client > server  P.  101:201  ack 2051
         server > client  .   2051:2051  ack 201
    `;
    expect(await found(scenario(text))).toEqual(["capture-loss"]);
  });

  it("for the first segments of a capture that begins in the middle", async () => {
    const text = (pause: string) => `
                client > server  P.  1:101    ack 1
                server > client  P.  1:51     ack 101
                client > server  .   101:101  ack 51
      ${pause}  server > client  R   900051:900051
      ${GOES_ON}
    `;
    expect(await found(scenario(text("+0.9")))).toEqual([]);
    expect(await found(scenario(text("+1")))).toEqual(["rst-out-of-window server"]);
  });
});
