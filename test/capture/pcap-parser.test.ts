// An independent reader, npm's pcap-parser, must see the same packets. It knows classic pcap with
// microseconds only.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import pcapParser from "pcap-parser";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/open-capture.ts";
import { CORPUS, corpusCaptures, SKIPPED_BECAUSE } from "../corpus/corpus.ts";
import { writePcap } from "../notation/write-pcap.ts";
import { hex, readAll } from "./read-packets.ts";
import { SAMPLE } from "./sample-packets.ts";

interface Seen {
  readonly time: bigint;
  readonly original: number;
  readonly bytes: string;
}

/** Whether pcap-parser can read it: magic a1b2c3d4 in either byte order, version 2.4. */
function isClassic(bytes: Buffer): boolean {
  const magic = bytes.length >= 24 ? bytes.toString("hex", 0, 8) : "";
  return magic === "d4c3b2a102000400" || magic === "a1b2c3d400020004";
}

function seenByPcapParser(bytes: Buffer): Promise<Seen[]> {
  return new Promise((resolve, reject) => {
    const seen: Seen[] = [];
    const parser = pcapParser.parse(Readable.from([bytes]));
    parser.on("packet", ({ header, data }) => {
      const { timestampSeconds, timestampMicroseconds, originalLength, capturedLength } = header;
      seen.push({
        time: BigInt(timestampSeconds) * 1_000_000_000n + BigInt(timestampMicroseconds) * 1000n,
        // The larger of two lengths that contradict each other counts; 2 GiB and more is 2 GiB.
        original: Math.min(Math.max(originalLength, capturedLength), 0x7fffffff),
        bytes: hex(data),
      });
    });
    parser.on("end", () => resolve(seen));
    parser.on("error", reject);
  });
}

async function seenByUs(bytes: Buffer): Promise<{ seen: Seen[]; damaged: boolean }> {
  const { packets, damage } = await readAll(await openCapture(bytes));
  // Exact within 104 days of the first packet, then to half a microsecond at least (time-base.ts).
  const microsecond = (time: bigint) => ((time + 500n) / 1000n) * 1000n;
  const first = packets[0]?.time ?? 0n;
  const seen = packets.map(({ time, original, bytes: text }) => ({
    time: time - first < 2n ** 53n && first - time < 2n ** 53n ? time : microsecond(time),
    original,
    bytes: text,
  }));
  return { seen, damaged: damage.some(({ cutShort }) => !cutShort) };
}

async function expectTheSame(bytes: Buffer): Promise<number> {
  const { seen, damaged } = await seenByUs(bytes);
  const theirs = await seenByPcapParser(bytes);
  // It believes any length, so behind damage it may go on with what it takes for packets.
  expect(seen).toEqual(damaged ? theirs.slice(0, seen.length) : theirs);
  return seen.length;
}

const FIXTURES = fileURLToPath(new URL("../../fixtures", import.meta.url));

describe("pcap-parser sees the same packets", () => {
  it("in what the tests write", async () => {
    expect(await expectTheSame(Buffer.from(writePcap(SAMPLE)))).toBe(5);
    expect(await expectTheSame(Buffer.from(writePcap(SAMPLE, { bigEndian: true, linkType: 113 })))).toBe(5);
  });

  const fixtures = readdirSync(FIXTURES)
    .map((name) => ({ name, bytes: () => readFileSync(join(FIXTURES, name)) }))
    .filter(({ name, bytes }) => name.endsWith(".pcap") && isClassic(bytes()));
  for (const { name, bytes } of fixtures) {
    it(`in fixtures/${name}`, async () => {
      expect(await expectTheSame(bytes())).toBeGreaterThan(0);
    });
  }

  it.skipIf(CORPUS === null)(
    `in every classic capture of the corpus${SKIPPED_BECAUSE}`,
    async () => {
      let captures = 0;
      for (const { file, name } of corpusCaptures()) {
        const stored = readFileSync(file);
        const bytes = stored[0] === 0x1f && stored[1] === 0x8b ? gunzipSync(stored) : stored;
        if (!isClassic(bytes)) continue;
        await expectTheSame(bytes).catch((error: Error) => {
          throw new Error(`${name}: ${error.message}`, { cause: error });
        });
        captures++;
      }
      if (process.env["CORPUS_ONLY"] === undefined) expect(captures).toBeGreaterThan(600);
    },
    120_000,
  );
});
