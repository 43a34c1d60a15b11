// The screen's feed while packets come, and what it forgets.
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Segment } from "../../../src/decode/segment.ts";
import type { Frame } from "../../../src/session/screen/frame.ts";
import type { Witness } from "../../../src/session/witness.ts";
import { Adoption } from "../../../src/track/adopt.ts";
import type { Tracker } from "../../../src/track/tracker.ts";
import { encodePacket } from "../../notation/encode-packet.ts";
import { writePcap } from "../../notation/write-pcap.ts";
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

describe("what was told of a connection that goes on", () => {
  const CLIENT = { name: "client", ip: "10.1.0.1", port: 40_000 };
  const SERVER = { name: "server", ip: "10.2.0.1", port: 443 };
  const PLAIN = { payload: 0, window: 65_535, options: {}, timeToLive: 64, ipId: 0, vlans: [] };

  function packet(
    seconds: number,
    flags: string,
    sequence: number,
    acknowledgement: number,
    port = CLIENT.port,
  ): Uint8Array {
    const client = { ...CLIENT, port };
    const [source, destination] = flags === "S." ? [SERVER, client] : [client, SERVER];
    const segment = { ...PLAIN, source, destination, flags, sequence, acknowledgement };
    const bytes = encodePacket({ kind: "segment", segment });
    return writePcap([{ time: BigInt(seconds) * 1_000_000_000n, bytes }]).slice(seconds === 0 ? 0 : 24);
  }

  it("is taken back when an answer has come after all", async () => {
    const capture = [
      ...[0, 1, 3, 7].map((seconds) => packet(seconds, "S", 1000, 0)),
      packet(15, "S.", 5000, 1001),
      packet(16, ".", 1001, 5001),
      packet(30, ".", 1000, 5001),
      packet(31, ".", 1000, 5001),
    ];
    const seen: string[] = [];
    await feedOf(capture, {
      looking(feed) {
        const { rows } = bodyOf(feed, "connections", request({}));
        const groups = bodyOf(feed, "findings", request({ view: "findings" }));
        const told = [rows[0]?.finding?.id, rows[0]?.finding?.more, ...groups.rows.map(({ id }) => id)];
        if (seen.at(-1) !== told.join(" ")) seen.push(told.join(" "));
      },
    });
    expect(seen).toContain("syn-unanswered 0 syn-unanswered");
    expect(seen.at(-1)).toBe("syn-retry 0 syn-retry");
  });

  it("is told of the newest of those of which it still holds", async () => {
    const capture = [
      ...[0, 1, 3, 7].flatMap((seconds) => [
        packet(seconds, "S", 1000, 0, 41_000),
        packet(seconds, "S", 1000, 0).slice(seconds === 0 ? 24 : 0),
      ]),
      packet(15, "S.", 5000, 1001),
      packet(16, ".", 1001, 5001),
      packet(30, ".", 1000, 5001),
      packet(31, ".", 1000, 5001),
    ];
    const seen: string[] = [];
    await feedOf(capture, {
      looking(feed) {
        const { rows } = bodyOf(feed, "findings", request({ view: "findings" }));
        const group = rows.find(({ id }) => id === "syn-unanswered");
        if (group !== undefined) seen.push(`${group.count} ${group.finding.summary.split(" ")[0]}`);
      },
    });
    expect(seen).toContain("2 10.1.0.1:40000");
    expect(seen.at(-1)).toBe("1 10.1.0.1:41000");
  });
});

it("what is found about a service is told as of now, also where it was told before", async () => {
  const capture = readFileSync("fixtures/tour.pcapng");
  const slices = Array.from({ length: 400 }, (_, at) =>
    capture.subarray(((at * capture.length) / 400) | 0, (((at + 1) * capture.length) / 400) | 0),
  );
  const told: string[] = [];
  await feedOf(slices, {
    looking(feed) {
      const { rows } = bodyOf(feed, "findings", request({ view: "findings" }));
      const { summary = "" } = rows.find(({ id }) => id === "close-wait-excess")?.finding ?? {};
      if (summary !== "" && told.at(-1) !== summary) told.push(summary);
    },
  });
  // (The twelve of them grow older, and are told but once.)
  expect(told[0]).toContain("the oldest for 6 s");
  expect(told.length).toBeGreaterThan(5);
});

it("connections that are older than the capture are counted from when they are known", async () => {
  const mapped = { source2: 0xffff, destination2: 0xffff };
  const addresses = { source3: 0x0a090002, destination3: 0x0a090001, ports: (8080 << 16) | 40_000 };
  const segment = Object.assign(new Segment(), mapped, addresses);
  const tracked: Tracker[] = [];
  const host: Witness = {
    onAdopted: () => {},
    onMismatch: () => {},
    begin: (tracker) => tracked.push(tracker),
    tick: () => {},
    over: () => {},
    endOf: () => null,
    mismatchOf: () => null,
  };
  const capture = manyConnections(300, { kind: ESTABLISHED });
  const slices = Array.from({ length: 8 }, (_, at) =>
    capture.slice((at * capture.length) >> 3, ((at + 1) * capture.length) >> 3),
  );
  const { feed } = await feedOf(slices, {
    engine: { host },
    looking() {
      const tracker = tracked.pop();
      if (tracker === undefined) return;
      segment.time = tracker.now;
      const word = { segment, state: "CLOSE_WAIT", since: tracker.now, listens: true } as const;
      host.onAdopted(new Adoption(tracker).take(word));
    },
  });
  expect(tracked).toEqual([]);
  // (Nobody has looked at the states before.)
  const { history } = bodyOf(feed, "states", request({ view: "states" }));
  expect(history.CLOSE_WAIT.length).toBeGreaterThan(2);
  expect(history.CLOSE_WAIT.slice(1).filter((count) => count !== 1)).toEqual([]);
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
