// truncated-packets: TCP packets captured shorter than their IP length.
import { describe, expect, it } from "vitest";
import { analyzeBytes, scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { writePcap } from "../notation/write-pcap.ts";
import { subjectFindingsOf } from "./findings-of.ts";
import { kernelCaptureFindings } from "./kernel-findings.ts";

// A frame of the notation has 14 bytes of Ethernet, 20 of IPv4 and 20 of TCP before its payload.
const CUT = `${ESTABLISHED}
  client > server  P.  1:101    ack 1  snap 96
  server > client  .   1:1      ack 101
  client > server  P.  101:201  ack 1  snap 96
`;

describe("truncated-packets is raised", () => {
  it("once, with how many, and where the interface cut them", async () => {
    const bytes = writePcap(scenario(CUT).packets(), { nanos: true, snapLength: 96 });
    expect((await analyzeBytes(bytes)).result.findings).toMatchObject([
      {
        id: "truncated-packets",
        severity: "info",
        subject: { kind: "capture" },
        count: 2,
        snapLength: 96,
        packets: [4, 6],
        packetsTotal: 2,
        summary:
          "2 TCP packets are captured shorter than the IP header says, cut at 96 bytes: bytes are counted by the header.",
      },
    ]);
  });

  it("without a snapshot length where the interface would have kept more", async () => {
    expect(await subjectFindingsOf(scenario(CUT))).toMatchObject([{ count: 2, snapLength: null }]);
  });

  it("for packets that are cut inside the TCP header", async () => {
    const text = `${ESTABLISHED}\n client > server P. 1:101 ack 1 snap 44`;
    expect(await subjectFindingsOf(scenario(text))).toMatchObject([{ count: 1, packets: [4] }]);
  });

  it("where tcpdump kept 96 bytes of each", async () => {
    expect(await kernelCaptureFindings("cut-short", "client")).toMatchObject([
      { id: "truncated-packets", count: 4, snapLength: 96 },
    ]);
  });
});

describe("truncated-packets is not raised", () => {
  it("when every byte of the IP packet is there", async () => {
    const text = `${ESTABLISHED}\n client > server P. 1:101 ack 1 snap 154`;
    expect(await subjectFindingsOf(scenario(text))).toEqual([]);
  });
});
