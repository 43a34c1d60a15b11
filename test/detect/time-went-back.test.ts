// time-went-back: packets earlier than those captured before them on the same interface.
import { describe, expect, it } from "vitest";
import { analyzeBytes, scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { writePcapng } from "../notation/write-pcapng.ts";
import { subjectFindingsOf } from "./findings-of.ts";

describe("time-went-back is raised", () => {
  it("for each packet that is 1 ms or more behind the latest, with the largest step", async () => {
    const text = `${ESTABLISHED}
      @1       client > server  P.  1:101    ack 1
      @0.999   server > client  .   1:1      ack 101
      @0.9991  client > server  P.  101:201  ack 1
      @0.4     arp
      @2       client > server  P.  201:301  ack 1
    `;
    expect(await subjectFindingsOf(scenario(text))).toMatchObject([
      {
        id: "time-went-back",
        severity: "warning",
        subject: { kind: "capture" },
        count: 2,
        mostSeconds: expect.closeTo(0.6, 9),
        packets: [5, 7],
        packetsTotal: 2,
        summary:
          "2 packets are earlier than one before them on their interface, by up to 600 ms: waits around them are not to be trusted.",
      },
    ]);
  });
});

describe("time-went-back is not raised", () => {
  it("for smaller steps", async () => {
    const back = (at: string) => `${ESTABLISHED}\n @1 arp\n @${at} client > server . 1:1 ack 1`;
    expect(await subjectFindingsOf(scenario(back("0.999000001")))).toEqual([]);
    expect(await subjectFindingsOf(scenario(back("0.999")))).toMatchObject([{ count: 1 }]);
  });

  it("for the clocks of two interfaces", async () => {
    const packets = scenario(ESTABLISHED)
      .packets()
      .map((packet, index) => ({
        ...packet,
        interface: index % 2,
        time: packet.time - BigInt(index % 2) * 1_000_000_000n,
      }));
    const interfaces = [0, 1].map(() => ({ linkType: 1, resolution: 9 }));
    expect((await analyzeBytes(writePcapng(packets, { interfaces }))).result.findings).toEqual([]);
    const one = packets.map((packet) => ({ ...packet, interface: 0 }));
    expect((await analyzeBytes(writePcapng(one, { interfaces }))).result.findings).toMatchObject([
      { count: 1 },
    ]);
  });
});
