// Schedules too slow to wait for, as captures with exact times, through the whole path: what a reader
// of `read` is told of each, and how a moment more or less changes it. Sources of the times: RFC 9293,
// Stevens (TCP/IP Illustrated 1, §18.3), ip-sysctl.rst, and what was measured on Linux 6.18 and 4.0.
import { describe, expect, it } from "vitest";
import type { Schedule } from "../../src/detect/figures.ts";
import { scenario } from "../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, found } from "./findings-of.ts";

/** SYNs at these seconds; the capture goes on until `end`. */
const syns = (at: readonly number[], end: number, timeToLive = 64) =>
  scenario(`
    ${at.map((second) => `@${second} client > server S 0:0 <mss 1460> ttl ${timeToLive}`).join("\n")}
    @${end} arp
  `);

interface Stack {
  readonly name: string;
  readonly at: readonly number[];
  readonly timeToLive?: number;
  /** Among the stacks that are named, the best first. */
  readonly stacks: readonly string[];
  readonly givesUp: number;
}

const STACKS: readonly Stack[] = [
  { name: "4.4BSD: 6 s, 24 s", at: [0, 6, 30], stacks: ["bsd"], givesUp: 75 },
  { name: "4.4BSD with ticks of 500 ms", at: [0, 5.5, 29.5], stacks: ["bsd"], givesUp: 75 },
  {
    name: "BSD as captured over a satellite: 6 s, 12 s, 24 s",
    at: [0, 5.87, 17.871, 41.876],
    stacks: ["bsd"],
    givesUp: 75,
  },
  { name: "Linux before 6.5", at: [0, 1, 3, 7, 15, 31, 63], stacks: ["linux"], givesUp: 127 },
  { name: "Linux up to 3.0", at: [0, 3, 9, 21, 45, 93], stacks: ["linux"], givesUp: 189 },
  {
    name: "Linux 6.18, as measured",
    at: [0, 1.026, 2.05, 3.074, 4.098, 5.122, 7.138, 11.266, 19.458, 35.586, 67.842],
    stacks: ["linux-6.5"],
    givesUp: 131,
  },
  { name: "Windows 2000 to 2012", at: [0, 3, 9], timeToLive: 128, stacks: ["windows-old"], givesUp: 21 },
];

describe("a SYN that nobody answers", () => {
  it.each(STACKS)(
    "$name: tries, the stack, and that it has given up",
    async ({ at, timeToLive, stacks, givesUp }) => {
      const last = at.at(-1)!;
      const [finding, ...others] = await findingsOf(syns(at, givesUp * 1.05, timeToLive));
      expect(others).toEqual([]);
      expect(finding).toMatchObject({
        id: "syn-unanswered",
        severity: "error",
        endpoint: "client",
        packets: at.map((_, index) => index + 1),
        tries: at.length,
        offsetsSeconds: at.map((second) => expect.closeTo(second, 6)),
        silentSeconds: expect.closeTo(givesUp * 1.05 - last, 6),
        gaveUp: true,
        schedule: { nextSeconds: null, givesUpSeconds: givesUp },
      });
      expect((finding!["schedule"] as Schedule).stacks[0]).toBe(stacks[0]);
    },
  );

  it.each(STACKS)("$name: while it may still try, that is said", async ({ at, timeToLive, givesUp }) => {
    const [finding] = await findingsOf(syns(at, at.at(-1)! + 1, timeToLive));
    expect(finding).toMatchObject({
      id: "syn-unanswered",
      gaveUp: false,
      schedule: { givesUpSeconds: givesUp },
    });
  });

  it("macOS keeps time with Linux 6.18, but ends after 75 s: both are named until one has tried longer", async () => {
    const at = [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67];
    const [finding] = await findingsOf(syns(at, 70));
    expect(finding).toMatchObject({ schedule: { stacks: expect.arrayContaining(["linux-6.5", "macos"]) } });
  });

  it("4.4BSD after its second try: the third comes 24 s later", async () => {
    const [finding] = await findingsOf(syns([0, 6], 10));
    expect(finding).toMatchObject({
      gaveUp: false,
      schedule: { stacks: ["bsd"], nextSeconds: 30, givesUpSeconds: 75 },
    });
  });

  it("one SYN: nothing for 75 s, then unanswered, of no schedule", async () => {
    expect(await found(syns([0], 74.9))).toEqual([]);
    expect(await findingsOf(syns([0], 75.1))).toMatchObject([
      { id: "syn-unanswered", tries: 1, schedule: null },
    ]);
  });

  it("no stack's schedule: none is named", async () => {
    expect(await findingsOf(syns([0, 2, 13, 14], 100))).toMatchObject([
      { id: "syn-unanswered", schedule: null },
    ]);
  });
});

describe("a SYN-ACK that nobody acknowledges", () => {
  const synAcks = (at: readonly number[], end: number) =>
    scenario(`
      @0 client > server S 0:0 <mss 1460>
      ${at.map((second) => `@${second} server > client S. 0:0 ack 1 <mss 1460>`).join("\n")}
      @${end} arp
    `);

  it("Linux: five retries, the last after 31 s, dropped after 63 s", async () => {
    expect(await findingsOf(synAcks([0.001, 1.001, 3.001, 7.001, 15.001, 31.001], 70))).toMatchObject([
      {
        id: "half-open-handshake",
        endpoint: "client",
        tries: 6,
        offsetsSeconds: [0, 1, 3, 7, 15, 31].map((second) => expect.closeTo(second, 6)),
        waitedSeconds: expect.closeTo(69.999, 6),
        schedule: { stacks: expect.arrayContaining(["linux"]), givesUpSeconds: 63 },
      },
    ]);
  });

  it("one SYN-ACK is waited for 3 s", async () => {
    expect(await found(synAcks([0.001], 2.9))).toEqual([]);
    expect(await found(synAcks([0.001], 3.1))).toEqual(["half-open-handshake client"]);
  });
});

/** The last ACK never arrives: FACTS measured these on Linux, tcp_orphan_retries 8. */
const FINS = [0, 0.205, 0.413, 0.833, 1.665, 3.329, 6.785, 13.44, 26.75];

describe("a FIN again and again", () => {
  const closed = (fins: readonly number[], end: number, acknowledged: boolean) =>
    scenario(`${ESTABLISHED}
      client > server  F.  1:1  ack 1
      server > client  .   1:1  ack 2
      ${fins
        .map(
          (second) =>
            `@${10 + second} server > client F. 1:1 ack 2 ${acknowledged ? `\n @${10.01 + second} client > server . 2:2 ack 2` : ""}`,
        )
        .join("\n")}
      @${end} arp
    `);

  it("LAST_ACK of Linux: nine FINs in 26.75 s, each acknowledged where the capture was taken", async () => {
    const [finding, ...others] = await findingsOf(closed(FINS, 60, true));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: "last-ack-stuck",
      endpoint: "server",
      tries: 9,
      lastAckCaptured: true,
      offsetsSeconds: FINS.map((second) => expect.closeTo(second, 6)),
    });
  });

  it("and where none of the ACKs was captured", async () => {
    expect(await findingsOf(closed(FINS, 60, false))).toMatchObject([
      { id: "last-ack-stuck", endpoint: "server", lastAckCaptured: false },
    ]);
  });

  it("each FIN that is acknowledged again starts 2MSL anew", async () => {
    const at = async (end: number) => (await closed(FINS, end, true).connection()).client.state;
    expect(await at(10.01 + 26.75 + 59.9)).toBe("TIME_WAIT");
    expect(await at(10.01 + 26.75 + 60.1)).toBe("CLOSED");
    // Without the repeats it is over 26.75 s sooner.
    const once = await closed([0], 10.01 + 60.1, true).connection();
    expect(once.client.state).toBe("CLOSED");
  });
});

describe("TIME_WAIT", () => {
  const reused = (after: number, timestamps = "") =>
    scenario(`${CLOSED_BY_CLIENT}
      +${after}  client > server  S   0:0      isn 90000000 <mss 1460${timestamps}>
      +0.01      server > client  S.  0:0      isn 99000000 ack 1 <mss 1460>
      +0.01      client > server  .   1:1      ack 1
    `);

  it("is reused until 2MSL are over, and not after", async () => {
    expect(await findingsOf(reused(59.9))).toMatchObject([
      {
        id: "time-wait-reuse",
        connection: 2,
        afterSeconds: expect.closeTo(59.9, 6),
        allowedBy: "sequence",
        previous: 1,
      },
    ]);
    expect(await found(reused(60.1))).toEqual([]);
  });
});

describe("keepalive", () => {
  const idle = (at: readonly number[], answered: boolean, end = "") =>
    scenario(`${ESTABLISHED}
      @1 client > server P. 1:101 ack 1
      @1.01 server > client . 1:1 ack 101
      ${at
        .map(
          (second) =>
            `@${second} client > server . 100:100 ack 1 ${answered ? `\n @${second + 0.01} server > client . 1:1 ack 101` : ""}`,
        )
        .join("\n")}
      ${end}
    `);
  const textbook = Array.from({ length: 10 }, (_, index) => 7201.01 + index * 75);

  it("2 h, 75 s, 10 probes, RST: the textbook's", async () => {
    expect(
      await findingsOf(idle(textbook, false, "@7951.01 client > server R. 101:101 ack 1")),
    ).toMatchObject([
      {
        id: "keepalive-failure",
        endpoint: "client",
        probes: 10,
        idleSeconds: expect.closeTo(7200, 3),
        intervalSeconds: expect.closeTo(75, 6),
        gaveUp: true,
        schedule: "textbook",
      },
    ]);
  });

  it("every 2 h, answered: an idle line that is alive", async () => {
    expect(await findingsOf(idle([7201.01, 14_401.02, 21_601.03], true))).toMatchObject([
      {
        id: "keepalive",
        severity: "info",
        endpoint: "client",
        probes: 3,
        answered: 3,
        intervalSeconds: expect.closeTo(7200.01, 6),
      },
    ]);
  });
});
