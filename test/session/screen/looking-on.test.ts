// Whoever looks on changes nothing: with a screen that asks for everything after each block, what is reported is
// what is reported without one.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../../src/capture/open-capture.ts";
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import { runEngine } from "../../../src/session/engine.ts";
import type { ViewName } from "../../../src/session/screen/frame.ts";
import type { ScreenFeed } from "../../../src/session/screen/screen-feed.ts";
import { feedOf, request } from "./feed-of.ts";

const VIEWS: readonly ViewName[] = ["connections", "states", "services", "findings"];
/** So often something is asked for. */
const LOOKS = 40;
const FIXTURES = readdirSync("fixtures", { recursive: true, encoding: "utf8" })
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .sort();

function* pieces(bytes: Uint8Array): Iterable<Uint8Array> {
  const length = Math.max(200, Math.ceil(bytes.length / LOOKS));
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

describe("looking on changes nothing of what is reported", () => {
  it.each(FIXTURES)("%s", async (name) => {
    const bytes = readFileSync(`fixtures/${name}`);
    const records: ConnectionRecord[] = [];
    const plain = await runEngine(
      await openCapture(pieces(bytes)),
      {},
      { connection: (record) => records.push(record) },
    );
    let looks = 0;
    let details = 0;
    const looking = (feed: ScreenFeed) => {
      looks++;
      for (const view of VIEWS) feed.view(request({ view, count: 1000, select: "finding:*", detail: looks }));
      for (let id = 1; id <= 50; id++) if (feed.detailOf(id) !== null) details++;
    };
    const { result, records: seen } = await feedOf(pieces(bytes), { looking });
    expect(looks > 0 || plain.summary.packets === 0).toBe(true);
    expect(details > 0 || records.length === 0).toBe(true);
    expect(seen).toEqual(records.toSorted((a, b) => a.id - b.id));
    expect(result).toEqual(plain);
  });
});
