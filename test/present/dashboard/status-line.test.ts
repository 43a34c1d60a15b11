// The head of the screen never lies: what is not known is not shown as 0, and what was lost is seen before all else.
import { describe, expect, it } from "vitest";
import { headLines } from "../../../src/present/dashboard/status-line.ts";
import type { Status } from "../../../src/session/screen/frame.ts";
import { replayStatus, status } from "./sample-frames.ts";
import { firstSample } from "./sample-screen.ts";

function head(change: Partial<Status>, columns = 140, rows = 1, color: "none" | "16" = "none"): string {
  return headLines(status(change), columns, rows, firstSample({ color }).drawing).join("\n");
}

describe("the head", () => {
  it("says what is captured, for how long, how fast, and what came of it", () => {
    expect(head({})).toBe(
      " shakedown · eth0 · 00:04:12                  12.4 k packets/s  31 Mbit/s  received 3.1 M  dropped 0  evicted 0  tracked 240  memory 120 MB",
    );
  });

  it("knows days, and several interfaces", () => {
    const source = { kind: "live", interfaces: ["eth0", "lo"] } as const;
    expect(head({ source, elapsedSeconds: 100 * 3600 + 61 })).toContain("eth0, lo · 100:01:01");
  });

  it("does not say that nothing was dropped where nobody knows", () => {
    expect(head({ droppedByKernel: null, received: null })).toContain("dropped not known");
    expect(head({ droppedByKernel: null, received: null })).not.toContain("received");
  });

  it("says nothing of drops where files are read", () => {
    const source = { kind: "files", names: ["/var/tmp/a.pcap", "b.pcap"] } as const;
    const text = head({ source, droppedByKernel: null, droppedByInterface: null, received: null });
    expect(text).toContain("a.pcap +1");
    expect(text).not.toContain("dropped");
  });

  it("of a replay that is over says how many connections there were: none goes on", () => {
    const ended = { tracked: 0, connections: 42 };
    expect(head({ ...ended, replay: replayStatus({ isAtEnd: true }) })).toMatch(/42 connections {2}memory/);
    expect(head({ ...ended, replay: replayStatus() })).toContain("tracked 0");
  });

  it("turns red where packets were dropped, and says so in words and with a mark, on the narrowest screen too", () => {
    const drops = { droppedByKernel: 12, droppedByInterface: 3 };
    expect(head(drops)).toContain("✖ dropped 12  ✖ dropped by the interface 3");
    expect(head(drops, 60)).toContain("✖ dropped 12");
    expect(head(drops, 140, 1, "16")).toBe(`\x1b[1;31m${head(drops)}\x1b[0m`);
  });

  it("tells damage and evictions before what is fine", () => {
    const text = head({ damaged: ["cut short"], evicted: 7 }, 70);
    expect(text).toContain("an input is damaged");
    expect(text).toContain("evicted 7");
  });

  it("cleans names", () => {
    expect(head({ source: { kind: "files", names: ["a\x1b[2J.pcap"] } })).toContain("a\\x1b[2J.pcap");
  });

  it("takes two lines where one is too short", () => {
    const [first, second] = head({}, 80, 2).split("\n");
    expect(first).toContain("packets/s");
    expect(second).toContain("dropped 0");
  });
});
