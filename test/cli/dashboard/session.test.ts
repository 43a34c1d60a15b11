// The border between a session and its screen: what is said when, and that nothing piles up on it.
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { ScreenPort } from "../../../src/cli/dashboard/screen-port.ts";
import { SessionLine } from "../../../src/cli/dashboard/session-line.ts";
import { type SessionRun, startHere } from "../../../src/cli/dashboard/session-thread.ts";
import type { ReplayTask } from "../../../src/cli/dashboard/task.ts";
import type { Frame } from "../../../src/session/screen/frame.ts";
import type { FromSession, ToSession, ViewRequest } from "../../../src/session/screen/protocol.ts";
import { run } from "../captured-terminal.ts";
import { everyConnection, rowsOf } from "./session-process.ts";

function frame(answers: number, packets: number, body: Frame["body"] = null): FromSession {
  return { type: "frame", frame: { answers, status: { packets }, body, detail: null } as Frame };
}

function port() {
  const sent: FromSession[] = [];
  let hear: (message: ToSession) => void = () => {};
  const screen = new ScreenPort({
    send: (message) => void sent.push(message),
    listen: (heard) => {
      hear = heard;
    },
  });
  return { sent, screen, say: (message: ToSession) => hear(message) };
}

const states = { view: "states" } as Frame["body"];

describe("of frames", () => {
  it("one is under way, and the newest waits until it is taken", () => {
    const { sent, screen, say } = port();
    for (const packets of [1, 2, 3]) screen.send(frame(1, packets));
    expect(sent).toEqual([frame(1, 1)]);
    say({ type: "taken", what: "frame" });
    expect(sent).toEqual([frame(1, 1), frame(1, 3)]);
    say({ type: "taken", what: "frame" });
    expect(sent).toHaveLength(2);
    screen.send(frame(1, 4));
    expect(sent).toHaveLength(3);
  });

  it("one without a body does not take the place of the answer before it", () => {
    const { sent, screen, say } = port();
    screen.send(frame(1, 1));
    screen.send(frame(2, 2, states));
    screen.send(frame(2, 3));
    say({ type: "taken", what: "frame" });
    expect(sent[1]).toEqual(frame(2, 3, states));
  });

  it("ladders do not wait for frames, nor what is said for either", () => {
    const { sent, screen } = port();
    screen.send(frame(1, 1));
    screen.send({ type: "tracing", id: 7, done: 0.1 });
    screen.notice("written");
    expect(sent.map(({ type }) => type)).toEqual(["frame", "tracing", "notice"]);
  });
});

describe("of requests", () => {
  it("the last of those that came in one turn is answered", async () => {
    const { screen, say } = port();
    const answered: ViewRequest[] = [];
    screen.answering = { view: (request) => void answered.push(request) };
    for (let number = 1; number <= 50; number++) say({ ...everyConnection, number });
    await turn();
    expect(answered.map(({ number }) => number)).toEqual([50]);
    say({ ...everyConnection, number: 51 });
    await turn();
    expect(answered.map(({ number }) => number)).toEqual([50, 51]);
  });

  it("one that comes before anybody answers waits", async () => {
    const { screen, say } = port();
    const answered: number[] = [];
    say({ ...everyConnection, number: 3 });
    await turn();
    screen.answering = { view: ({ number }) => void answered.push(number) };
    expect(answered).toEqual([3]);
  });
});

describe("a session", () => {
  const task = (inputs: string[], options: Partial<ReplayTask["options"]> = {}): ReplayTask => ({
    kind: "replay",
    inputs,
    options: { lang: "en", color: false, speed: "max", ...options },
    surroundings: { stdout: {}, stderr: {}, env: { COLUMNS: "100" } },
  });

  it("decodes nothing before it may; shows all of a capture; leaves the report of read", async () => {
    const line = new SessionLine(startHere(task(["fixtures/tour.pcapng"])));
    const frames: Frame[] = [];
    line.listen((message) => {
      if (message.type === "frame") frames.push(message.frame);
    });
    expect((await line.opened).type).toBe("opened");
    line.send(everyConnection);
    for (let turns = 0; turns < 20; turns++) await turn();
    expect(frames).toEqual([]);
    line.send({ type: "go" });
    await line.begun;
    while (frames.at(-1)?.status.replay?.isAtEnd !== true) await turn();
    const { stdout } = await run(["read", "fixtures/tour.pcapng"], { env: { COLUMNS: "100" } });
    const last = frames.at(-1) as Frame;
    expect(rowsOf(last)).toHaveLength(last.status.connections);
    line.send({ type: "stop" });
    expect(await line.ended).toEqual({ type: "ended", report: stdout, remarks: [], exitCode: 0 });
  });

  it("that may not begin any more ends with what there is", async () => {
    const line = new SessionLine(startHere(task(["fixtures/tour.pcapng"])));
    await line.opened;
    line.send({ type: "stop" });
    expect((await line.ended).type).toBe("ended");
  });

  it.each([
    [["nowhere.pcap"], {}, "shakedown: nowhere.pcap: no such file: check the name and the folder\n"],
    [["fixtures/tour.pcapng"], { select: "sate:OPEN" }, /^shakedown: --select: .*did you mean/],
  ])("that cannot begin says why in one line: %j", async (inputs, options, told) => {
    const line = new SessionLine(startHere(task(inputs, options)));
    const failed = { type: "failed", exitCode: 2 };
    const said = await line.opened;
    expect(said).toMatchObject(failed);
    expect(said).toMatchObject({ line: typeof told === "string" ? told : expect.stringMatching(told) });
    // Whoever waits for anything else hears of it too.
    expect(await line.begun).toBe(said);
    expect(await line.ended).toBe(said);
  });
});

describe("the line to a session", () => {
  function broken() {
    let die: (reason: Error) => void = () => {};
    let say: (message: FromSession) => void = () => {};
    const started: SessionRun = {
      send() {},
      listen: (hear) => {
        say = hear;
      },
      over: new Promise((_, reject) => {
        die = reject;
      }),
      kill: async () => {},
    };
    return {
      line: new SessionLine(started),
      die: (reason: Error) => die(reason),
      say: (m: FromSession) => say(m),
    };
  }

  it("rejects whatever is waited for when the session dies", async () => {
    const { line, die } = broken();
    die(new Error("gone"));
    await expect(line.opened).rejects.toThrow("gone");
    await expect(line.ended).rejects.toThrow("gone");
  });

  it("keeps what is said before anybody looks, and no more than a screen has use for", () => {
    const { line, say } = broken();
    for (let number = 0; number < 1000; number++)
      say({ type: "notice", line: String(number), isWarning: false });
    const heard: FromSession[] = [];
    line.listen((message) => void heard.push(message));
    expect(heard[0]).toEqual({ type: "notice", line: "0", isWarning: false });
    expect(heard.length).toBeLessThanOrEqual(100);
    say({ type: "notice", line: "later", isWarning: true });
    expect(heard.at(-1)).toEqual({ type: "notice", line: "later", isWarning: true });
  });
});
