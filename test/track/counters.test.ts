// The counters of an endpoint. Those of tcp.analysis follow Wireshark's rules; where tshark is
// installed it is asked about the same bytes (confirmed with 4.0.17).
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EndpointRecord } from "../../src/record/connection-record.ts";
import { expectStates, scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";

interface Analysis {
  retransmissions: number;
  outOfOrder: number;
  duplicateAcks: number;
  zeroWindows: number;
  keepAlives: number;
}

interface AnalysisCase {
  name: string;
  text: string;
  client?: Partial<Analysis>;
  server?: Partial<Analysis>;
}

const NONE: Analysis = { retransmissions: 0, outOfOrder: 0, duplicateAcks: 0, zeroWindows: 0, keepAlives: 0 };

const cases: AnalysisCase[] = [
  {
    name: "nothing in a clean conversation",
    text: `${ESTABLISHED}
      client > server  P.  1:101    ack 1
      server > client  .   1:1      ack 101
      server > client  P.  1:201    ack 101
      client > server  .   101:101  ack 201
      client > server  F.  101:101  ack 201
      server > client  F.  201:201  ack 102
      client > server  .   102:102  ack 202`,
  },
  {
    name: "a segment again by timer",
    text: `${ESTABLISHED}
           client > server  P.  1:101  ack 1
      +0.3 client > server  P.  1:101  ack 1
           server > client  .   1:1    ack 101`,
    client: { retransmissions: 1 },
  },
  {
    name: "several segments again",
    text: `${ESTABLISHED}
           client > server  P.  1:101    ack 1
           client > server  P.  101:201  ack 1
      +0.3 client > server  P.  1:101    ack 1
      +0.1 client > server  P.  101:201  ack 1`,
    client: { retransmissions: 2 },
  },
  {
    name: "a segment again that was acknowledged already (spurious)",
    text: `${ESTABLISHED}
           client > server  P.  1:101    ack 1
           server > client  .   1:1      ack 101
      +0.3 client > server  P.  1:101    ack 1`,
    client: { retransmissions: 1 },
  },
  {
    name: "fast retransmission after duplicate acknowledgements",
    text: `${ESTABLISHED}
             client > server  .  1:101    ack 1
             server > client  .  1:1      ack 101
             client > server  .  201:301  ack 1
             server > client  .  1:1      ack 101
      +0.001 client > server  .  301:401  ack 1
      +0.001 server > client  .  1:1      ack 101
      +0.001 client > server  .  401:501  ack 1
      +0.001 server > client  .  1:1      ack 101
      +0.001 client > server  .  101:201  ack 1`,
    client: { retransmissions: 1 },
    server: { duplicateAcks: 3 },
  },
  {
    name: "a segment captured behind the next one, within the round-trip time of the handshake",
    text: `${ESTABLISHED}
             client > server  .  101:201  ack 1
      +0.001 client > server  .  1:101    ack 1`,
    client: { outOfOrder: 1 },
  },
  {
    name: "a segment captured behind the next one, mid-stream: within 3 ms",
    text: `
             client > server  .  1:101    ack 1
             client > server  .  201:301  ack 1
      +0.002 client > server  .  101:201  ack 1`,
    client: { outOfOrder: 1 },
  },
  {
    name: "mid-stream, later than 3 ms: a retransmission",
    text: `
             client > server  .  1:101    ack 1
             client > server  .  201:301  ack 1
      +0.004 client > server  .  101:201  ack 1`,
    client: { retransmissions: 1 },
  },
  {
    name: "the SYN and the SYN-ACK again",
    text: `
         client > server  S   0:0
      +1 client > server  S   0:0
         server > client  S.  0:0  ack 1
      +1 server > client  S.  0:0  ack 1
         client > server  .   1:1  ack 1`,
    client: { retransmissions: 1 },
    server: { retransmissions: 1 },
  },
  {
    name: "a FIN again",
    text: `${ESTABLISHED}
           client > server  F.  1:1  ack 1
      +0.3 client > server  F.  1:1  ack 1
      +0.6 client > server  F.  1:1  ack 1`,
    client: { retransmissions: 2 },
  },
  {
    name: "the same acknowledgement again and again",
    text: `${ESTABLISHED}
      client > server  .  1:101    ack 1
      server > client  .  1:1      ack 101
      server > client  .  1:1      ack 101
      server > client  .  1:1      ack 101`,
    server: { duplicateAcks: 2 },
  },
  {
    name: "another window is an update, not a duplicate",
    text: `${ESTABLISHED}
      client > server  .  1:101    ack 1
      server > client  .  1:1      ack 101  win 1000
      server > client  .  1:1      ack 101  win 2000`,
  },
  {
    name: "the same acknowledgement on data is no duplicate",
    text: `${ESTABLISHED}
      client > server  .  1:101    ack 1
      server > client  .  1:1      ack 101
      server > client  .  1:51     ack 101
      server > client  .  51:101   ack 101`,
  },
  {
    name: "a closed window, said twice, then opened",
    text: `${ESTABLISHED}
      client > server  .  1:101    ack 1
      server > client  .  1:1      ack 101  win 0
      server > client  .  1:1      ack 101  win 0
      server > client  .  1:1      ack 101  win 4096`,
    server: { zeroWindows: 2 },
  },
  {
    name: "a window of 0 on RST and on FIN is no closed window",
    text: `${ESTABLISHED}
      server > client  F.  1:1  ack 1  win 0
      client > server  R.  1:1  ack 2  win 0`,
  },
  {
    name: "keepalive without payload, answered",
    text: `${ESTABLISHED}
      client > server  P.  1:101    ack 1
      server > client  .   1:1      ack 101
      +60 client > server  .   100:100  ack 1
          server > client  .   1:1      ack 101
      +60 client > server  .   100:100  ack 1
          server > client  .   1:1      ack 101`,
    client: { keepAlives: 2 },
  },
  {
    name: "keepalive with one byte",
    text: `${ESTABLISHED}
      client > server  P.  1:101    ack 1
      server > client  .   1:1      ack 101
      +60 client > server  .   100:101  ack 1
          server > client  .   1:1      ack 101`,
    client: { keepAlives: 1 },
  },
  {
    name: "keepalives unanswered",
    text: `${ESTABLISHED}
      client > server  P.  1:101    ack 1
      server > client  .   1:1      ack 101
      +60 client > server  .   100:100  ack 1
      +60 client > server  .   100:100  ack 1
      +60 client > server  .   100:100  ack 1`,
    client: { keepAlives: 3 },
  },
  {
    name: "Linux's zero-window probe looks like a keepalive",
    text: `${ESTABLISHED}
      client > server  P.  1:101    ack 1
      server > client  .   1:1      ack 101  win 0
      +0.2 client > server  .   100:100  ack 1
           server > client  .   1:1      ack 101  win 0
      +0.4 client > server  .   100:100  ack 1
           server > client  .   1:1      ack 101  win 0`,
    client: { keepAlives: 2 },
    server: { zeroWindows: 3 },
  },
  {
    name: "a probe of the closed window with one new byte is no retransmission",
    text: `${ESTABLISHED}
      client > server  P.  1:101    ack 1
      server > client  .   1:1      ack 101  win 0
      +0.2 client > server  .   101:102  ack 1
           server > client  .   1:1      ack 101  win 0`,
    server: { zeroWindows: 2 },
  },
  {
    name: "an RST again is no retransmission",
    text: `${ESTABLISHED}
           server > client  R.  1:1  ack 1
      +0.3 server > client  R.  1:1  ack 1`,
  },
  {
    name: "lost in the capture: what comes next is no retransmission",
    text: `${ESTABLISHED}
      client > server  .  1:101    ack 1
      client > server  .  301:401  ack 1
      server > client  .  1:1      ack 401`,
  },
];

function analysisOf(end: EndpointRecord): Analysis {
  const { retransmissions, outOfOrder, duplicateAcks, zeroWindows, keepAlives } = end;
  return { retransmissions, outOfOrder, duplicateAcks, zeroWindows, keepAlives };
}

describe("by Wireshark's rules", () => {
  it.each(cases)("$name", async ({ text, client, server }) => {
    const connection = await scenario(text).connection();
    expect(analysisOf(connection.client)).toEqual({ ...NONE, ...client });
    expect(analysisOf(connection.server)).toEqual({ ...NONE, ...server });
  });

  it("copies of one frame are no retransmissions, unlike tshark's", async () => {
    const connection = await scenario(`${ESTABLISHED}
      client > server  P.  1:101    ack 1
      +0.0002 copy
      +0.3 client > server  P.  1:101    ack 1
      +0.0002 copy
    `).connection();
    expect(connection.client).toMatchObject({ retransmissions: 1, packets: 6, payloadBytes: 400 });
  });
});

describe("counted as captured", () => {
  it("packets, payload and flags of every segment, copies and ignored ones included", async () => {
    const connection = await scenario(`
              client > server  S   0:50          <tfo 8>
      +0.0003 copy
              server > client  S.  0:0    ack 51
              client > server  .   51:51  ack 1
              client > server  SF  1:1
              server > client  FP. 1:21   ack 51
              server > client  R.  22:32  ack 51
    `).connection();
    expect(connection.client).toMatchObject({
      packets: 4,
      payloadBytes: 100,
      syn: 3,
      synAck: 0,
      fin: 1,
      rst: 0,
    });
    expect(connection.server).toMatchObject({
      packets: 3,
      payloadBytes: 30,
      syn: 0,
      synAck: 1,
      fin: 1,
      rst: 1,
    });
  });

  it("payload by the IP header, also where less was captured", async () => {
    const text = `${ESTABLISHED} client > server P. 1:1001 ack 1 snap 60`;
    expect((await scenario(text).connection()).client.payloadBytes).toBe(1000);
  });

  it("padding of short frames is no payload", async () => {
    expect((await scenario(ESTABLISHED).connection()).client.payloadBytes).toBe(0);
  });
});

describe("fragments: the first carries the header, a later one adds its bytes", () => {
  const FIRST = "client > server  P.  1:1001  ack 1  ipid 7  frag 0-480";
  const REST = "client > server  P.  1:1001  ack 1  ipid 7  frag 480-1020";

  it.each([
    ["in order", `${ESTABLISHED} ${FIRST} \n ${REST}`],
    ["the later one first", `${ESTABLISHED} ${REST} \n ${FIRST}`],
  ])("%s", async (_name, text) => {
    const connection = await scenario(text).connection();
    expect(connection.client).toMatchObject({ packets: 3, payloadBytes: 1000 });
  });

  it("the bytes of the later one are part of the segment: the next is no gap", async () => {
    const connection = await scenario(`${ESTABLISHED}
      ${FIRST}
      ${REST}
      client > server  F.  1001:1001  ack 1
    `).connection();
    expect(connection.server.state).toBe("CLOSE_WAIT");
    expect(analysisOf(connection.client)).toEqual(NONE);
  });

  it("a FIN in the first stands behind the bytes of all", () =>
    expectStates(`${ESTABLISHED}
      client > server  FP.  1:1001  ack 1  ipid 7  frag 0-480
      client > server  FP.  1:1001  ack 1  ipid 7  frag 480-1020
      server > client  .    1:1     ack 1002                       | FIN_WAIT_2 | CLOSE_WAIT
    `));

  it("a later one alone makes no connection", async () => {
    expect(await scenario(REST).connections()).toEqual([]);
  });
});

describe.skipIf(!hasTshark())("tshark says the same", () => {
  it.each(cases)("$name", ({ text, client, server }) => {
    const [ofClient, ofServer] = askTshark(scenario(text).bytes());
    expect(ofClient).toEqual({ ...NONE, ...client });
    expect(ofServer).toEqual({ ...NONE, ...server });
  });
});

function hasTshark(): boolean {
  try {
    return execFileSync("tshark", ["--version"], { stdio: ["ignore", "pipe", "ignore"] }).length > 0;
  } catch {
    return false;
  }
}

/** Its figures for the segments from port 40000, then for those from port 80. */
function askTshark(bytes: Uint8Array): [Analysis, Analysis] {
  const folder = mkdtempSync(join(tmpdir(), "shakedown-"));
  try {
    const file = join(folder, "scenario.pcap");
    writeFileSync(file, bytes);
    const names = ["retransmission", "out_of_order", "duplicate_ack", "zero_window", "keep_alive"];
    const fields = ["tcp.srcport", ...names.map((name) => `tcp.analysis.${name}`)].flatMap((f) => ["-e", f]);
    const arguments_ = ["-n", "-2", "-r", file, "-T", "fields", ...fields];
    const output = execFileSync("tshark", arguments_, {
      stdio: ["ignore", "pipe", "ignore"],
      encoding: "utf8",
    });
    const ends = new Map([
      ["40000", { ...NONE }],
      ["80", { ...NONE }],
    ]);
    for (const line of output.trimEnd().split("\n")) {
      const [port = "", retransmission, outOfOrder, duplicateAck, zeroWindow, keepAlive] = line.split("\t");
      const end = ends.get(port)!;
      if (retransmission) end.retransmissions++;
      if (outOfOrder) end.outOfOrder++;
      if (duplicateAck) end.duplicateAcks++;
      if (zeroWindow) end.zeroWindows++;
      if (keepAlive) end.keepAlives++;
    }
    return [ends.get("40000")!, ends.get("80")!];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
