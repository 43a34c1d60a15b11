// The readers of the judges' figures, on rows as the judges write them.
import { describe, expect, it } from "vitest";
import { CORPUS, corpusCaptures, SKIPPED_BECAUSE } from "./corpus.ts";
import {
  arkimeFigures,
  parseArkime,
  parseSuricata,
  parseTcptrace,
  suricataFigures,
  tcptraceFigures,
} from "./other-judges.ts";
import { parseTsharkStreams, tsharkStreams } from "./tshark-truth.ts";
import { tsvRows } from "./tsv.ts";
import { parseZeekLog, zeekLogs } from "./zeek-truth.ts";

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
    "retransmission out_of_order duplicate_ack zero_window keep_alive multi_tcp_frames",
  ].join(" ");
  const stream = (row: string) => parseTsharkStreams(`${header}\n${row}`.replaceAll(" ", "\t"))[0];

  it("are read with each end's own counters", () => {
    const read = stream(
      "10.0.0.1 80 2001:0DB8:0::1 4242 B 3 9 4 5 60 70 0 1 1 0 2 3 0 1 0.25 1/2 3/4 5/6 7/8 9/10 2",
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
      framesWithSeveral: 2,
      handshakeSeconds: 0.25,
    });
  });

  it("name no client and no handshake where tshark saw none", () => {
    const read = stream("10.0.0.1 80 10.0.0.2 81 ? 3 9 4 5 60 70 0 0 0 0 2 3 0 1  0/0 0/0 0/0 0/0 0/0 0");
    expect(read).toMatchObject({ client: null, handshakeSeconds: null });
  });

  it("are refused when a figure is none", () => {
    expect(() =>
      stream("10.0.0.1 80 10.0.0.2 81 ? 3 9 x 5 60 70 0 0 0 0 2 3 0 1  0/0 0/0 0/0 0/0 0/0 0"),
    ).toThrow("pkts_ab: a number expected, x found");
  });
});

describe("Zeek's conn.log", () => {
  it("tells both ends' letters apart by their case", () => {
    const log = parseZeekLog(
      "# btest: core/x.test\n# command: zeek -C -r x.pcap\nid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\thistory\torig_pkts\tresp_pkts\n" +
        "10.0.0.1\t4000\t10.0.0.2\t80\ttcp\tRSTR\t^hADdFar\t6\t5\n10.0.0.1\t53\t10.0.0.2\t53\tudp\tSF\tDd\t1\t1\n",
    );
    expect(log).toEqual({
      test: "core/x.test",
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

describe("tcptrace's table", () => {
  it("is summed for each four addresses, with its own spelling of addresses", () => {
    const header =
      "conn_#,host_a,host_b,port_a,port_b,total_packets_a2b,total_packets_b2a,resets_sent_a2b,resets_sent_b2a,SYN/FIN_pkts_sent_a2b,SYN/FIN_pkts_sent_b2a,";
    const read = parseTcptrace(
      `${header}\n1,2001:04f8::00ff,:1,80,90,3,4,0,1,1/0,0/1,\n2,:1,2001:04f8::00ff,90,80,1,1,0,0,1/1,1/1,\n`,
    );
    const [a, b] = ["[2001:4f8::ff]:80", "[::1]:90"];
    expect(read).toEqual([
      {
        pair: `${a} ${b}`,
        connections: 2,
        figures: new Map([
          [`${a} packets`, "4"],
          [`${a} rst`, "0"],
          [`${a} anySyn`, "2"],
          [`${a} fin`, "1"],
          [`${b} packets`, "5"],
          [`${b} rst`, "1"],
          [`${b} anySyn`, "1"],
          [`${b} fin`, "2"],
        ]),
      },
    ]);
  });
});

describe("Arkime's sessions", () => {
  it("give packets for each end and flags for both", () => {
    const header = "src\tsport\tdst\tdport\tpkts_src\tpkts_dst\ttcpflags";
    const flags = '{"ack": 5, "fin": 2, "rst": 0, "syn": 1, "syn-ack": 1}';
    expect(parseArkime(`# from a test\n${header}\n10.0.0.1\t4000\t10.0.0.2\t80\t6\t5\t${flags}\n`)).toEqual([
      {
        pair: "10.0.0.1:4000 10.0.0.2:80",
        connections: 1,
        figures: new Map([
          ["10.0.0.1:4000 packets", "6"],
          ["10.0.0.2:80 packets", "5"],
          ["both ends syn", "1"],
          ["both ends synAck", "1"],
          ["both ends fin", "2"],
          ["both ends rst", "0"],
        ]),
      },
    ]);
  });
});

describe("Suricata's flows", () => {
  it("give the client, packets and flags of each end, and the verdicts that its state allows", () => {
    const flow = {
      event_type: "flow",
      proto: "TCP",
      src_ip: "10.0.0.1",
      src_port: 4000,
      dest_ip: "10.0.0.2",
      dest_port: 80,
      "flow.pkts_toserver": 6,
      "flow.pkts_toclient": 5,
      "tcp.tcp_flags_ts": "1b",
      "tcp.tcp_flags_tc": "16",
      "tcp.state": "closed",
    };
    const text = `# checks\ntest\tcount\tmatch\ntests/a\t1\t${JSON.stringify(flow)}\ntests/a\t0\t{"event_type": "flow"}\n`;
    expect(parseSuricata(text)).toEqual([
      {
        pair: "10.0.0.1:4000 10.0.0.2:80",
        connections: null,
        figures: new Map([
          ["client", "10.0.0.1:4000"],
          ["10.0.0.1:4000 packets", "6"],
          ["10.0.0.1:4000 flags", "FS"],
          ["10.0.0.2:80 packets", "5"],
          ["10.0.0.2:80 flags", "SR"],
          ["verdict", "aborted|closed|refused|reset"],
        ]),
      },
    ]);
  });
});

describe.skipIf(CORPUS === null)(`the judges' figures of the corpus${SKIPPED_BECAUSE}`, () => {
  it("can all be read", () => {
    const streams = corpusCaptures().flatMap(({ name }) => tsharkStreams(name) ?? []);
    const rows = corpusCaptures()
      .flatMap(({ name }) => zeekLogs(name))
      .flatMap(({ connections }) => connections);
    const others = [tcptraceFigures, arkimeFigures, suricataFigures].map(
      (figures) => corpusCaptures().flatMap(({ name }) => figures(name)).length,
    );
    // Counted from the files by other means: rows, in equal logs of Zeek once; then four addresses.
    expect([streams.length, rows.length, ...others]).toEqual([11714, 1489, 11213, 125, 20]);
  });
});
