// fin-retry: the same FIN again, 100 ms or more after the copy before, acknowledging no more than that one.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, findingsOfRecording, found } from "./findings-of.ts";

describe("fin-retry is raised", () => {
  it("with the offsets from the first FIN, and whether it was acknowledged in the end", async () => {
    const findings = await findingsOf(
      scenario(`${ESTABLISHED}
             client > server  F.  1:1  ack 1
        +0.2 client > server  F.  1:1  ack 1
        +0.4 client > server  F.  1:1  ack 1
             server > client  .   1:1  ack 2
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "fin-retry",
        severity: "warning",
        endpoint: "client",
        packets: [4, 5, 6],
        packetsTotal: 3,
        tries: 3,
        offsetsSeconds: [0, expect.closeTo(0.2, 9), expect.closeTo(0.6, 9)],
        acknowledged: true,
        doubt: null,
      },
    ]);
  });

  it("counts from the first copy, though one came too soon to be a retry", async () => {
    const findings = await findingsOf(
      scenario(`${ESTABLISHED}
              client > server  F.  1:1  ack 1
        +0.05 client > server  F.  1:1  ack 1
        +0.25 client > server  F.  1:1  ack 1
      `),
    );
    expect(findings).toMatchObject([
      { id: "fin-retry", tries: 2, offsetsSeconds: [0, expect.closeTo(0.3, 9)], acknowledged: false },
    ]);
  });

  it("when the copy that answers the other's FIN comes again itself (seen for 57 s)", async () => {
    const crossing = `${ESTABLISHED}
           client > server  F.  1:1  ack 1
           server > client  F.  1:1  ack 1
      +0.2 server > client  F.  1:1  ack 2
    `;
    expect(await found(scenario(crossing))).toEqual([]);
    const again = `${crossing}
      +0.2 server > client  F.  1:1  ack 2
      +0.4 server > client  F.  1:1  ack 2
    `;
    expect(await findingsOf(scenario(again))).toMatchObject([
      { id: "fin-retry", endpoint: "server", packets: [5, 7, 8], tries: 3, acknowledged: false },
    ]);
  });

  it("and is not counted by what else there was too much of to keep", async () => {
    const strays = Array.from({ length: 60 }, (_, i) => `server > client R seq=${3_000_000_000 + i}`);
    const text = `${ESTABLISHED}
           client > server  F.  1:1  ack 1
      +0.3 client > server  F.  1:1  ack 1
      ${strays.join("\n")}
    `;
    const [finding] = (await findingsOf(scenario(text))).filter(({ id }) => id === "fin-retry");
    expect(finding).toMatchObject({ tries: 2, packets: [4, 5], packetsTotal: 2 });
  });

  it("names Linux's schedule, which begins at 200 ms and doubles", async () => {
    const findings = await findingsOf(
      scenario(`${ESTABLISHED}
               client > server  F.  1:1  ack 1
        +0.205 client > server  F.  1:1  ack 1
        +0.208 client > server  F.  1:1  ack 1
        +0.420 client > server  F.  1:1  ack 1
        +0.832 client > server  F.  1:1  ack 1
      `),
    );
    expect(findings[0]).toMatchObject({ id: "fin-retry", schedule: { stacks: ["linux-6.5", "linux"] } });
  });

  it("and says so where one side alone was captured", async () => {
    const findings = await findingsOf(
      scenario(`
             client > server  P.  1:101    ack 1
             client > server  F.  101:101  ack 1
        +0.3 client > server  F.  101:101  ack 1
      `),
    );
    expect(findings).toMatchObject([{ id: "fin-retry", endpoint: "client", doubt: "one-sided" }]);
    expect(findings[0]!.summary).toContain("one side");
  });

  it("from a kernel whose FIN was dropped, at the end that repeats it", async () => {
    expect(await findingsOfRecording("fin-lost", "client")).toMatchObject([
      { id: "fin-retry", endpoint: "client", acknowledged: true },
    ]);
    expect(await findingsOfRecording("fin-lost", "server")).toEqual([]);
  });
});

describe("fin-retry is not raised", () => {
  const again = (pause: string, acknowledgement: string) => `${ESTABLISHED}
               client > server  F.  1:1    ack 1
               server > client  P.  1:101  ack 2
    +${pause}  client > server  F.  1:1    ack ${acknowledgement}
  `;

  it("for a FIN again within 100 ms", async () => {
    expect(await found(scenario(again("0.089", "1")))).not.toContain("fin-retry client");
    // 10 ms lie between the FIN and the data: 100 ms in all.
    expect(await found(scenario(again("0.09", "1")))).toContain("fin-retry client");
  });

  it("for one with a higher acknowledgement: an answer", async () => {
    expect(await found(scenario(again("0.3", "101")))).not.toContain("fin-retry client");
  });

  it("for a copy of the frame", async () => {
    const text = `${ESTABLISHED}
              client > server  F.  1:1  ack 1
      +0.0002 copy
              server > client  .   1:1  ack 2
    `;
    expect(await found(scenario(text))).not.toContain("fin-retry client");
  });

  it("where last-ack-stuck tells the story", async () => {
    const text = `${ESTABLISHED}
           client > server  F.  1:1  ack 1
           server > client  F.  1:1  ack 2
      +0.3 server > client  F.  1:1  ack 2
      +0.6 server > client  F.  1:1  ack 2
    `;
    expect(await found(scenario(text))).toEqual(["last-ack-stuck server"]);
  });
});
