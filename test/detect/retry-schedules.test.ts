// Whose schedule: the offsets of real stacks (sources beside each), with what their timers make of them.
import { describe, expect, it } from "vitest";
import { scheduleOf, type Tries } from "../../src/detect/retry-schedules.ts";

function syn(offsets: number[], elapsed: number | null, timeToLive: number | null = 64) {
  return scheduleOf({ what: "syn", offsets, elapsed, timeToLive } satisfies Tries);
}

describe("a SYN", () => {
  it("of 4.4BSD: again after 6 s and 24 s, given up after 75 s (Stevens, TCP/IP Illustrated 1, §18.3)", () => {
    expect(syn([0, 6], 10)).toEqual({ stacks: ["bsd"], nextSeconds: 30, givesUpSeconds: 75 });
    expect(syn([0, 6, 30], 31)).toEqual({ stacks: ["bsd"], nextSeconds: null, givesUpSeconds: 75 });
    // As captured over a satellite at the time: doubled from 6 s.
    expect(syn([0, 5.87, 17.871, 41.876], 80)).toEqual({
      stacks: ["bsd"],
      nextSeconds: null,
      givesUpSeconds: 75,
    });
    // Ticks of 500 ms.
    expect(syn([0, 5.5, 29.5], 100)?.stacks).toEqual(["bsd"]);
  });

  it("of Linux before 6.5: 1 s, doubled, six times, given up after 127 s (ip-sysctl.rst)", () => {
    expect(syn([0, 1.02, 3.05, 7.1], 8)).toEqual({
      stacks: ["linux", "bsd", "windows"],
      nextSeconds: 15.1,
      givesUpSeconds: 127,
    });
    expect(syn([0, 1, 3, 7, 15, 31, 63], 70)).toMatchObject({ nextSeconds: null, givesUpSeconds: 127 });
  });

  it("of Linux up to 3.0: 3 s, doubled, five times, given up after 189 s", () => {
    expect(syn([0, 3, 9, 21, 45, 93], 94)).toEqual({
      stacks: ["linux"],
      nextSeconds: null,
      givesUpSeconds: 189,
    });
  });

  it("of Linux 6.18 as its sockets sent it, which macOS and FreeBSD share for 75 s", () => {
    // FACTS §5.1: measured.
    const measured = [0, 1.026, 2.05, 3.074, 4.098, 5.122, 7.138, 11.266, 19.458, 35.586, 67.842];
    expect(syn(measured, 68)).toEqual({
      stacks: ["linux-6.5", "macos", "bsd"],
      nextSeconds: null,
      givesUpSeconds: 131,
    });
    expect(syn(measured.slice(0, 6), 6)).toMatchObject({ nextSeconds: 7.122, givesUpSeconds: 131 });
  });

  it("of Linux with other tcp_syn_linear_timeouts and tcp_syn_retries", () => {
    expect(syn([0, 1, 2, 4, 8], 9)).toMatchObject({ stacks: ["linux-6.5"], nextSeconds: 16 });
    expect(syn([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 14], 15)?.stacks).toEqual(["linux-6.5"]);
    // More retries than by default: when it ends is anybody's guess.
    expect(syn([0, 1, 3, 7, 15, 31, 63, 127], 130)).toEqual({
      stacks: ["linux", "windows"],
      nextSeconds: 247,
      givesUpSeconds: null,
    });
    // Fewer: linear 4 and retries 4 end at about 36 s (measured on 6.18).
    expect(syn([0, 1, 2, 3, 4, 5, 7, 11, 19], 60)).toMatchObject({ nextSeconds: null, givesUpSeconds: 35 });
  });

  it("of Windows up to 2012: 3 s and 9 s, given up after 21 s; its packets start with 128 hops", () => {
    expect(syn([0, 3, 9], 10, 128)?.stacks[0]).toBe("windows-old");
    expect(syn([0, 3, 9], 10, 128)).toMatchObject({ nextSeconds: null, givesUpSeconds: 21 });
    expect(syn([0, 3, 9], 10, 64)?.stacks[0]).toBe("linux");
    // Linux would have tried again at 21 s.
    expect(syn([0, 3, 9], 60, 64)?.stacks[0]).toBe("windows-old");
  });

  it("of Windows today: how often it tries again differs, so its end is not told", () => {
    expect(syn([0, 1, 3], 4, 119)).toMatchObject({ nextSeconds: 7, givesUpSeconds: null });
    expect(syn([0, 1, 3], 4, 119)?.stacks[0]).toBe("windows");
    expect(syn([0, 1, 3], 4, 129)?.stacks[0]).toBe("linux");
  });

  it("fits within a fifth of each wait, and not beyond", () => {
    expect(syn([0, 4.81], 5)?.stacks).toEqual(["bsd"]);
    expect(syn([0, 4.7], 5)).toBeNull();
    expect(syn([0, 7.19], 8)?.stacks).toEqual(["bsd"]);
    expect(syn([0, 7.3], 8)).toBeNull();
    expect(syn([0, 6, 36], 40)).toBeNull();
  });

  it("of no known stack", () => {
    expect(syn([0, 0.18, 0.35, 0.53], 1)).toBeNull();
    expect(syn([0, 8], 9)).toBeNull();
    expect(syn([0, 5.9, 17.9, 35], 42)).toBeNull();
  });

  it("sent once has none", () => {
    expect(syn([0], 80)).toBeNull();
  });

  it("that was tried once more fits several, and silence tells them apart", () => {
    expect(syn([0, 1], 1.5)).toMatchObject({
      stacks: ["linux", "linux-6.5", "macos", "bsd", "windows"],
      nextSeconds: 3,
    });
    // Those that try every second would have tried by now.
    expect(syn([0, 1], 2.4)?.stacks[0]).toBe("linux");
    expect(syn([0, 1], 2.4)?.nextSeconds).toBe(3);
    // So would everybody: the application ended it, by 3 s at the latest.
    expect(syn([0, 1], 60)).toMatchObject({ nextSeconds: null, givesUpSeconds: 3 });
  });

  it("one long wait behind short ones may be a try that was not captured", () => {
    expect(syn([0, 1, 2, 3, 5], 6)).toBeNull();
    expect(syn([0, 1, 2, 3, 5, 9], 10)?.stacks).toEqual(["linux-6.5"]);
  });

  it("that was answered has nothing to come", () => {
    expect(syn([0, 1, 3], null)).toEqual({
      stacks: ["linux", "bsd", "windows"],
      nextSeconds: null,
      givesUpSeconds: null,
    });
  });
});

describe("a SYN-ACK", () => {
  const synAck = (offsets: number[], elapsed: number | null, timeToLive = 64) =>
    scheduleOf({ what: "syn-ack", offsets, elapsed, timeToLive });

  it("of Linux: 1 s, doubled, five times, dropped at 63 s; linear timeouts do not change it", () => {
    expect(synAck([0, 1, 3, 7], 8)).toEqual({
      stacks: ["linux", "linux-6.5"],
      nextSeconds: 15,
      givesUpSeconds: 63,
    });
    // FACTS §5.2: the last one measured at 31.508 s.
    expect(synAck([0, 1.01, 3.03, 7.06, 15.12, 31.508], 40)).toMatchObject({
      nextSeconds: null,
      givesUpSeconds: 63,
    });
  });

  it("of Windows up to 2012: twice, from 3 s", () => {
    expect(synAck([0, 3, 9], 10, 128)?.stacks[0]).toBe("windows-old");
  });

  it("every second is nobody's", () => {
    expect(synAck([0, 1, 2, 3], 4)).toBeNull();
  });
});

describe("a FIN", () => {
  const fin = (offsets: number[], elapsed: number | null) =>
    scheduleOf({ what: "fin", offsets, elapsed, timeToLive: 64 });

  it("of Linux to a near host: its least RTO, doubled, behind a tail loss probe", () => {
    // FACTS §5.4: measured.
    const measured = [0, 0.205, 0.413, 0.833, 1.665, 3.329, 6.785, 13.44];
    expect(fin(measured, 14)).toEqual({
      stacks: ["linux-6.5", "linux"],
      nextSeconds: expect.closeTo(26.56, 2),
      givesUpSeconds: null,
    });
    expect(fin([0, 0.2, 0.6, 1.4], 1.5)?.stacks).toEqual(["linux-6.5", "linux"]);
  });

  it("to a far host follows the round trip and tells no stack", () => {
    expect(fin([0, 0.5, 1.5, 3.5], 4)).toBeNull();
    expect(fin([0, 0.2, 0.3], 0.4)).toBeNull();
  });
});
