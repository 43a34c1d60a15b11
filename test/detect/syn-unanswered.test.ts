// syn-unanswered: nothing answered the SYN; whose schedule it is, and what comes next.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

describe("is raised", () => {
  it("for 4.4BSD's schedule: 6 s, then 24 s, given up after 75 s", async () => {
    const findings = await findingsOf(
      scenario(`
        @0   client > server  S  0:0
        @6   client > server  S  0:0
        @30  client > server  S  0:0
        @75  arp
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "syn-unanswered",
        severity: "error",
        endpoint: "client",
        packets: [1, 2, 3],
        offsetsSeconds: [0, 6, 30],
        tries: 3,
        schedule: { stacks: ["bsd"], nextSeconds: null, givesUpSeconds: 75 },
        silentSeconds: 45,
        gaveUp: true,
        answeredOtherSecondsBefore: null,
        summary:
          "10.0.0.1:40000 → 192.0.2.1:80: 3 SYNs at 0, 6 and 30 s, no answer for 1 min 15 s. The schedule is 4.4BSD's; it has given up.",
      },
    ]);
  });

  it("with the forecast, while it goes on", async () => {
    const [finding] = await findingsOf(
      scenario(`
        @0   client > server  S  0:0
        @6   client > server  S  0:0
        @29  arp
      `),
    );
    expect(finding).toMatchObject({
      gaveUp: false,
      silentSeconds: 23,
      schedule: { nextSeconds: 30, givesUpSeconds: 75 },
      summary: expect.stringContaining("the next one is due at 30 s, it gives up after 1 min 15 s."),
    });
  });

  it("for one SYN, 75 s later", async () => {
    const findings = await findingsOf(scenario("@0 client > server S 0:0 \n @75 arp"));
    expect(findings).toMatchObject([{ tries: 1, schedule: null, gaveUp: null, silentSeconds: 75 }]);
  });

  it("with more tries than a finding cites packets", async () => {
    const lines = Array.from({ length: 40 }, (_, second) => `@${second} client > server S 0:0`);
    const [finding] = await findingsOf(scenario(lines.join("\n")));
    expect(finding).toMatchObject({ tries: 40, packetsTotal: 40, schedule: null });
    expect(finding?.packets).toHaveLength(20);
    expect(finding?.["offsetsSeconds"]).toEqual([
      ...Array.from({ length: 25 }, (_, second) => second),
      ...Array.from({ length: 8 }, (_, second) => 32 + second),
    ]);
  });

  it("telling that the service answered another SYN less than 60 s before", async () => {
    const silentFor = async (seconds: number) => {
      const findings = await findingsOf(
        scenario(`
          @0     client:40001 > server  S   0:0
          @0.5   server > client:40001  S.  0:0  ack 1
          @0.6   client:40001 > server  .   1:1  ack 1
          @${seconds}     client:40002 > server  S   0:0
          @${seconds + 1} client:40002 > server  S   0:0
        `),
      );
      return findings.find(({ id }) => id === "syn-unanswered");
    };
    const [soon, late] = [await silentFor(2.5), await silentFor(60.5)];
    expect(soon).toMatchObject({
      answeredOtherSecondsBefore: 2,
      summary: expect.stringContaining(
        "It answered another SYN 2 s before: likely a full accept queue or a filter.",
      ),
    });
    expect(late).toMatchObject({ answeredOtherSecondsBefore: null });
  });

  it("for real kernels behind a black hole", async () => {
    expect(await kernelFindings("syn-blackholed", "client", "syn-unanswered")).toMatchObject([
      { tries: 3, gaveUp: false, schedule: { stacks: ["linux", "bsd", "windows"] } },
    ]);
    expect(await kernelFindings("syn-blackholed-linear", "client", "syn-unanswered")).toMatchObject([
      { tries: 3, gaveUp: false, schedule: { stacks: ["linux-6.5", "macos", "bsd"] } },
    ]);
  });
});

describe("stays quiet", () => {
  it("before 75 s, while there was one SYN only", async () => {
    expect(await found(scenario("@0 client > server S 0:0 \n @74.9 arp"))).toEqual([]);
  });

  it("for a SYN again within 100 ms", async () => {
    expect(await found(scenario("@0 client > server S 0:0 \n @0.099 client > server S 0:0"))).toEqual([]);
  });

  it("once an ICMP error speaks of it", async () => {
    const text = `
      @0   client > server  S  0:0
      @1   client > server  S  0:0
      @1.1 router > client  icmp 3/1 quotes client > server S 0:0
    `;
    expect(await found(scenario(text))).toEqual(["icmp-unreachable"]);
  });
});
