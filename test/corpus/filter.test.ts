// `--filter` on captures that nobody here wrote, of every link type: the same packets as tcpdump takes.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FilterError } from "../../src/capture/filter-error.ts";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { PacketBlock } from "../../src/capture/packet-block.ts";
import { PacketFilter } from "../../src/capture/packet-filter.ts";
import type { PacketSource } from "../../src/capture/packet-source.ts";
import { libpcapFile } from "../capture/libpcap-file.ts";
import { CORPUS, SKIPPED_BECAUSE } from "./corpus.ts";
import { tsvRows } from "./tsv.ts";

const EXPRESSIONS = [
  "",
  "tcp",
  "tcp port 80",
  "src portrange 1024-40000",
  "not tcp and not udp",
  "host 10.0.0.1 or net 192.168.0.0/16",
  "ip6",
  "ip6 and tcp[13] & 2 != 0",
  "ip6 protochain 6",
  "tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0",
  "ip and ip[2:2] - ((ip[0] & 0xf) << 2) - ((tcp[12] & 0xf0) >> 2) != 0",
  "ip[6:2] & 0x1fff = 0 and ip[8] < 64",
  "len > 100 and less 600",
  "icmp or icmp6 or arp",
  "ether broadcast or ip broadcast",
  "ether multicast or ip multicast",
  "vlan",
  "vlan and tcp",
  "vlan 100 and vlan and ip",
  "mpls and tcp",
  "pppoes and ip",
  "geneve and tcp",
  "inbound",
  "outbound and tcp",
  "wlan type data",
  "ether[0] & 1 = 0 and ether[len - 1] % 3 = 1",
  "tcp[0:2] * 3 / 7 ^ 0x55 > 100",
];

/** Of each link type the longest below; CORPUS_ONLY asks for all whose name contains it. */
const ETHERNET_CAPTURES = 5;
const SMALL = 200_000;
const ONLY = process.env["CORPUS_ONLY"];

const hasTcpdump = spawnSync("tcpdump", ["--version"]).status === 0;

function chosenCaptures(): string[] {
  if (CORPUS === null) return [];
  const corpus = CORPUS;
  const rows = tsvRows(readFileSync(join(corpus, "MANIFEST.tsv"), "utf8"));
  const wanted = rows.filter(({ path = "", bytes }) =>
    ONLY === undefined ? Number(bytes) <= SMALL : path.includes(ONLY),
  );
  wanted.sort(({ packets: a }, { packets: b }) => Number(b) - Number(a));
  const seen = new Map<string, number>();
  return wanted
    .filter(({ link_type: linkType = "" }) => {
      const before = seen.get(linkType) ?? 0;
      seen.set(linkType, before + 1);
      return ONLY !== undefined || before < (linkType === "ether" ? ETHERNET_CAPTURES : 1);
    })
    .map(({ path = "" }) => join(corpus, path));
}

/** The packets' bytes of a source, all or those that match. */
async function packetsOf(source: PacketSource, filter: PacketFilter | null): Promise<string[]> {
  const packets: string[] = [];
  const matching = filter?.over(source.channels) ?? null;
  try {
    for (let block = await source.nextBlock(); block !== null; block = await source.nextBlock()) {
      matching?.prepare(block);
      for (let index = block.from; index < block.to; index++) {
        if (matching === null || matching.matches(block, index)) packets.push(bytesOf(block, index));
      }
    }
  } finally {
    await source.close();
  }
  return packets;
}

function bytesOf({ bytes, offset, captured }: PacketBlock, index: number): string {
  const start = offset[index] as number;
  return Buffer.from(bytes.subarray(start, start + (captured[index] as number))).toString("latin1");
}

/** What tcpdump takes; a text is its complaint. */
async function byTcpdump(file: string, expression: string): Promise<string[] | string> {
  const user = process.getuid?.() === 0 ? ["-Z", "root"] : [];
  const { stdout, stderr } = spawnSync("tcpdump", [...user, "-r", file, "-w", "-", expression], {
    maxBuffer: 1 << 28,
  });
  if (stdout.length === 0) return String(stderr).trim().split("\n").at(-1) ?? "";
  return packetsOf(await openCapture(stdout), null);
}

async function byUs(file: string, expression: string): Promise<string[] | string> {
  try {
    return await packetsOf(await openCapture(file), await PacketFilter.compile(expression));
  } catch (error) {
    if (error instanceof FilterError) return error.message;
    throw error;
  }
}

const why = hasTcpdump ? SKIPPED_BECAUSE : " (skipped: no tcpdump)";

describe.skipIf(CORPUS === null || !hasTcpdump || libpcapFile === null)(
  `--filter beside tcpdump${why}`,
  () => {
    it("takes the same packets of captures of every link type", { timeout: 600_000 }, async () => {
      const differences: string[] = [];
      let compared = 0;
      let some = 0;
      let complaints = 0;
      for (const file of chosenCaptures()) {
        const all = await openCapture(file)
          .then((source) => packetsOf(source, null))
          .catch(() => []);
        const theirs = await byTcpdump(file, "");
        // What tcpdump cannot read to its end, or reads otherwise, is the business of other tests.
        if (typeof theirs === "string" || theirs.join() !== all.join()) continue;
        // Nothing is compiled for link types of which there is no packet.
        if (all.length === 0) continue;
        for (const expression of EXPRESSIONS) {
          const [them, us] = [await byTcpdump(file, expression), await byUs(file, expression)];
          compared++;
          if (typeof them === "string" || typeof us === "string") {
            complaints++;
            // No packet of this link type can match: said by tcpdump, and by us that none does.
            if (String(them).endsWith("rejects all packets") && us.length === 0) continue;
            const reason = typeof them === "string" ? them.replace(/^tcpdump: /, "") : "no complaint";
            if (!String(us).includes(reason)) differences.push(`${file} ${expression}: ${them} / ${us}`);
            continue;
          }
          if (us.length > 0 && us.length < all.length) some++;
          if (them.join() !== us.join())
            differences.push(`${file} ${expression}: ${them.length} / ${us.length}`);
        }
      }
      if (ONLY !== undefined) console.log({ compared, some, complaints });
      expect(differences).toEqual([]);
      if (ONLY === undefined) {
        expect(compared).toBeGreaterThan(500);
        expect(some).toBeGreaterThan(60);
        expect(complaints).toBeGreaterThan(100);
      }
    });
  },
);
