// retransmissions: much of an end's data sent again, or one segment again and again.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

/** `segments` of 100 bytes each from the client, acknowledged at once; each of the first `again` sent twice, 300 ms apart. */
function transfer(segments: number, again: number): string {
  const lines: string[] = [];
  for (let at = 0; at < segments; at++) {
    const [from, to] = [1 + at * 100, 101 + at * 100];
    lines.push(`client > server P. ${from}:${to} ack 1`);
    if (at < again) lines.push(`+0.3 client > server P. ${from}:${to} ack 1`);
    lines.push(`server > client . 1:1 ack ${to}`);
  }
  return `${ESTABLISHED}\n${lines.join("\n")}`;
}

/** One segment that nobody acknowledges: sent at 1 s, and again after each of these offsets. */
function unacknowledged(...offsets: number[]): string {
  const sent = [0, ...offsets].map((offset) => `@${1 + offset} client > server P. 1:101 ack 1`);
  return `${ESTABLISHED}\n${sent.join("\n")}`;
}

describe("retransmissions is raised", () => {
  it("when 3 data segments and 2 % of them came again", async () => {
    // 147 once and 3 twice are 153 data segments, 3 of them sent again: 1.96 %; with 146 it is 2.01 %.
    expect(await found(scenario(transfer(147 + 3, 3)))).toEqual([]);
    expect(await findingsOf(scenario(transfer(146, 3)))).toMatchObject([
      {
        id: "retransmissions",
        severity: "warning",
        endpoint: "client",
        retransmitted: 3,
        dataSegments: 149,
        share: 3 / 149,
        neverAcknowledged: false,
        tries: null,
        offsetsSeconds: null,
        packets: [5, 8, 11],
        packetsTotal: 3,
      },
    ]);
    expect(await found(scenario(transfer(4, 2)))).toEqual([]);
  });

  it("when one segment came 3 times by timer and was never acknowledged, with its times", async () => {
    expect(await findingsOf(scenario(unacknowledged(0.3, 0.9, 2.1)))).toMatchObject([
      {
        endpoint: "client",
        retransmitted: 3,
        dataSegments: 4,
        neverAcknowledged: true,
        tries: 4,
        offsetsSeconds: [0, 0.3, 0.9, 2.1].map((offset) => expect.closeTo(offset, 9)),
        packets: [5, 6, 7],
        summary:
          "10.0.0.1:40000 sent one segment 4 times over 2.1 s, and 192.0.2.1:80 never acknowledged it: the path or the peer is likely gone.",
      },
    ]);
  });

  it("so too among many segments that arrived", async () => {
    const lost = [0.3, 0.9, 2.1].map((offset) => `@${10 + offset} client > server P. 20001:20101 ack 1`);
    const text = `${transfer(200, 0)}\n @10 client > server P. 20001:20101 ack 1\n ${lost.join("\n")}`;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { retransmitted: 3, dataSegments: 204, neverAcknowledged: true, tries: 4 },
    ]);
  });

  it("and says so where the other end is still heard: it is that segment that does not get through", async () => {
    const text = `${ESTABLISHED}
      @1    client > server  P.  1:1401  ack 1
      @1.3  client > server  P.  1:1401  ack 1
      @1.9  client > server  P.  1:1401  ack 1
      @2    server > client  P.  1:11    ack 1
      @3.1  client > server  P.  1:1401  ack 11
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      {
        neverAcknowledged: true,
        peerHeard: true,
        summary:
          "10.0.0.1:40000 sent one segment 4 times over 2.1 s, and 192.0.2.1:80 never acknowledged it, though it still sent: that segment likely does not get through, or is not accepted there.",
      },
    ]);
  });

  it("by the share alone where that segment was acknowledged at last", async () => {
    const text = `${unacknowledged(0.3, 0.9, 2.1)}\n @3.2 server > client . 1:1 ack 101`;
    expect(await findingsOf(scenario(text))).toMatchObject([{ neverAcknowledged: false, tries: null }]);
  });

  it("without the times where the first copy is not the last segment sent", async () => {
    const text = `${ESTABLISHED}
      @1    client > server  P.  1:101    ack 1
      @1.01 client > server  P.  101:201  ack 1
      @1.5  client > server  P.  1:101    ack 1
      @2.5  client > server  P.  1:101    ack 1
      @4.5  client > server  P.  1:101    ack 1
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { neverAcknowledged: true, tries: 4, offsetsSeconds: null },
    ]);
  });

  it("on one-sided captures by the share, never as not acknowledged", async () => {
    const text = `
      client > server  S   0:0
      client > server  .   1:1    ack 1
      client > server  P.  1:101  ack 1
      +0.3 client > server  P.  1:101  ack 1
      +0.6 client > server  P.  1:101  ack 1
      +1.2 client > server  P.  1:101  ack 1
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([{ retransmitted: 3, neverAcknowledged: false }]);
  });

  it("where a real kernel's segments got lost for good", async () => {
    const [finding, ...more] = await kernelFindings("user-timeout", "client", "retransmissions");
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ endpoint: "client", neverAcknowledged: true, tries: 5 });
    // Lost behind the server: there each copy is seen, at the client only the one that arrives.
    expect(await kernelFindings("lossy-path", "server", "retransmissions")).toMatchObject([
      { endpoint: "server", retransmitted: 3, neverAcknowledged: false },
    ]);
    expect(await kernelFindings("lossy-path", "client", "retransmissions")).toEqual([]);
  });
});

describe("retransmissions is not raised", () => {
  it("for copies of one frame, soon or behind a slow link", async () => {
    const copies = (pause: number) => `${ESTABLISHED}
      client > server  P.  1:101    ack 1
      +${pause} copy
      client > server  P.  101:201  ack 1
      +${pause} copy
      client > server  P.  201:301  ack 1
      +${pause} copy
    `;
    expect(await found(scenario(copies(0.0002)))).toEqual([]);
    expect(await found(scenario(copies(0.05)))).toEqual([]);
    // As late as a retry comes, an equal IP identification proves nothing.
    expect(await found(scenario(copies(0.1)))).toEqual(["retransmissions client"]);
  });

  it("where nothing tells a frame from its copy", async () => {
    const twice = (from: number, to: number) => `
      client > server  P.  ${from}:${to}  ack 1  ipid 0
      +0.0002 client > server  P.  ${from}:${to}  ack 1  ipid 0
    `;
    const text = `${ESTABLISHED} ${twice(1, 101)} ${twice(101, 201)} ${twice(201, 301)}`;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("for what came out of order", async () => {
    const lines = [0, 1, 2, 3].flatMap((at) => [
      `client > server P. ${101 + at * 200}:${201 + at * 200} ack 1`,
      `+0.001 client > server P. ${1 + at * 200}:${101 + at * 200} ack 1`,
    ]);
    expect(await found(scenario(`${ESTABLISHED}\n${lines.join("\n")}`))).toEqual([]);
  });

  it("for what is captured behind its own acknowledgement", async () => {
    const lines = [1, 101, 201].flatMap((from) => [
      `server > client . 1:1 ack ${from + 100}`,
      `+0.001 client > server P. ${from}:${from + 100} ack 1`,
    ]);
    expect(await found(scenario(`${ESTABLISHED}\n${lines.join("\n")}`))).toEqual([]);
  });

  it("for SYNs, FINs and window probes", async () => {
    const text = `
      client > server  S   0:0
      +1 client > server  S   0:0
      server > client  S.  0:0  ack 1
      client > server  .   1:1  ack 1
      client > server  P.  1:101    ack 1
      server > client  .   1:1      ack 101  win 0
      +0.3 client > server  .   100:101  ack 1
      +0.6 client > server  P.  1:101    ack 1
      +1.2 client > server  P.  1:101    ack 1
      +2.4 client > server  P.  1:101    ack 1
      server > client  .   1:1      ack 101
      client > server  FP. 101:201  ack 1
      +0.3 client > server  FP. 101:201  ack 1
      +0.6 client > server  FP. 101:201  ack 1
      +1.2 client > server  FP. 101:201  ack 1
    `;
    expect(await found(scenario(text))).not.toContain("retransmissions client");
  });

  it("for data that are captured once, behind their acknowledgement", async () => {
    const lines = [1, 2, 3, 4].map(
      (at) => `+0.0001 client > server P. ${at * 100 - 99}:${at * 100 + 1} ack 1`,
    );
    const text = `${ESTABLISHED}\n server > client . 1:1 ack 401\n ${lines.join("\n")}`;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("for numbers further back than any window: a device rewrites them", async () => {
    const again = [1, 2, 3].map((at) => `+0.3 client > server P. ${at * 100}:${at * 100 + 100} ack 1`);
    const text = `${ESTABLISHED}\n client > server P. 2000000001:2000000101 ack 1\n ${again.join("\n")}`;
    expect(await found(scenario(text))).toEqual([]);
  });
});
