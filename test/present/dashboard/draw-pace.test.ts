// When the screen is drawn, by a clock that is turned by hand.
import { describe, expect, it } from "vitest";
import { DrawPace } from "../../../src/present/dashboard/draw-pace.ts";

class HandClock {
  time = 0;
  private readonly waiting = new Set<{ readonly at: number; readonly call: () => void }>();

  now(): number {
    return this.time;
  }

  worked(): number {
    return this.time;
  }

  after(milliseconds: number, call: () => void): () => void {
    const entry = { at: this.time + milliseconds, call };
    this.waiting.add(entry);
    return () => this.waiting.delete(entry);
  }

  turn(milliseconds: number): void {
    const until = this.time + milliseconds;
    for (;;) {
      const [next] = [...this.waiting].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.waiting.delete(next);
      this.time = Math.max(this.time, next.at);
      next.call();
    }
    this.time = Math.max(this.time, until);
  }
}

/** A drawing that takes so long. */
function paced(took: number): { clock: HandClock; pace: DrawPace; drawn: number[] } {
  const clock = new HandClock();
  const drawn: number[] = [];
  const pace = new DrawPace(() => {
    drawn.push(clock.time);
    clock.time += took;
    pace.drawn();
  }, clock);
  return { clock, pace, drawn };
}

describe("the pace", () => {
  it("draws news at most ten times a second", () => {
    const { clock, pace, drawn } = paced(1);
    for (let step = 0; step < 1000; step++) {
      pace.want("news");
      clock.turn(1);
    }
    expect(drawn.length).toBeLessThanOrEqual(11);
    expect(drawn.length).toBeGreaterThanOrEqual(9);
  });

  it("draws a key at once, also between two news", () => {
    const { clock, pace, drawn } = paced(1);
    pace.want("news");
    clock.turn(50);
    pace.want("news");
    pace.want("key");
    expect(drawn).toEqual([0, 51]);
  });

  it("takes less than a quarter of the time, however long a drawing takes", () => {
    const { clock, pace, drawn } = paced(60);
    while (clock.time < 10_000) {
      pace.want("news");
      clock.turn(5);
    }
    expect(drawn.length * 60).toBeLessThan(10_000 / 4);
    expect(drawn.length).toBeGreaterThan(20);
  });

  it("draws what came last, and nothing where nothing came", () => {
    const { clock, pace, drawn } = paced(1);
    pace.want("news");
    pace.want("news");
    clock.turn(1000);
    expect(drawn).toHaveLength(2);
    clock.turn(1000);
    expect(drawn).toHaveLength(2);
  });

  it("draws nothing after its end", () => {
    const { clock, pace, drawn } = paced(1);
    pace.want("news");
    pace.want("news");
    pace.stop();
    pace.want("key");
    clock.turn(1000);
    expect(drawn).toHaveLength(1);
  });
});
