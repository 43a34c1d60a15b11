// duplicate-frames: the capture took frames twice that the network carried once.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, subjectFindingsOf } from "./findings-of.ts";
import { kernelCaptureFindings } from "./kernel-findings.ts";

/** `segments` of the client, each acknowledged; the first `twice` of them captured twice, `apart` seconds apart. */
function transfer(segments: number, twice: number, apart = 0.0002): string {
  const lines: string[] = [];
  for (let at = 0; at < segments; at++) {
    lines.push(`client > server P. ${1 + at * 100}:${101 + at * 100} ack 1`);
    if (at < twice) lines.push(`+${apart} copy`);
    lines.push(`server > client . 1:1 ack ${101 + at * 100}`);
  }
  return `${ESTABLISHED}\n${lines.join("\n")}`;
}

describe("duplicate-frames is raised", () => {
  it("when 3 packets and 5 % of them are copies", async () => {
    // 3 + 2 × 27 + 3 packets are 60, of which 3 are 5 %; with 28 they are less.
    expect(await subjectFindingsOf(scenario(transfer(27, 3)))).toMatchObject([
      {
        id: "duplicate-frames",
        severity: "warning",
        subject: { kind: "capture" },
        copies: 3,
        share: 0.05,
        packets: [5, 8, 11],
        packetsTotal: 3,
      },
    ]);
    expect(await subjectFindingsOf(scenario(transfer(28, 3)))).toEqual([]);
    expect(await subjectFindingsOf(scenario(transfer(2, 2)))).toEqual([]);
  });

  it("for copies that come later than a millisecond, but with their IP identification", async () => {
    const [finding] = await subjectFindingsOf(scenario(transfer(10, 5, 0.02)));
    expect(finding).toMatchObject({ id: "duplicate-frames", copies: 5 });
  });

  it("with the pure acknowledgements, once a copy of another frame has shown itself", async () => {
    const text = `
      client > server  S   0:0
      +0.0002 copy
      server > client  S.  0:0  ack 1
      +0.0002 copy
      client > server  .   1:1  ack 1
      +0.0002 copy
      client > server  P.  1:101  ack 1
      +0.0002 copy
      server > client  .   1:1  ack 101
      +0.0002 copy
    `;
    expect(await subjectFindingsOf(scenario(text))).toMatchObject([
      { copies: 5, share: 0.5, packets: [2, 4, 8], packetsTotal: 5 },
    ]);
    // They change nothing else: what they repeat is counted as tshark counts it.
    const { connections } = await scenario(text).run();
    expect(connections[0]!.server.duplicateAcks).toBe(1);
  });

  it("where each frame of a real conversation arrived twice", async () => {
    const [finding, ...more] = await kernelCaptureFindings("everything-twice", "server");
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ id: "duplicate-frames", copies: 13 });
  });
});

describe("duplicate-frames is not raised", () => {
  it("for retransmissions", async () => {
    const again = transfer(10, 5, 0.3);
    expect((await findingsOf(scenario(again))).map(({ id }) => id)).toEqual(["retransmissions"]);
    expect(await subjectFindingsOf(scenario(again))).toEqual([]);
  });

  it("for duplicate acknowledgements, which have identifications of their own", async () => {
    const text = `${transfer(1, 1)}
      ${Array.from({ length: 20 }, () => "+0.0001 server > client . 1:1 ack 101").join("\n")}
    `;
    expect(await subjectFindingsOf(scenario(text))).toEqual([]);
  });
});
