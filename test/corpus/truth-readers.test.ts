// The readers of the judges' figures, on rows as the judges write them.
import { describe, expect, it } from "vitest";
import { parseTsharkStreams } from "./tshark-truth.ts";
import { tsvRows } from "./tsv.ts";
import { parseZeekLog } from "./zeek-truth.ts";

describe("a table of tab-separated values", () => {
  it("gives rows by the names of the header, without remarks and empty lines", () => {
    expect(tsvRows("# a remark\nname\tsize\n\none\t1\n")).toEqual([{ name: "one", size: "1" }]);
  });

  it("keeps empty cells at the end of a row", () => {
    expect(tsvRows("name\tsize\none\t\n")).toEqual([{ name: "one", size: "" }]);
  });

  it("refuses a row of another width", () => {
    expect(() => tsvRows("name\tsize\none\n")).toThrow("2 columns expected, 1 found: one");
  });
});

describe("tshark's streams", () => {
  const header = [
    "a_addr a_port b_addr b_port client first_frame last_frame pkts_ab pkts_ba bytes_ab bytes_ba",
    "syn_ab syn_ba synack_ab synack_ba fin_ab fin_ba rst_ab rst_ba initial_rtt",
    "retransmission out_of_order duplicate_ack zero_window keep_alive",
  ].join(" ");
  const stream = (row: string) => parseTsharkStreams(`${header}\n${row}`.replaceAll(" ", "\t"))[0];

  it("are read with each end's own counters", () => {
    const read = stream(
      "10.0.0.1 80 2001:0DB8:0::1 4242 B 3 9 4 5 60 70 0 1 1 0 2 3 0 1 0.25 1/2 3/4 5/6 7/8 9/10",
    );
    expect(read).toEqual({
      ends: [
        {
          ip: "10.0.0.1",
          port: 80,
          counters: {
            packets: 4,
            payloadBytes: 60,
            syn: 0,
            synAck: 1,
            fin: 2,
            rst: 0,
            retransmissions: 1,
            outOfOrder: 3,
            duplicateAcks: 5,
            zeroWindows: 7,
            keepAlives: 9,
          },
        },
        {
          ip: "2001:db8::1",
          port: 4242,
          counters: {
            packets: 5,
            payloadBytes: 70,
            syn: 1,
            synAck: 0,
            fin: 3,
            rst: 1,
            retransmissions: 2,
            outOfOrder: 4,
            duplicateAcks: 6,
            zeroWindows: 8,
            keepAlives: 10,
          },
        },
      ],
      firstFrame: 3,
      lastFrame: 9,
      client: 1,
      handshakeSeconds: 0.25,
    });
  });

  it("name no client and no handshake where tshark saw none", () => {
    const read = stream("10.0.0.1 80 10.0.0.2 81 ? 3 9 4 5 60 70 0 0 0 0 2 3 0 1  0/0 0/0 0/0 0/0 0/0");
    expect(read).toMatchObject({ client: null, handshakeSeconds: null });
  });

  it("are refused when a figure is none", () => {
    expect(() =>
      stream("10.0.0.1 80 10.0.0.2 81 ? 3 9 x 5 60 70 0 0 0 0 2 3 0 1  0/0 0/0 0/0 0/0 0/0"),
    ).toThrow("pkts_ab: a number expected, x found");
  });
});

describe("Zeek's conn.log", () => {
  it("tells both ends' letters apart by their case", () => {
    const log = parseZeekLog(
      "# command: zeek -C -r x.pcap\nid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\thistory\torig_pkts\tresp_pkts\n" +
        "10.0.0.1\t4000\t10.0.0.2\t80\ttcp\tRSTR\t^hADdFar\t6\t5\n10.0.0.1\t53\t10.0.0.2\t53\tudp\tSF\tDd\t1\t1\n",
    );
    expect(log).toEqual({
      command: "zeek -C -r x.pcap",
      connections: [
        {
          addresses: { orig: "10.0.0.1:4000", resp: "10.0.0.2:80" },
          orig: { packets: 6, sent: new Set(["A", "D", "F"]) },
          resp: { packets: 5, sent: new Set(["H", "D", "A", "R"]) },
          history: "^hADdFar",
          state: "RSTR",
        },
      ],
    });
  });

  it("is understood without addresses and counts, as some baselines are cut", () => {
    const log = parseZeekLog("proto\tconn_state\thistory\ntcp\tOTH\tR\n");
    expect(log.connections[0]).toMatchObject({
      addresses: null,
      orig: { packets: null, sent: new Set(["R"]) },
    });
  });
});
