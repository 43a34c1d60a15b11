// What a screen is told of events that come by the thousand.
import { describe, expect, it } from "vitest";
import { CrowdedEvents } from "../../../src/present/stream/crowded-events.ts";
import type { LifecycleEvent } from "../../../src/record/event-record.ts";

const happening = { type: "event", seq: 1, time: "", packet: 1, connection: 1 } as const;
const ends = {
  client: { ip: "10.0.0.1", port: 1, state: "SYN_SENT" },
  server: { ip: "10.0.0.2", port: 80, state: "SYN_RECEIVED" },
} as const;
const HALF_OPEN: LifecycleEvent = { ...happening, ...ends, kind: "half-open", forSeconds: 3 };
const EVICT: LifecycleEvent = { ...happening, ...ends, kind: "evict", verdict: "open" };

function finding(id: string, connection: number | null): LifecycleEvent {
  return { ...happening, ...ends, kind: "finding", connection, finding: { id } } as unknown as LifecycleEvent;
}

function admitted(crowded: CrowdedEvents, event: LifecycleEvent, times: number): number {
  return Array.from({ length: times }, () => crowded.admits(event)).filter((admits) => admits).length;
}

describe("of events that come very often", () => {
  it("the first twenty of a second have their lines, the others are counted once it is over", () => {
    const crowded = new CrowdedEvents();
    expect(crowded.over(0)).toEqual([]);
    expect(admitted(crowded, HALF_OPEN, 5000)).toBe(20);
    expect(crowded.over(999)).toEqual([]);
    expect(crowded.over(1000)).toEqual([{ kind: "half-open", finding: null, count: 4980 }]);
    expect(crowded.over(2000)).toEqual([]);
    expect(admitted(crowded, HALF_OPEN, 20)).toBe(20);
    expect(crowded.over(Number.POSITIVE_INFINITY)).toEqual([]);
  });

  it("one kind takes no line from another, nor one finding from another", () => {
    const crowded = new CrowdedEvents();
    crowded.over(0);
    expect(admitted(crowded, HALF_OPEN, 100)).toBe(20);
    expect(admitted(crowded, EVICT, 10)).toBe(10);
    expect(admitted(crowded, finding("half-open-handshake", 1), 30)).toBe(20);
    expect(admitted(crowded, finding("last-ack-stuck", 1), 1)).toBe(1);
    expect(crowded.over(1000)).toEqual([
      { kind: "half-open", finding: null, count: 80 },
      { kind: "finding", finding: "half-open-handshake", count: 10 },
    ]);
  });

  it("what was found about a service or a host always has its line", () => {
    const crowded = new CrowdedEvents();
    expect(admitted(crowded, finding("close-wait-excess", null), 100)).toBe(100);
  });
});
