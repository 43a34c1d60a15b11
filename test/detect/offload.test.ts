// offload: segments larger than their receiver's maximum segment size, or without IP length.
import { describe, expect, it } from "vitest";
import { analyzeBytes, scenario } from "../notation/scenario.ts";
import { writePcap } from "../notation/write-pcap.ts";
import { subjectFindingsOf } from "./findings-of.ts";
import { kernelCaptureFindings } from "./kernel-findings.ts";

/** The server takes at most 1000 bytes at once, the client 1460. */
const OPENED = `
  client > server  S   0:0  <mss 1460>
  server > client  S.  0:0  ack 1  <mss 1000>
  client > server  .   1:1  ack 1
`;

describe("offload is raised", () => {
  it("for payload above the MSS that its receiver announced", async () => {
    const text = `${OPENED}
      client > server  P.  1:1002     ack 1
      client > server  P.  1002:4002  ack 1
      client > server  P.  4002:5002  ack 1
      server > client  .   1:1461     ack 5002
    `;
    expect(await subjectFindingsOf(scenario(text))).toMatchObject([
      {
        id: "offload",
        severity: "info",
        endpoint: null,
        subject: { kind: "capture", ip: null, port: null },
        connections: [],
        packets: [4, 5],
        packetsTotal: 2,
        segments: 2,
        largestBytes: 3000,
        mssBytes: 1000,
        lengthZero: 0,
        summary:
          "2 segments carry more than their receiver's MSS, up to 3,000 bytes where 1,000 were allowed: captured inside a host whose network card cuts and joins segments. On the wire there were more.",
      },
    ]);
  });

  it("for an IP length of 0, which the card fills in", async () => {
    const packets = scenario(`${OPENED}\n client > server P. 1:900 ack 1`).packets();
    // The total length stands 2 bytes into the IP header, behind 14 of Ethernet.
    packets[3]!.bytes.fill(0, 16, 18);
    const { result } = await analyzeBytes(writePcap(packets, { nanos: true }));
    expect(result.findings).toMatchObject([
      { id: "offload", segments: 0, largestBytes: 0, mssBytes: null, lengthZero: 1, packets: [4] },
    ]);
  });

  it("where real interfaces cut the segments", async () => {
    expect(await kernelCaptureFindings("offload", "client")).toMatchObject([
      { id: "offload", segments: 3, mssBytes: 1460, lengthZero: 0 },
    ]);
  });
});

describe("offload is not raised", () => {
  it("up to the MSS of the receiver, whatever others announced", async () => {
    const text = `${OPENED}
      client > server  P.  1:1001     ack 1
      server > client  P.  1:1461     ack 1001
      client2 > server  S   0:0  <mss 536>
      server > client2  S.  0:0  ack 1  <mss 1460>
      client2 > server  .   1:1  ack 1
      client2 > server  P.  1:1461  ack 1
      server > client2  P.  1:537   ack 1461
    `;
    expect(await subjectFindingsOf(scenario(text))).toEqual([]);
  });

  it("when the MSS is not known", async () => {
    const text = `
      client > server  S   0:0
      server > client  S.  0:0  ack 1  <mss 1000>
      client > server  .   1:1  ack 1
      server > client  P.  1:9001  ack 1
      client2 > server  P.  1:9001  ack 1
      server > client2  .   1:1     ack 9001
    `;
    expect(await subjectFindingsOf(scenario(text))).toEqual([]);
  });
});
