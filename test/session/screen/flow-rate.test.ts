import { describe, expect, it } from "vitest";
import { FlowRate } from "../../../src/session/screen/flow-rate.ts";

/** Looked at every tenth of a second: 100 packets a second of 60 bytes each, up to that moment. */
function steady(seconds: number): FlowRate {
  const flow = new FlowRate();
  for (let tenth = 0; tenth <= seconds * 10; tenth++) flow.see(tenth / 10, tenth * 10, tenth * 600);
  return flow;
}

describe("packets and bytes a second", () => {
  it("are those of the last seconds", () => {
    const flow = steady(10);
    expect(flow.packetsPerSecond).toBeCloseTo(100);
    expect(flow.bytesPerSecond).toBeCloseTo(6000);
    for (let tenth = 101; tenth <= 140; tenth++) flow.see(tenth / 10, 1000, 60_000);
    expect(flow.packetsPerSecond).toBe(0);
  });

  it("are not known from a moment alone", () => {
    const flow = new FlowRate();
    flow.see(0, 0, 0);
    flow.see(0.1, 500, 30_000);
    expect(flow.packetsPerSecond).toBe(0);
  });

  it("are none where time stands still, wherever it was stopped", () => {
    for (const since of [0, 0.01, 0.03, 0.09]) {
      const flow = steady(10);
      flow.see(10 + since, 1001, 60_060);
      flow.see(10 + since, 1001, 60_060);
      expect(flow.packetsPerSecond, `${since} s after it was looked at`).toBe(0);
      expect(flow.bytesPerSecond).toBe(0);
    }
  });

  it("go on as before when time goes on", () => {
    const flow = steady(10);
    flow.see(10, 1000, 60_000);
    flow.see(10.1, 1010, 60_600);
    expect(flow.packetsPerSecond).toBeCloseTo(100);
  });
});
