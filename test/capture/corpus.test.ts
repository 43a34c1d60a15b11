// Every capture of the corpus opens, or is refused for a reason; as many packets as capinfos counts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CaptureError } from "../../src/capture/capture-error.ts";
import { openCapture } from "../../src/capture/open-capture.ts";
import { CORPUS, SKIPPED_BECAUSE } from "../corpus/corpus.ts";
import { tsvRows } from "../corpus/tsv.ts";
import { readAll } from "./read-packets.ts";

/** Files that hold nothing that libpcap, Wireshark or we can read, and what is said of them. */
const REFUSED: Record<string, RegExp> = {
  "libpcap/pcap-invalid-version-1.pcap": /pcap version 1\.4 is not known/,
  "libpcap/pcapng-invalid-vers-1.pcapng": /pcapng version 0\.1 is not known/,
  "libpcap/pcapng-invalid-vers-2.pcapng": /pcapng version 1\.1 is not known/,
};

const CUSTOM_BLOCKS =
  "Wireshark counts custom blocks as frames; they hold no packet, and libpcap passes over them";
const LINK_TYPE = "capinfos gives up at a link type that it does not know; the records are whole";

/** Where the count of packets differs from capinfos', how, and why ours is right. */
const DIFFERENCES: Record<string, { theirs: number; ours: number; why: string }> = {
  "libpcap/filter__brcm-tag-stp.pcap": { theirs: 0, ours: 4, why: LINK_TYPE },
  "libpcap/filter__brcm-tag.pcap": { theirs: 0, ours: 15, why: LINK_TYPE },
  "libpcap/filter__dsa.pcap": { theirs: 0, ours: 8, why: LINK_TYPE },
  "pcapng-test-generator/output_be__advanced__test102.pcapng": { theirs: 8, ours: 5, why: CUSTOM_BLOCKS },
  "pcapng-test-generator/output_be__basic__test017.pcapng": { theirs: 4, ours: 0, why: CUSTOM_BLOCKS },
  "pcapng-test-generator/output_be__difficult__test202.pcapng": { theirs: 11, ours: 8, why: CUSTOM_BLOCKS },
  "pcapng-test-generator/output_le__advanced__test102.pcapng": { theirs: 8, ours: 5, why: CUSTOM_BLOCKS },
  "pcapng-test-generator/output_le__basic__test018.pcapng": { theirs: 8, ours: 4, why: CUSTOM_BLOCKS },
  "pcapng-test-generator/output_le__difficult__test202.pcapng": { theirs: 11, ours: 8, why: CUSTOM_BLOCKS },
};

/** Captures that are damaged, and how that is told. */
const DAMAGED: Record<string, RegExp> = {
  "gopacket/be__test901.pcapng": /pcapng version 2\.0 is not known/,
  "gopacket/le__test901.pcapng": /pcapng version 2\.0 is not known/,
  "markofu-pcaps/http-fault-post.pcap": /ends inside a record's header: 2 of 16 bytes/,
  "5165538295939072": /a record claims 16095754 captured bytes/,
  "5643903448645632": /ends inside a record of 2722 captured bytes: 386 of 2738/,
  "5755755617189888": /a record claims 16844826 captured bytes/,
  "pcapplusplus/Fuzzers__RegressionTests__regression_samples__crash-pcapng-epb-unbounded-length":
    /a packet claims 65536 captured bytes in a block of 32/,
};

/** What capinfos' names of link types in MANIFEST.tsv stand for. */
const LINK_TYPES: Record<string, readonly number[]> = {
  ether: [1],
  "linux-sll": [113],
  "linux-sll2": [276],
  null: [0],
  ppp: [9, 50],
  "ieee-802-11": [105],
  "ieee-802-11-radiotap": [127],
  rawip: [101],
  rawip4: [228],
  rawip6: [229],
  nflog: [239],
  frelay: [107],
  chdlc: [104],
};

describe("the corpus", () => {
  it.skipIf(CORPUS === null)(
    `holds the packets that capinfos counts${SKIPPED_BECAUSE}`,
    async () => {
      const rows = tsvRows(readFileSync(join(CORPUS!, "MANIFEST.tsv"), "utf8"));
      expect(rows.length).toBe(833);
      const unexplained: string[] = [];
      const explained = new Set<string>();
      let packets = 0;
      for (const row of rows) {
        const path = row["path"]!;
        const name = path.replace(/^files\//, "");
        try {
          const read = await readAll(await openCapture(join(CORPUS!, path)));
          packets += read.packets.length;
          const theirs = Number(row["packets"]);
          if (read.packets.length !== theirs) {
            const known = DIFFERENCES[name];
            if (known?.theirs === theirs && known.ours === read.packets.length) explained.add(name);
            else unexplained.push(`${name}: capinfos counts ${theirs} packets, we ${read.packets.length}`);
          }
          const damageName = Object.keys(DAMAGED).find((part) => name.endsWith(part));
          for (const { message } of read.damage) {
            if (damageName && DAMAGED[damageName]!.test(message)) explained.add(damageName);
            else unexplained.push(`${name}: ${message}`);
          }
          const meant = LINK_TYPES[row["link_type"]!];
          const ours = [...new Set(read.packets.map((packet) => packet.linkType))];
          if (meant && ours.some((linkType) => !meant.includes(linkType))) {
            unexplained.push(`${name}: capinfos says ${row["link_type"]}, we ${ours}`);
          }
        } catch (error) {
          if (!(error instanceof CaptureError)) throw error;
          if (REFUSED[name]?.test(error.message)) explained.add(name);
          else unexplained.push(error.message);
        }
      }
      expect(unexplained).toEqual([]);
      // A reason that explains nothing any more has to go.
      const reasons = [...Object.keys(REFUSED), ...Object.keys(DIFFERENCES), ...Object.keys(DAMAGED)];
      expect(reasons.filter((name) => !explained.has(name))).toEqual([]);
      expect(packets).toBeGreaterThan(100_000);
    },
    120_000,
  );
});
