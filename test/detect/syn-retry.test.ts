// syn-retry: the SYN had to be sent again before its first answer came.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

describe("is raised", () => {
  it("for tries before the SYN-ACK, with their offsets and whose they are", async () => {
    const findings = await findingsOf(
      scenario(`
        @0    client > server  S   0:0
        @1    client > server  S   0:0
        @3    client > server  S   0:0
        @3.02 server > client  S.  0:0  ack 1
        @3.03 client > server  .   1:1  ack 1
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "syn-retry",
        severity: "warning",
        endpoint: "client",
        packets: [1, 2, 3, 4],
        offsetsSeconds: [0, 1, 3],
        tries: 3,
        answeredSeconds: 3.02,
        answer: "syn-ack",
        schedule: { stacks: ["linux", "bsd", "windows"], nextSeconds: null, givesUpSeconds: null },
        summary:
          "10.0.0.1:40000 → 192.0.2.1:80: 3 SYNs at 0, 1 and 3 s, SYN-ACK only after 3 s. A SYN or its answer was lost or dropped. The schedule fits Linux before 6.5, BSD or Windows.",
      },
    ]);
  });

  it("where an RST is the answer", async () => {
    const findings = await findingsOf(
      scenario(`
        @0    client > server  S   0:0
        @3    client > server  S   0:0
        @3.01 server > client  R.  0:0  ack 1
      `),
    );
    expect(findings.map(({ id }) => id)).toEqual(["connection-refused", "syn-retry"]);
    expect(findings[1]).toMatchObject({ answer: "rst", tries: 2, packets: [1, 2, 3] });
  });

  it("where the other end opens too, in the end", async () => {
    const text = `
      @0    client > server  S   0:0
      @1    client > server  S   0:0
      @1.5  server > client  S   0:0
            client > server  S.  0:0  ack 1
            server > client  S.  0:0  ack 1
            client > server  .   1:1  ack 1
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { id: "syn-retry", tries: 2, answeredSeconds: 1.5, answer: "syn" },
      { id: "simultaneous-open" },
    ]);
  });

  it("with no offset below 0 where the clock went back", async () => {
    const text = `
      @5    client > server  S   0:0
      @3    client > server  S   0:0
      @4    client > server  S   0:0
      @6    client > server  S   0:0
      @6.1  server > client  S.  0:0  ack 1
      @6.2  client > server  .   1:1  ack 1
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([{ id: "syn-retry", offsetsSeconds: [0, 0, 1] }]);
  });

  it("where the SYN-ACK was acknowledged, not captured", async () => {
    const findings = await findingsOf(
      scenario(`
        @0   client > server  S  0:0
        @1   client > server  S  0:0
        @1.1 client > server  .  1:1  ack 1
      `),
    );
    expect(findings).toMatchObject([{ id: "syn-retry", tries: 2, answeredSeconds: 1.1, answer: "syn-ack" }]);
  });

  it.each(["syn-lost", "syn-ack-lost", "accept-queue-full-drops-syn"])(
    "for real kernels: %s",
    async (recording) => {
      const findings = await kernelFindings(recording, "client", "syn-retry");
      expect(findings).toMatchObject([{ endpoint: "client", answer: "syn-ack" }]);
    },
  );
});

describe("stays quiet", () => {
  it("for a copy of the frame, and for what comes within 100 ms", async () => {
    expect(
      await found(
        scenario(`
          @0     client > server  S   0:0  ipid 7
          @0     copy
          @0.099 client > server  S   0:0
          @0.2   server > client  S.  0:0  ack 1
          @0.21  client > server  .   1:1  ack 1
        `),
      ),
    ).toEqual([]);
  });

  it("for a SYN that comes again after its answer", async () => {
    expect(
      await found(
        scenario(`
          @0   client > server  S   0:0
          @0.5 server > client  S.  0:0  ack 1
          @1   client > server  S   0:0
          @1.1 server > client  S.  0:0  ack 1
          @1.2 client > server  .   1:1  ack 1
        `),
      ),
    ).toEqual([]);
  });

  it("for tries behind an RST, an ICMP error or the client's own RST", async () => {
    const again = `
      @1    client > server  S   0:0
      @1.01 server > client  S.  0:0  ack 1
      @1.02 client > server  .   1:1  ack 1
    `;
    const judged = async (line: string) => found(scenario(`@0 client > server S 0:0 \n ${line} \n ${again}`));
    expect(await judged("@0.1 server > client  R.  0:0  ack 1")).toEqual([]);
    expect(await judged("@0.1 router > client  icmp 3/1 quotes client > server S 0:0")).toEqual([
      "icmp-unreachable",
    ]);
    const challenged = await judged(`
      @0.1 server > client  .  seq=7000000  ack=5
      @0.2 client > server  R  seq=5
    `);
    expect(challenged).not.toContain("syn-retry client");
  });

  it("for the tries of a client that came back and met its old connection (RFC 9293 §3.5.1)", async () => {
    const findings = await findingsOf(
      scenario(`${ESTABLISHED}
        @10    client > server  S   isn 900000  0:0
        @10.01 server > client  .   seq=6000001  ack=1000001
        @10.02 client > server  R   seq=1000001
        @11    client > server  S   0:0
        @11.01 server > client  S.  isn 8000000  0:0  ack 1
        @11.02 client > server  .   1:1  ack 1
      `),
    );
    expect(findings.map(({ id }) => id)).not.toContain("syn-retry");
    expect(await kernelFindings("half-open-discovery", "client", "syn-retry")).toEqual([]);
  });

  it("where nothing answered at all", async () => {
    expect(await found(scenario("@0 client > server S 0:0 \n @1 client > server S 0:0"))).toEqual([
      "syn-unanswered client",
    ]);
  });
});
