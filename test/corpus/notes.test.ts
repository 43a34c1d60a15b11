// What people found who looked at these captures packet by packet (the corpus' own notes): how each
// connection opened, closed, and where both ends stand.
import { describe, expect, it } from "vitest";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import { CORPUS, corpusCaptures, SKIPPED_BECAUSE } from "./corpus.ts";
import { endpointName } from "./judged-connection.ts";
import { readCapture } from "./read-capture.ts";

async function read(name: string): Promise<readonly ConnectionRecord[]> {
  const capture = corpusCaptures().find((candidate) => candidate.name === name);
  if (capture === undefined) throw new Error(`not in the corpus: ${name}`);
  return (await readCapture(capture.file)).connections;
}

/** `client > server opening/closing by whom = verdict, CLIENT SERVER` of each connection. */
async function stories(name: string): Promise<string[]> {
  return (await read(name)).map(({ client, server, opening, closing, closedBy, verdict }) => {
    const close = closedBy === null ? closing : `${closing} by ${closedBy}`;
    return `${endpointName(client)} > ${endpointName(server)} ${opening}/${close} = ${verdict}, ${client.state} ${server.state}`;
  });
}

/** How many connections have each verdict. */
async function verdicts(name: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { verdict } of await read(name)) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

describe.skipIf(CORPUS === null || process.env["CORPUS_ONLY"] !== undefined)(
  `hand-checked captures${SKIPPED_BECAUSE}`,
  () => {
    it("see FINs that cross", async () => {
      expect(await stories("arkime/http-500-head.pcap")).toEqual([
        "10.172.10.16:49323 > 10.156.206.202:80 three-way/simultaneous by both = closed, TIME_WAIT TIME_WAIT",
      ]);
      expect(await stories("zeek/http__post.pcap")).toEqual([
        "141.142.228.5:53595 > 54.243.55.129:80 three-way/simultaneous by both = closed, TIME_WAIT TIME_WAIT",
      ]);
      // 13 connections of a macOS client, which sends FIN,ACK again as its answer: no retry.
      const closings = (await read("zeek/mysql__auth.pcap")).map(
        ({ closing, verdict }) => `${closing} ${verdict}`,
      );
      expect(closings).toEqual(Array(13).fill("simultaneous closed"));
    });

    it("see a crossing close that never ends: one FIN repeated for 28.7 s, the other end gone", async () => {
      expect(await stories("suricata-verify/bug-7264-tcp-3whs-ack-data-tls-01.pcap")).toEqual([
        "192.168.0.253:49584 > 151.101.36.133:443 three-way/incomplete by both = closing, CLOSING CLOSING",
      ]);
    });

    it("see both acknowledged FINs without a handshake", async () => {
      expect(await stories("chrissanders/tcp_teardown.pcapng")).toEqual([
        "172.16.16.128:3363 > 67.228.110.120:80 unseen/four-way by server = closed, CLOSED TIME_WAIT",
      ]);
      expect(await stories("packetlife/connection_termination.cap")).toEqual([
        "192.168.10.226:19707 > 192.168.11.12:23 unseen/four-way by client = closed, TIME_WAIT CLOSED",
      ]);
    });

    it("see an end that waits in CLOSE_WAIT", async () => {
      expect(await stories("packetpioneer/WCA_ViaviTraces__Traces__lab2-tcpintro.pcapng")).toEqual([
        "192.168.4.136:54575 > 192.168.4.99:80 three-way/incomplete by server = half-closed, CLOSE_WAIT FIN_WAIT_2",
        "192.168.4.136:54576 > 192.168.4.99:80 three-way/none = open, ESTABLISHED ESTABLISHED",
      ]);
      expect((await verdicts("chrissanders/sessionhijacking.pcapng"))["half-closed"]).toBe(2);
    });

    it("see half-close: the FIN four times while the other end sends 34 kB, its FIN 11 s later", async () => {
      expect(await stories("zeek/tcp__reassembly.pcap")).toEqual([
        "63.193.213.194:2564 > 128.3.97.175:80 three-way/four-way by server = closed, CLOSED TIME_WAIT",
      ]);
    });

    it("see refusals, silence and half-open handshakes of a scan", async () => {
      // nmap sends each SYN once: unanswered for less than 75 s it is still connecting.
      expect(await verdicts("chrissanders/synscan.pcapng")).toEqual({
        connecting: 1986,
        refused: 5,
        "half-open": 3,
      });
      expect(await verdicts("markofu-pcaps/nmap__TCP_SYN_SCAN__TCP_SYN_SCAN.pcap")).toEqual({
        refused: 995,
        aborted: 5,
        connecting: 2,
      });
    });

    it("see no connections in probes without SYN", async () => {
      for (const scan of ["ACK_SCAN__ACK_SCAN", "FIN_SCAN__FIN_SCAN", "XMAS_TREE_SCAN__XMAS_TREE_SCAN"]) {
        expect(await verdicts(`markofu-pcaps/nmap__${scan}.pcap`)).toEqual({ partial: 1000 });
      }
    });

    it("see SYNs without answer, whatever the stack's schedule", async () => {
      expect(await verdicts("markofu-pcaps/ftpclientdenied.pcap")).toEqual({ unanswered: 1 });
      expect(await verdicts("ndpi/custom_rules_same-ip_multiple_ports.pcapng")).toEqual({ unanswered: 3 });
      expect((await verdicts("ndpi/gnutella.pcap"))["unanswered"]).toBe(67);
    });

    it("see SYNs that an ICMP error answers", async () => {
      expect((await verdicts("arkime/ospf.pcap"))["unreachable"]).toBe(17);
    });

    it("see a refused SYN tried three times as one attempt", async () => {
      expect(await verdicts("zeek/pop3__pop3.pcap")).toEqual({ refused: 2, closed: 5 });
    });

    it("see who sent the RST", async () => {
      expect(await stories("markofu-pcaps/http-client-refuse.pcap")).toEqual([
        "67.161.32.69:1782 > 130.57.5.25:80 three-way/reset by client = reset, CLOSED CLOSED",
        "67.161.32.69:1783 > 216.52.17.206:80 three-way/reset by server = reset, CLOSED CLOSED",
      ]);
      expect(await stories("packetpioneer/sample.pcapng")).toEqual([
        "192.168.1.1:61300 > 10.0.0.1:80 three-way/reset by server = reset, CLOSED CLOSED",
      ]);
    });

    it("see a crossing open, and its reset once it was established", async () => {
      expect(await stories("suricata-verify/tcp-split-handshake-01-4whs__split-handshake-4whs.pcap")).toEqual(
        ["1.1.1.1:12345 > 2.2.2.2:80 simultaneous/reset by client = reset, CLOSED CLOSED"],
      );
    });

    it("see four addresses used again", async () => {
      // An attempt on the BSD schedule, then another one that succeeds.
      expect(await verdicts("tcptrace/badsyns.dmp.gz")).toEqual({ unanswered: 1, closed: 1 });
      const reused = await read("tcptrace/fast_reuse.dmp.gz");
      expect(reused.map(({ verdict, opening }) => `${opening} ${verdict}`)).toEqual([
        "unseen closed",
        ...Array(17).fill("three-way closed"),
      ]);
      // Three minutes lie between them, more than an old connection is kept.
      expect(reused.every(({ previous }) => previous === null)).toBe(true);
      // 23 SYNs of a scanner, a new number each; the 24th connects.
      expect(await verdicts("suricata-verify/bug-7657-01.pcap")).toEqual({
        connecting: 23,
        "half-closed": 1,
      });
    });

    it("see the same addresses in three VLANs as three connections", async () => {
      expect(
        (await read("zeek/vlan-collisions.pcap")).map(({ tunnel, verdict }) => [tunnel, verdict]),
      ).toEqual([
        [[], "closed"],
        [["vlan:42"], "closed"],
        [["vlan:10", "vlan:20"], "closed"],
      ]);
    });

    it("see the client where the SYN-ACK comes first or alone", async () => {
      for (const [name, client, roles] of [
        ["zeek/tcp__handshake-reorder.pcap", "141.142.228.5", "syn"],
        ["zeek/tcp__missing-syn.pcap", "141.42.64.125", "syn-ack"],
      ] as const) {
        expect(
          (await read(name)).map((connection) => [
            connection.client.ip,
            connection.roles,
            connection.verdict,
          ]),
        ).toEqual([[client, roles, "closed"]]);
      }
    });

    it("see one side of the line alone", async () => {
      const client = await read("zeek/ssh__ssh.client-side-half-duplex.pcap");
      expect(client.map(({ directions, verdict }) => `${directions} ${verdict}`)).toEqual(
        Array(20).fill("client closing"),
      );
      expect(await stories("tcpflow/bug4.pcap")).toEqual([
        "192.168.1.64:49019 > 216.246.105.11:8020 three-way/incomplete by server = closing, CLOSE_WAIT FIN_WAIT_1",
      ]);
    });

    it("see one connection from both ends: the round trip is nothing where the capture sits at the server", async () => {
      const [client] = await read("packetpioneer/slowfile-clientside.pcapng");
      const [server] = await read("packetpioneer/slowfile-serverside.pcapng");
      // 86.5 ms and 0.03 ms from SYN to SYN-ACK.
      expect(client?.synRttSeconds).toBeCloseTo(0.0865, 3);
      expect(server?.synRttSeconds).toBeCloseTo(0.00003, 5);
    });

    it("see copies of every frame as copies", async () => {
      const [connection] = await read("zeek/tcp__ssh-dups.pcap");
      expect([connection?.client.retransmissions, connection?.server.retransmissions]).toEqual([0, 0]);
    });

    it("see a busy web client's 110 connections, each in its own way", async () => {
      const name = "plantegg/performance__nginx-reuseport__log-exp2__nginx-case-client.pcap";
      expect(await verdicts(name)).toEqual({ open: 2, closed: 85, reset: 20, aborted: 1, refused: 2 });
      expect((await read(name)).filter(({ closing }) => closing === "simultaneous")).toHaveLength(1);
    });
  },
);
