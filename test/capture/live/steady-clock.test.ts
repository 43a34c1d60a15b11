// A live timeline while the system's clock is set: two clocks in hand, packets stamped by one of them.
import { describe, expect, it } from "vitest";
import { SteadyClock } from "../../../src/capture/live/steady-clock.ts";
import { SteadyTimes } from "../../../src/capture/live/steady-times.ts";
import { PacketBlock } from "../../../src/capture/packet-block.ts";
import { TimeBase } from "../../../src/capture/time-base.ts";
import { MomentText } from "../../../src/record/address-text.ts";

const HOUR = 3600e3;
/** Noon of a day, and a machine that has been up for a while, in milliseconds. */
const NOON = Date.UTC(2026, 0, 1, 12);
const UP = 5e6;

/** A machine with one interface: time passes, its clock is set, packets come. */
class Machine {
  /** Milliseconds that have really passed. */
  passed = 0;
  #set = 0;
  readonly timeBase = new TimeBase();
  readonly clock = new SteadyClock(this.timeBase, {
    wall: () => Math.floor(NOON + this.passed + this.#set),
    monotonic: () => UP + this.passed,
  });
  readonly times = new SteadyTimes(this.clock);
  /** When the kernel was last asked and had nothing. */
  #asked = Number.NEGATIVE_INFINITY;
  #stamps: number[] = [];
  readonly #moments = new MomentText(this.timeBase);

  pass(milliseconds: number): void {
    this.passed += milliseconds;
  }

  set(milliseconds: number): void {
    this.#set += milliseconds;
  }

  /** A packet comes, and stays in the kernel. */
  packet(): void {
    this.#stamps.push(NOON + this.passed + this.#set);
  }

  /** The kernel is asked: real milliseconds on the timeline, and what is shown, of what it hands over. */
  take(): { at: number; shown: string }[] {
    const { seconds } = this.timeBase;
    const block = new PacketBlock();
    for (const [index, stamp] of this.#stamps.entries()) block.time[index] = (stamp - seconds * 1000) * 1e6;
    block.to = this.#stamps.length;
    this.times.place(block, 0, this.#asked);
    this.#asked = UP + this.passed;
    this.#stamps = [];
    return [...block.time.subarray(0, block.to)].map((time) => {
      return { at: time / 1e6, shown: this.#moments.format(time).slice(11, 23) };
    });
  }

  /** As the engine does, four times a second. */
  idle(milliseconds: number): void {
    for (let left = milliseconds; left > 0; left -= 250) {
      this.pass(Math.min(left, 250));
      this.clock.now();
      this.take();
    }
  }

  get now(): number {
    return this.clock.now() / 1e6;
  }
}

describe("the clock of a live capture", () => {
  it("shows what the system's clock says as long as nobody sets it", () => {
    const machine = new Machine();
    machine.pass(1500);
    machine.packet();
    expect(machine.take()).toEqual([{ at: 1500, shown: "12:00:01.500" }]);
    expect(machine.now).toBe(1500);
  });

  it.each([
    ["forward", HOUR, "13:00:01.000"],
    ["back", -HOUR, "11:00:01.000"],
    ["forward by less than a second", 600, "12:00:01.600"],
    ["back by less than a second", -600, "12:00:00.400"],
    ["from 1970 to now, as a machine without a battery", HOUR * 24 * 365 * 50, "12:00:01.000"],
  ])("goes on when the system's clock is set %s; what is shown follows it", (_, step, shown) => {
    const machine = new Machine();
    machine.pass(500);
    machine.packet();
    expect(machine.take()).toEqual([{ at: 500, shown: "12:00:00.500" }]);
    machine.set(step);
    machine.idle(500);
    machine.packet();
    expect(machine.now).toBe(1000);
    expect(machine.take()).toEqual([{ at: 1000, shown }]);
    // And what came before is still shown as it was.
    expect(new MomentText(machine.timeBase).format(500e6)).toContain("12:00:00.5");
  });

  it("tells packets before the setting from those behind it in one batch", () => {
    for (const step of [HOUR, -HOUR]) {
      const machine = new Machine();
      for (let packet = 0; packet < 10; packet++) {
        if (packet === 5) machine.set(step);
        machine.pass(10);
        machine.packet();
      }
      const taken = machine.take();
      expect(taken.map(({ at }) => at)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
      expect(taken[4]?.shown).toBe("12:00:00.050");
      expect(taken[5]?.shown).toBe(step > 0 ? "13:00:00.060" : "11:00:00.060");
    }
  });

  it("does not believe packets of a clock that was set and set back before anybody looked", () => {
    for (const step of [HOUR, -HOUR]) {
      const machine = new Machine();
      machine.pass(1000);
      machine.packet();
      machine.take();
      machine.pass(100);
      machine.set(step);
      machine.packet();
      machine.set(-step);
      machine.pass(100);
      machine.packet();
      const [wrong, right] = machine.take();
      expect(right).toEqual({ at: 1200, shown: "12:00:01.200" });
      expect(wrong?.at).toBeGreaterThanOrEqual(1000);
      expect(wrong?.at).toBeLessThanOrEqual(1200);
    }
  });

  it("is not shaken by a clock that is set a thousand times", () => {
    const machine = new Machine();
    for (let setting = 1; setting <= 1000; setting++) {
      machine.set(setting % 2 === 0 ? -HOUR : HOUR);
      machine.idle(250);
      machine.packet();
      expect(machine.take().map(({ at }) => at)).toEqual([setting * 250]);
      expect(machine.now).toBe(setting * 250);
    }
  });

  it("takes the sleep of the machine for no time at all", () => {
    const machine = new Machine();
    machine.pass(1000);
    machine.packet();
    machine.take();
    // CLOCK_MONOTONIC stands still meanwhile, the system's clock is ahead afterwards.
    machine.set(8 * HOUR);
    machine.pass(10);
    machine.packet();
    expect(machine.take()).toEqual([{ at: 1010, shown: "20:00:01.010" }]);
  });

  it("leaves packets that waited long in the kernel their times", () => {
    const machine = new Machine();
    machine.take();
    machine.packet();
    machine.pass(30_000);
    machine.packet();
    expect(machine.take().map(({ at }) => at)).toEqual([0, 30_000]);
  });
});
