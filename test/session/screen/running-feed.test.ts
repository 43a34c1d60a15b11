// The screen's feed while packets come, and what it forgets.
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Frame } from "../../../src/session/screen/frame.ts";
import { replayStatus } from "../../present/dashboard/sample-frames.ts";
import { bodyOf, feedOf, request } from "./feed-of.ts";
import { manyConnections } from "./many-connections.ts";

const REFUSED = 1;
const UNANSWERED = 2;
const ESTABLISHED = 3;
const CLOSED = 6;

describe("a screen that is held", () => {
  it("is answered once, and then hears only how capturing goes", async () => {
    let isAsked = false;
    const { frames } = await feedOf(manyConnections(100), {
      looking(feed) {
        if (!isAsked) feed.view(request({ hold: true, count: 2000, detail: 1 }));
        isAsked = true;
      },
    });
    const [answer, ...later] = frames();
    expect(answer?.body).toMatchObject({ view: "connections" });
    expect(answer?.detail?.connection.id).toBe(1);
    // The end is news, to whoever holds the screen too.
    expect(later.length).toBeGreaterThan(0);
    for (const { body, detail } of later) expect([body, detail]).toEqual([null, null]);
    expect(later.at(-1)?.status.connections).toBe(100);
  });
});

describe("a screen on which nothing changes", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("is sent nothing, also where a walk for another view was left unfinished", async () => {
    const perLook: number[] = [];
    let looks = 0;
    let frames = 0;
    await feedOf(manyConnections(3000, { kind: ESTABLISHED }), {
      send: ({ type }) => {
        if (type === "frame") frames++;
      },
      looking(feed) {
        if (++looks !== 8) return;
        // (Whenever a walk looks at the clock its slice is over.)
        let now = performance.now();
        vi.spyOn(performance, "now").mockImplementation(() => (now += 15));
        feed.view(request({ order: "id" }));
        now += 2000;
        frames = 0;
        feed.look();
        perLook.push(frames);
        feed.view(request({ view: "findings" }));
        // (For less than it takes until ages are told again.)
        for (let look = 0; look < 5; look++) {
          now += 100;
          frames = 0;
          feed.look();
          perLook.push(frames);
        }
        vi.restoreAllMocks();
      },
    });
    expect(perLook).toEqual([1, 0, 0, 0, 0, 0]);
  });
});

describe("a replay that is at its end", () => {
  it("is shown at the speed that the last of several keys has set", async () => {
    let speed = 1;
    const { feed, frames } = await feedOf(manyConnections(10), { replay: () => replayStatus({ speed }) });
    feed.view(request({}));
    for (speed of [2, 5, 10]) feed.paced();
    expect(frames().at(-1)?.status.replay?.speed).toBe(10);
    const before = frames().length;
    feed.paced();
    expect(frames().length).toBe(before);
  });
});

describe("what is asked for while packets come", () => {
  it("is of the rows that go on and of those that are over", async () => {
    const totals: number[] = [];
    const { records } = await feedOf(manyConnections(900, { kind: CLOSED }), {
      looking(feed) {
        const body = bodyOf(
          feed,
          "connections",
          request({ order: "id", select: `id>${totals.length}`, count: 5 }),
        );
        totals.push(body.total);
        expect(body.rows.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5].map((id) => id + totals.length - 1));
      },
    });
    expect(totals.length).toBeGreaterThan(3);
    expect(totals).toEqual(totals.toSorted((a, b) => a - b));
    expect(totals.at(-1)).toBe(records.length);
  });

  it("stays on its lines while rows are scrolled over that are over by now", async () => {
    let isAsked = false;
    const { feed } = await feedOf(manyConnections(300, { kind: CLOSED }), {
      looking(early) {
        if (isAsked) return;
        isAsked = true;
        early.view(request({ order: "id" }));
      },
    });
    const { rows } = bodyOf(feed, "connections", request({ order: "id", offset: 100, count: 50 }));
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => 101 + index));
  });
});

describe("connections that are over", () => {
  it("are forgotten when there are too many, the oldest first", async () => {
    const { feed } = await feedOf(manyConnections(400, { kind: CLOSED }), { remember: 250 });
    const { rows, total } = bodyOf(feed, "connections", request({ order: "id", count: 400 }));
    expect(total).toBe(250);
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 250 }, (_, index) => 151 + index));
    expect(feed.detailOf(1)).toBeNull();
    expect(feed.detailOf(400)?.connection.id).toBe(400);
  });

  it("stay longest with findings", async () => {
    // Every seventh is refused, in the first half too.
    const { feed, records } = await feedOf(manyConnections(700), { remember: 600 });
    const { rows, total } = bodyOf(feed, "connections", request({ order: "id", count: 700 }));
    expect(total).toBe(600);
    const kept = new Set(rows.map(({ id }) => id));
    const isTrouble = (id: number) =>
      records[id - 1]?.findings.some(({ severity }) => severity !== "info") ?? false;
    const forgotten = records.filter(({ id }) => !kept.has(id));
    expect(forgotten.some(({ id }) => isTrouble(id))).toBe(false);
    expect(rows.some(({ id }) => isTrouble(id) && id < 350)).toBe(true);
  });

  it("do not fill the room with findings alone", async () => {
    const { feed } = await feedOf(manyConnections(400, { kind: REFUSED }), { remember: 250 });
    const { rows } = bodyOf(feed, "connections", request({ order: "id", count: 400 }));
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 250 }, (_, index) => 151 + index));
    const { rows: groups } = bodyOf(feed, "findings", request({ view: "findings", select: null }));
    expect(groups.find(({ id }) => id === "connection-refused")?.count).toBe(400);
  });
});

describe("the feed of events", () => {
  it("is thinned where one kind floods it, and says so; the others are told", async () => {
    const { feed, result } = await feedOf(manyConnections(1500));
    const { feed: events, notInFeed } = bodyOf(feed, "findings", request({ view: "findings" }));
    expect(events.length).toBeLessThanOrEqual(200);
    expect(events.map(({ kind }) => kind)).not.toContain("state");
    const { rates } = bodyOf(feed, "states", request({ view: "states" }));
    const { verdicts } = result.summary;
    expect(rates.refused.total).toBe(verdicts.refused);
    expect(rates.close.total).toBe(verdicts.closed);
    expect(rates.retry.total).toBe((verdicts.unanswered ?? 0) * 2);
    expect(notInFeed.retry).toBeGreaterThan(0);
    expect(notInFeed.retry).toBeLessThan(rates.retry.total);
    expect(notInFeed.state).toBe(0);
  });

  it("counts every finding all the same", async () => {
    const { feed, result } = await feedOf(manyConnections(2000, { kind: UNANSWERED }));
    const { rows, notInFeed } = bodyOf(feed, "findings", request({ view: "findings" }));
    expect(notInFeed.finding).toBeGreaterThan(1000);
    const counts = Object.fromEntries(
      rows.filter(({ subject }) => subject === null).map(({ id, count }) => [id, count]),
    );
    expect(result.summary.findings).toMatchObject(counts);
    expect(Object.values(counts).some((count) => count === 2000)).toBe(true);
    for (const { connections } of rows) expect(connections.length).toBeLessThanOrEqual(1000);
  });
});

describe("the history", () => {
  it("covers all of a replay, in ever longer steps", async () => {
    const { feed, frames } = await feedOf(manyConnections(1000));
    const { history, historySeconds, rates } = bodyOf(feed, "states", request({ view: "states" }));
    const { status } = frames().at(-1) as Frame;
    const steps = history.ESTABLISHED.length;
    expect(steps).toBeLessThanOrEqual(120);
    expect(steps * historySeconds).toBeGreaterThanOrEqual(status.elapsedSeconds);
    expect((steps - 1) * historySeconds).toBeLessThanOrEqual(status.elapsedSeconds);
    for (const { history: counts, total } of Object.values(rates)) {
      expect(counts.length).toBe(steps);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(total);
    }
    const most = Math.max(...history.CLOSE_WAIT);
    expect(most).toBe(history.CLOSE_WAIT.at(-1));
  });
});
