// Replays against a clock that the test sets: what has come by when, jumps against a fresh run to the same
// moment, and the end against what `read` says.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openCaptures } from "../../../src/capture/open-capture.ts";
import { SEVERITY_RANK } from "../../../src/detect/finding.ts";
import type { LifecycleEvent } from "../../../src/record/event-record.ts";
import { runEngine } from "../../../src/session/engine.ts";
import { Replay } from "../../../src/session/replay/replay.ts";
import { scenario } from "../../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../../notation/start-states.ts";
import { lineOf } from "../events/events-of.ts";
import { manyConnections } from "../screen/many-connections.ts";
import { Player, type PlayOptions } from "./player.ts";
import { SetClock, settled } from "./set-clock.ts";

const FIXTURES = fileURLToPath(new URL("../../../fixtures/", import.meta.url));
const TOUR = `${FIXTURES}tour.pcapng`;
const SPACED = "@0 arp\n@1 arp\n@2.5 arp\n@10 arp";

const play = (text: string, options?: PlayOptions) => Player.of([scenario(text).bytes()], options);

function worse({ kind, ...event }: LifecycleEvent): boolean {
  return kind === "finding" && "finding" in event && SEVERITY_RANK[event.finding.severity] > 0;
}

describe("packets come as time passes", () => {
  it("at the speed at which they were captured", async () => {
    const player = await play(SPACED);
    expect(player.packets).toBe(1);
    await player.clock.pass(990);
    expect([player.packets, player.position]).toEqual([1, 0.99]);
    await player.clock.pass(20);
    expect([player.packets, player.position]).toEqual([2, 1.01]);
    await player.clock.pass(1490);
    expect(player.packets).toBe(3);
    expect(player.replay.status).toMatchObject({
      positionSeconds: 2.5,
      silentForSeconds: 7.5,
      isPlaying: true,
    });
    await player.clock.pass(7500);
    expect(player.replay.status).toMatchObject({
      positionSeconds: 10,
      isAtEnd: true,
      isPlaying: false,
      lengthSeconds: 10,
    });
    expect((await player.stop()).summary.packets).toBe(4);
  });

  it("faster, slower and held, from where it stands", async () => {
    const player = await play(SPACED, { speed: 2 });
    await player.clock.pass(500);
    expect([player.packets, player.position]).toEqual([2, 1]);
    await player.pace({ speed: 0.5 });
    await player.clock.pass(1000);
    expect([player.packets, player.position]).toEqual([2, 1.5]);
    await player.pace({ isPlaying: false });
    await player.clock.pass(60_000);
    expect([player.packets, player.position]).toEqual([2, 1.5]);
    await player.pace({ isPlaying: true, speed: 10 });
    await player.clock.pass(100);
    expect([player.packets, player.position]).toEqual([3, 2.5]);
    await player.pace({ speed: "max" });
    expect(player.replay.status).toMatchObject({ isAtEnd: true, positionSeconds: 10 });
    await player.stop();
  });

  it("one older than those before it comes with them, and takes no time back", async () => {
    const player = await play("@0 arp\n@4 arp\n@1 arp\n@6 arp");
    await player.clock.pass(4000);
    expect([player.packets, player.position]).toEqual([3, 4]);
    await player.clock.pass(1000);
    expect([player.packets, player.position]).toEqual([3, 5]);
    await player.stop();
  });

  it("the timers of connections go by the same time, where nothing comes", async () => {
    const player = await play(`${CLOSED_BY_CLIENT}\n@200 arp`);
    await player.clock.pass(59_000, 1000);
    expect(player.standing()[0]?.client.state).toBe("TIME_WAIT");
    await player.clock.pass(2000, 1000);
    await player.until(() => player.standing().length === 0);
    expect(lineOf(player.events.at(-1) as LifecycleEvent, "2023-11-14T22:13:20Z")).toBe(
      "60.05 timer state client TIME_WAIT → CLOSED",
    );
    await player.stop();
  });

  it("an empty capture is at its end at once", async () => {
    const player = await play("");
    expect(player.replay.status).toMatchObject({ isAtEnd: true, positionSeconds: 0, lengthSeconds: 0 });
    await player.pace({ seek: 5 });
    await player.pace({ seekFinding: true });
    expect((await player.stop()).summary.packets).toBe(0);
  });

  it("only between --since and --until: what lies outside takes no time", async () => {
    const player = await play("@0 arp\n@100 arp\n@101 arp\n@5000 arp", {
      engine: { since: { offsetSeconds: 99 }, until: { offsetSeconds: 102 } },
    });
    expect([player.packets, player.position]).toEqual([1, 99]);
    await player.clock.pass(2000);
    expect([player.packets, player.position]).toEqual([3, 101]);
    await player.clock.pass(1000);
    expect(player.replay.status).toMatchObject({ isAtEnd: true, positionSeconds: 102 });
    expect((await player.stop()).summary.packets).toBe(4);
  });

  it("several files are one timeline", async () => {
    const late = scenario(ESTABLISHED).startingAt(1_700_000_005_000_000_000n);
    const player = await Player.of([late.bytes(), scenario(SPACED).bytes()]);
    await player.clock.pass(5000);
    expect(player.packets).toBe(4);
    await player.stop();
  });

  it("how long it is, is known before it was played", async () => {
    const player = await play(SPACED);
    await player.until(() => player.replay.status.lengthSeconds !== null);
    expect(player.replay.status).toMatchObject({ lengthSeconds: 10, positionSeconds: 0 });
    await player.stop();
  });
});

describe("jumps", () => {
  it("ahead, and on as before", async () => {
    const player = await play(SPACED);
    await player.pace({ seek: 5 });
    expect([player.packets, player.position, player.replay.status.isPlaying]).toEqual([3, 5, true]);
    await player.clock.pass(1000);
    expect(player.position).toBe(6);
    await player.stop();
  });

  it("held, it stays where the jump led; at the greatest speed too", async () => {
    const held = await play(SPACED);
    await held.pace({ isPlaying: false });
    await held.pace({ seek: 2.5 });
    await held.clock.pass(1000);
    expect([held.packets, held.position]).toEqual([3, 2.5]);
    await held.pace({ speed: "max", seek: 3 });
    await held.clock.pass(1000);
    expect(held.replay.status).toMatchObject({ positionSeconds: 3, isPlaying: false, isSeeking: false });
    await held.stop();
  });

  it("over a silence, and packet by packet", async () => {
    const player = await play(SPACED);
    await player.pace({ seekPacket: true });
    expect([player.packets, player.position, player.replay.status.isPlaying]).toEqual([2, 1, true]);
    await player.pace({ isPlaying: false });
    await player.pace({ seekPacket: true });
    await player.pace({ seekPacket: true });
    expect(player.replay.status).toMatchObject({ positionSeconds: 10, isAtEnd: true });
    await player.stop();
  });

  it("back, by playing again from the beginning", async () => {
    const player = await play(SPACED);
    await player.clock.pass(20_000, 500);
    expect(player.replay.status.isAtEnd).toBe(true);
    await player.pace({ seek: 2 });
    expect([player.readings, player.packets, player.position]).toEqual([2, 2, 2]);
    await player.pace({ isPlaying: false, seek: 0.5 });
    expect([player.readings, player.packets, player.position]).toEqual([3, 1, 0.5]);
    expect((await player.stop()).summary.packets).toBe(1);
  });

  it("back is not to be had where input flows", async () => {
    const player = await play(SPACED, { canRewind: false });
    await player.pace({ seek: 5 });
    await player.pace({ seek: 1 });
    expect([player.readings, player.position]).toEqual([1, 5]);
    await player.stop();
  });

  it("beyond the end lead to the end", async () => {
    const player = await play(SPACED);
    await player.pace({ seek: 1e9 });
    expect(player.replay.status).toMatchObject({ positionSeconds: 10, isAtEnd: true });
    await player.pace({ seek: 1e9 });
    expect(player.readings).toBe(1);
    await player.stop();
  });

  it.each([0, 3, 20, 61, 77.7])("show at %s s what a run to that moment shows", async (seconds) => {
    const straight = await Player.of([TOUR], { speed: 1 });
    await straight.clock.pass(seconds * 1000, 250);
    await straight.pace({ isPlaying: false });
    const ahead = await Player.of([TOUR], { speed: 1 });
    await ahead.pace({ isPlaying: false, seek: seconds });
    const back = await Player.of([TOUR], { speed: "max" });
    await back.until(() => back.replay.status.isAtEnd);
    await back.pace({ seek: seconds });
    await back.until(() => !back.replay.status.isSeeking);
    for (const jumped of [ahead, back]) {
      expect(jumped.position).toBe(straight.position);
      expect(jumped.packets).toBe(straight.packets);
      expect(jumped.events).toEqual(straight.events);
      expect(jumped.standing()).toEqual(straight.standing());
    }
    for (const player of [straight, ahead, back]) await player.stop();
  });
});

describe("to the next finding", () => {
  it("it stands exactly where the finding is told, each of them once", async () => {
    const { events } = await tellAll([TOUR]);
    const expected = events.filter(worse);
    const player = await Player.of([TOUR]);
    await player.pace({ isPlaying: false });
    const found: LifecycleEvent[] = [];
    for (let guard = 0; guard < 100; guard++) {
      await player.pace({ seekFinding: true });
      await player.until(() => !player.replay.status.isSeeking);
      if (player.replay.status.isAtEnd) break;
      const newest = player.events.filter(worse).at(-1) as LifecycleEvent;
      expect(player.events.slice(player.events.indexOf(newest) + 1).filter(worse)).toEqual([]);
      const first = Date.parse(events[0]?.time as string);
      expect(Math.abs(Date.parse(newest.time) - first - player.position * 1000)).toBeLessThan(2);
      // The time line shows its place.
      const places = player.replay.status.findingsAt ?? [];
      expect(places.some((seconds) => Math.abs(seconds - player.position) < 0.002)).toBe(true);
      found.push(newest);
    }
    expect(found.length).toBeGreaterThan(5);
    await player.until(() => player.replay.status.isAtEnd);
    expect(player.events).toEqual(events);
    expect(expected).toEqual(expect.arrayContaining(found));
    await player.stop();
  });
});

describe("the end of many connections", () => {
  it("is told in pieces, between which others have their turn", async () => {
    let now = 0;
    let reported = 0;
    const atTurns = new Set<number>();
    const clock = {
      now: () => (now += 20),
      wait: () => ({ over: Promise.resolve(), cancel: () => {} }),
      yield: async () => void atTurns.add(reported),
    };
    const open = () => openCaptures([manyConnections(5000, { kind: 3 })]);
    const replay = new Replay({
      source: await open(),
      open,
      canRewind: true,
      speed: "max",
      engine: {},
      clock,
    });
    await replay.run(
      async () => ({ connection: () => void reported++ }),
      () => replay.stop(),
    );
    expect(reported).toBe(5000);
    expect(atTurns.size).toBeGreaterThan(3);
  });
});

describe("a silence of years", () => {
  // (In steps of a second these would be 3 · 10⁸.)
  it("is left behind at once on the way to the next finding", async () => {
    const player = await play(`${ESTABLISHED}@315360000 arp\n@315360000.1 arp`);
    await player.pace({ seekFinding: true });
    await player.until(() => player.replay.status.isAtEnd);
    expect(player.position).toBe(315_360_000.1);
    await player.stop();
  });
});

describe("in the end it says what `read` says", () => {
  const captures = readdirSync(FIXTURES, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.pcap(ng)?$/.test(name),
  );

  it("there are captures to try", () => expect(captures.length).toBeGreaterThan(20));

  it.each(captures)("%s", async (name) => {
    const read = await tellAll([FIXTURES + name]);
    const player = await Player.of([FIXTURES + name], { speed: "max" });
    await player.until(() => player.replay.status.isAtEnd);
    expect(player.events).toEqual(read.events);
    expect(player.connections).toEqual(read.connections);
    expect(await player.stop()).toEqual(read.result);
  });

  it("at the speed at which it happened too", async () => {
    const read = await tellAll([TOUR]);
    const player = await Player.of([TOUR], { speed: 5 });
    await player.clock.pass(120_000, 333);
    expect(player.replay.status.isAtEnd).toBe(true);
    expect(player.events).toEqual(read.events);
    expect(player.connections).toEqual(read.connections);
    expect(await player.stop()).toEqual(read.result);
  });

  it("damage is in the result, and what came before it is played", async () => {
    const bytes = scenario(ESTABLISHED).bytes();
    const player = await Player.of([bytes.subarray(0, bytes.length - 3)], { speed: "max" });
    const { summary } = await player.stop();
    expect(summary).toMatchObject({ packets: 2, damaged: [{ packet: 3, cutShort: true }] });
  });

  it("how long it is stays unknown where it cannot be read ahead, and playing goes on", async () => {
    const source = () => openCaptures([scenario(SPACED).bytes()]);
    const unreadable = async () => {
      const again = await source();
      const nextBlock = async () => Promise.reject(new Error("EIO: i/o error, read"));
      return Object.assign(again, { nextBlock });
    };
    const clock = new SetClock();
    const options = { canRewind: true, speed: 1, engine: {}, clock } as const;
    const replay = new Replay({ ...options, source: await source(), open: unreadable });
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => void unheard.push(reason);
    process.on("unhandledRejection", hear);
    const played = replay.run(
      async () => ({}),
      () => {},
    );
    await settled();
    expect(replay.status).toMatchObject({ isPlaying: true, lengthSeconds: null });
    await clock.pass(11_000, 1000);
    expect(replay.status).toMatchObject({ isAtEnd: true, lengthSeconds: 10 });
    replay.stop();
    expect((await played).summary.packets).toBe(4);
    process.off("unhandledRejection", hear);
    expect(unheard).toEqual([]);
  });

  it("stopped on the way, it is that of what was played", async () => {
    const player = await play(`${ESTABLISHED}\n@50 arp`);
    await player.clock.pass(1000);
    const { summary } = await player.stop();
    expect(summary).toMatchObject({ packets: 3, verdicts: { open: 1 } });
  });
});

async function tellAll(files: readonly string[]) {
  const events: LifecycleEvent[] = [];
  const connections: unknown[] = [];
  const result = await runEngine(
    await openCaptures(files),
    {},
    {
      event: (event) => void events.push(event),
      connection: (record) => void connections.push(record),
    },
  );
  return { events, connections, result };
}
