// How the screen goes on, without a terminal: keys are pressed, frames come, and what is asked for is looked at.
import { describe, expect, it } from "vitest";
import type { ReplayStatus } from "../../../../src/session/screen/frame.ts";
import { connection, endpoint, finding } from "../../sample-records.ts";
import {
  byState,
  connectionsBody,
  findingsBody,
  frame,
  replayStatus,
  row,
  servicesBody,
  statesBody,
  status,
} from "../sample-frames.ts";
import { SampleScreen } from "../sample-screen.ts";

function open(options: ConstructorParameters<typeof SampleScreen>[0] = {}): SampleScreen {
  return new SampleScreen({ size: { columns: 110, rows: 24 }, ...options }).answer();
}

describe("what is asked for", () => {
  it("is the connections with the newest trouble first, a page more than is seen, followed", () => {
    const { request } = new SampleScreen({ size: { columns: 110, rows: 24 } });
    expect(request).toMatchObject({
      number: 1,
      view: "connections",
      order: "trouble",
      reverse: false,
      select: null,
      offset: 0,
      anchor: null,
      hold: false,
    });
    expect(request.count).toBeGreaterThan(40);
  });

  it("begins with the filter of the command line", () => {
    expect(new SampleScreen({ select: "port:80" }).request.select).toBe("port:80");
  });

  it("is the newest with its findings as long as it is followed", () => {
    const screen = open();
    expect(screen.request.detail).toBe("first");
    expect(screen.press("enter").request.detail).toBe(40);
    expect(screen.press("escape", "down").request.detail).toBe(39);
  });

  it("is asked once, however many frames come", () => {
    const screen = open().press("down").answer();
    const { number } = screen.request;
    for (let frames = 0; frames < 5; frames++) screen.answer();
    expect(screen.request.number).toBe(number);
  });

  it("keeps the selected connection where it is, with its findings", () => {
    const { request } = open().press("down", "down");
    expect(request.anchor?.key).toBe(38);
    expect(request.detail).toBe(38);
  });

  it("is other rows only for another view, filter or order: what was sent meanwhile is not drawn", () => {
    const screen = open().press("s");
    const late = frame(connectionsBody(7), { answers: screen.request.number - 1 });
    screen.hear({ type: "frame", frame: late });
    expect(screen.state.bodies.connections?.total).toBe(40);
    screen.answer(connectionsBody(7));
    expect(screen.state.bodies.connections?.total).toBe(7);
  });
});

describe("the cursor", () => {
  it("stays on its connection while rows move", () => {
    const screen = open().press("down", "down").answer();
    expect(screen.state.selections.connections).toMatchObject({ at: 2, key: 38 });
    screen.answer(connectionsBody(43));
    expect(screen.state.selections.connections).toMatchObject({ at: 5, key: 38 });
  });

  it("follows the newest until it is moved, and again with f", () => {
    const screen = open();
    screen.answer(connectionsBody(50));
    expect(screen.state.selections.connections).toMatchObject({ at: 0, key: 50, follows: true });
    screen.press("down").answer(connectionsBody(60));
    expect(screen.state.selections.connections).toMatchObject({ key: 49, follows: false });
    screen.press("f").answer(connectionsBody(70));
    expect(screen.state.selections.connections).toMatchObject({ at: 0, key: 70, follows: true });
    expect(screen.text).toContain("following");
  });

  it("is kept in every view", () => {
    const screen = open()
      .press("down", "down", "down", "2")
      .answer()
      .press("down", "3")
      .answer()
      .press("1")
      .answer();
    expect(screen.state.selections.connections).toMatchObject({ key: 37 });
    expect(screen.state.selections.states.at).toBe(9);
  });

  it("of the states stands where something asks for attention, until it is moved", () => {
    const states = (closeWait: number) =>
      statesBody({
        client: byState((state) => (state === "SYN_SENT" ? 20 : 0)),
        server: byState((state) => (state === "CLOSE_WAIT" ? closeWait : 0)),
        history: byState((state) =>
          Array.from({ length: 90 }, () =>
            state === "SYN_SENT" ? 20 : state === "CLOSE_WAIT" ? closeWait : 0,
          ),
        ),
      });
    const screen = open().press("2").answer(states(0));
    expect(screen.press("enter").request.select).toBe("state:SYN_SENT");
    const other = open().press("2").answer(states(12));
    expect(other.text).toContain("▸ CLOSE_WAIT");
    other.press("up").answer(states(12));
    expect(other.text).toContain("▸ FIN_WAIT_2");
    const nothing = statesBody({
      history: byState(() => [0, 1, 0]),
      client: byState(() => 1),
      server: byState(() => 0),
    });
    expect(open().press("2").answer(nothing).text).toContain("▸ ESTABLISHED");
  });

  it("goes to the last row though it is not at hand, which is then asked for", () => {
    const screen = new SampleScreen({ size: { columns: 110, rows: 24 } });
    screen.answer(connectionsBody(5000)).press("G");
    const { offset, count } = screen.request;
    expect(offset + count).toBeGreaterThanOrEqual(5000);
    screen.answer(connectionsBody(5000, { offset }));
    expect(screen.state.selections.connections).toMatchObject({ at: 4999, key: 1 });
    expect(screen.text).toMatch(/▸ ✖ .*10\.9\.0\.1:40001 /);
  });

  it("stays in sight when the terminal shrinks", () => {
    const screen = open({ size: { columns: 110, rows: 50 } });
    screen
      .press("pagedown")
      .answer()
      .happen({ type: "resized", size: { columns: 60, rows: 15 } });
    expect(screen.text).toContain("▸");
  });
});

it("columns do not come and go with the rows", () => {
  const long = row(1, { client: { ip: "192.168.100.100", port: 40_000, state: "CLOSED", process: null } });
  const short = connectionsBody(2, { rows: [row(3), row(2)] });
  const screen = open({ size: { columns: 80, rows: 24 } }).answer(short);
  expect(screen.text).toContain("verdict");
  screen.answer(connectionsBody(1, { rows: [long] }));
  expect(screen.text).not.toContain("verdict");
  expect(screen.answer(short).text).not.toContain("verdict");
  // Others are others.
  expect(screen.press("3").answer().press("enter").answer(short).text).toContain("verdict");
});

describe("drilling down", () => {
  it("leads from a service to its connections, and back to where one was", () => {
    const screen = open().press("down", "down", "3").answer().press("down").answer().press("enter");
    expect(screen.request).toMatchObject({
      view: "connections",
      select: "server.host:10.9.0.2 server.port:80",
    });
    screen.answer().press("down", "escape");
    expect(screen.request).toMatchObject({ view: "services", select: null });
    expect(screen.answer().state.selections.services).toMatchObject({ key: "10.9.0.2 80" });
    expect(screen.press("1").answer().state.selections.connections).toMatchObject({ key: 38 });
  });

  it("narrows the filter that is there", () => {
    const screen = open({ select: "port:1 or port:2" }).press("4").answer().press("enter");
    expect(screen.request.select).toBe("(port:1 or port:2) server.host:10.9.0.2 server.port:8080");
    expect(screen.press("escape").request.select).toBe("port:1 or port:2");
  });

  it("leads from a state to whoever is in it", () => {
    const screen = open().press("2").answer().press("down", "enter");
    expect(screen.request.select).toMatch(/^state:[A-Z_]+$/);
  });

  it("is left for good by choosing a view", () => {
    const screen = open().press("3").answer().press("enter", "1");
    expect(screen.request).toMatchObject({ view: "connections", select: null });
  });

  it("goes nowhere from nothing", () => {
    const screen = open()
      .press("3")
      .answer(servicesBody({ rows: [], total: 0, matching: 0 }))
      .press("enter");
    expect(screen.state.view).toBe("services");
  });
});

describe("the ladder", () => {
  it("is asked for when it opens, and no more when it is left", () => {
    const screen = open().press("enter");
    expect(screen.sent.at(-1)).toEqual({ type: "trace", id: 40 });
    expect(screen.text).toContain("40");
    screen.press("escape");
    expect(screen.sent.at(-1)).toEqual({ type: "trace", id: null });
  });

  it("shows what comes for it, and not what comes for another", () => {
    const answer = (id: number) =>
      ({
        type: "trace",
        id,
        trace: null,
        connection: connection(id),
        findings: [],
        subjects: [],
        note: `Nothing of ${id} is kept.`,
      }) as const;
    const screen = open().press("enter").hear(answer(39));
    expect(screen.text).not.toContain("Nothing of 39 is kept.");
    expect(screen.hear(answer(40)).text).toContain("Nothing of 40 is kept.");
  });

  it("tells how far it is", () => {
    expect(open().press("enter").hear({ type: "tracing", id: 40, done: 0.42 }).text).toContain("42 %");
  });
});

describe("explaining", () => {
  const detail = {
    connection: connection(40, {
      verdict: "half-closed",
      client: endpoint("10.9.0.1", 40040, { state: "FIN_WAIT_2" }),
      server: endpoint("10.9.0.2", 8080, { state: "CLOSE_WAIT" }),
      findings: [
        finding("half-close", { bytes: 1, seconds: 1 }, { severity: "info" }),
        finding("close-wait-stuck", { seconds: 62, ageSeconds: 60 }, { severity: "error" }),
      ],
    }),
    subjects: [],
  };

  it("offers the findings, the worst first, the verdict and both states", () => {
    const screen = open().answer(connectionsBody(), { detail }).press("e");
    const [pane] = screen.state.panes;
    expect(pane?.kind === "explain" && pane.topics.map(({ id }) => id)).toEqual([
      "close-wait-stuck",
      "half-close",
      "half-closed",
      "FIN_WAIT_2",
      "CLOSE_WAIT",
    ]);
    expect(screen.press("shift-tab").state.panes[0]).toMatchObject({ index: 4 });
    expect(screen.press("tab").state.panes[0]).toMatchObject({ index: 0 });
  });

  it("explains the selected state, service and finding", () => {
    for (const view of ["2", "3", "4"]) {
      const screen = open().press(view).answer().press("e");
      expect(screen.state.panes.at(-1)?.kind).toBe("explain");
      expect(screen.press("escape").state.panes).toEqual([]);
    }
  });

  it("scrolls, and stops at the end", () => {
    const screen = open().answer(connectionsBody(), { detail }).press("e");
    const first = screen.text;
    expect(screen.press("pagedown").text).not.toBe(first);
    const end = screen.press("end").text;
    expect(screen.press("down").text).toBe(end);
    expect(screen.press("home").text).toBe(first);
  });

  it("says when there is nothing to explain", () => {
    const empty = findingsBody({ rows: [], total: 0, matching: 0 });
    expect(open().press("4").answer(empty).press("e").text).toContain("nothing to explain");
  });
});

describe("held", () => {
  it("the rows stay as they are, the figures go on, and what came meanwhile is told", () => {
    const screen = open().press("space");
    expect(screen.request).toMatchObject({ hold: true, count: 2000 });
    const { number } = screen.request;
    screen.press("down", "pagedown");
    expect(screen.request.number).toBe(number);
    screen.hear({
      type: "frame",
      frame: frame(null, { answers: number, status: status({ packets: 3_112_345, connections: 824 }) }),
    });
    expect(screen.text).toContain("PAUSED: 12,345 packets and 12 connections since");
    expect(screen.press("space").request.hold).toBe(false);
    expect(screen.text).not.toContain("PAUSED");
  });

  it("can still be ordered and filtered", () => {
    const screen = open().press("space");
    const { number } = screen.request;
    expect(screen.press("s").request).toMatchObject({ number: number + 1, order: "id", hold: true });
  });
});

describe("the order", () => {
  it("goes from column to column, and round", () => {
    const screen = open();
    const orders = Array.from({ length: 10 }, () => screen.press("s").request.order);
    expect(orders.at(-1)).toBe("trouble");
    expect(new Set(orders).size).toBe(10);
    expect(screen.press("S").request.order).toBe("verdict");
    expect(screen.press("r").request).toMatchObject({ order: "verdict", reverse: true });
  });
});

describe("the filter", () => {
  it("takes effect while it is typed, as far as it is right", () => {
    const screen = open().press("/");
    screen.type("port:8080");
    expect(screen.request.select).toBe("port:8080");
    screen.type(" state:CLOS");
    expect(screen.request.select).toBe("port:8080");
    screen.type("E_WAIT").type("", { return: true });
    expect(screen.state.prompt).toBeNull();
    expect(screen.request.select).toBe("port:8080 state:CLOSE_WAIT");
    expect(screen.text).toContain("filter port:8080 state:CLOSE_WAIT");
  });

  it("is as before after Esc", () => {
    const screen = open({ select: "port:1" }).press("/").type("", { ctrl: true }).type("port:2");
    expect(screen.type("", { escape: true }).request.select).toBe("port:1");
  });

  it("is taken off by Esc where that leads nowhere else, and can be had back", () => {
    const screen = open({ select: "port:80" }).press("3").answer().press("enter").answer();
    expect(screen.press("escape").answer().state.filter).toBe("port:80");
    expect(screen.text).toContain("esc back");
    screen.press("escape").answer();
    expect(screen.request.select).toBeNull();
    expect(screen.text).toContain("The filter is removed");
    expect(screen.text).not.toContain("esc back");
    screen.press("/").type("", { upArrow: true }).type("", { return: true });
    expect(screen.request.select).toBe("port:80");
  });

  it("replaces the connections of a line, until these are left", () => {
    const screen = open()
      .press("3")
      .answer()
      .press("enter", "/")
      .type("state:CLOSED")
      .type("", { return: true });
    expect(screen.request.select).toBe("server.host:10.9.0.2 server.port:8080 state:CLOSED");
    expect(screen.press("escape").request).toMatchObject({ view: "services", select: null });
  });
});

describe("a replay", () => {
  const replay = () => open({ kind: "replay" });

  it("is played, paused, sped up and slowed down", () => {
    const screen = replay().press("space", "+", "+", "-");
    expect(screen.sent.slice(-4)).toEqual([
      { type: "pace", isPlaying: false },
      { type: "pace", speed: 2 },
      // Before the session has answered.
      { type: "pace", speed: 5 },
      { type: "pace", speed: 2 },
    ]);
  });

  it("goes on from what was pressed before, though no frame has told it yet", () => {
    const screen = replay().press("right", "right", "space", "space");
    expect(screen.sent.slice(-4)).toEqual([
      { type: "pace", seek: 22.5 },
      { type: "pace", seek: 32.5 },
      { type: "pace", isPlaying: false },
      { type: "pace", isPlaying: true },
    ]);
  });

  it("goes on from what was pressed before, though a frame comes that was on its way by then", () => {
    const screen = replay();
    const late = replayStatus({ pacesHeard: 0, positionSeconds: 13 });
    screen.press("right", "+").answer(connectionsBody(), { status: status({ replay: late }) });
    expect(screen.text).toContain("0:22.5");
    screen.press("right", "+");
    const heard = replayStatus({ pacesHeard: 4, positionSeconds: 33, speed: 5 });
    screen.answer(connectionsBody(), { status: status({ replay: heard }) });
    screen.press("right", "+");
    expect(screen.sent.filter(({ type }) => type === "pace")).toEqual([
      { type: "pace", seek: 22.5 },
      { type: "pace", speed: 2 },
      { type: "pace", seek: 32.5 },
      { type: "pace", speed: 5 },
      { type: "pace", seek: 43 },
      { type: "pace", speed: 10 },
    ]);
  });

  it("is played again from its end, at a pace that can be seen", () => {
    const screen = replay();
    const atEnd = (change: Partial<ReplayStatus>) => {
      const pacesHeard = screen.state.paces;
      const replay = replayStatus({
        pacesHeard,
        isAtEnd: true,
        isPlaying: false,
        positionSeconds: 90,
        ...change,
      });
      screen.answer(connectionsBody(), { status: status({ replay }) });
    };
    expect(screen.text).toContain("space pause");
    atEnd({ speed: "max" });
    expect(screen.text).toContain("space play again");
    screen.press("n");
    expect(screen.text).toContain("no finding comes after it");
    screen.press("space");
    atEnd({ speed: 5 });
    screen.press("space");
    atEnd({ canRewind: false });
    expect(screen.text).not.toContain("play again");
    screen.press("space", "left");
    expect(screen.text).toContain("cannot be played again");
    expect(screen.sent.filter(({ type }) => type === "pace")).toEqual([
      { type: "pace", seek: 0, isPlaying: true, speed: 1 },
      { type: "pace", seek: 0, isPlaying: true },
    ]);
  });

  it("jumps", () => {
    const screen = replay().press("right", "left", "n", "t").type("1m").type("", { return: true });
    expect(screen.sent.filter(({ type }) => type === "pace")).toEqual([
      { type: "pace", seek: 22.5 },
      { type: "pace", seek: 12.5 },
      { type: "pace", seekFinding: true },
      { type: "pace", seek: 60 },
    ]);
  });
});

describe("what is taken along", () => {
  it("is written to a file that is asked for", () => {
    const screen = open().press("w").type("", { return: true });
    expect(screen.sent.at(-1)).toEqual({ type: "write", id: 40, path: "connection-40.pcapng" });
    screen.hear({ type: "notice", line: "12 packets written", isWarning: false });
    expect(screen.text).toContain("12 packets written");
    expect(screen.happen({ type: "told" }).text).not.toContain("12 packets written");
  });

  it("is copied, with a filter that finds it again", () => {
    const screen = open().press("y");
    expect(screen.effects.at(-1)).toMatchObject({
      type: "copy",
      text: expect.stringContaining("10.9.0.2:8080"),
    });
    expect(screen.text).toContain("10.9.0.2:8080");
  });

  it("is nothing where nothing is selected", () => {
    const empty = connectionsBody(0, { rows: [] });
    const screen = new SampleScreen().answer(empty).press("y", "w", "enter");
    expect(screen.state).toMatchObject({ panes: [], prompt: null });
    expect(screen.text).toContain("No connection is selected.");
  });
});

it("the newest finding is told in the views that do not name it", () => {
  const newestFinding = {
    severity: "error",
    summary: "10.9.0.9:5432 does not answer.",
    ageSeconds: 61,
  } as const;
  const screen = open();
  for (const view of ["2", "3"]) {
    screen.press(view).answer(undefined, { status: status({ newestFinding }) });
    expect(screen.text).toContain("✖ 1m 01s ago: 10.9.0.9:5432 does not answer.");
  }
});

it("a finding without its sentence yet is named, and then told", () => {
  const stuck = finding("close-wait-stuck", { seconds: 62, ageSeconds: 60 }, { summary: "It never closes." });
  const screen = open();
  expect(screen.text).toContain("✖ close-wait-excess");
  screen.answer(connectionsBody(40), {
    detail: { connection: connection(40, { findings: [stuck] }), subjects: [] },
  });
  expect(screen.text).toContain("It never closes.");
  screen.answer(connectionsBody(40, { rows: [row(40, { finding: null })] }));
  expect(screen.text).not.toContain("It never closes.");
});

it("quits from anywhere", () => {
  for (const key of ["q", "ctrl-c"]) {
    expect(open().press("enter", "e", "?", key).effects.at(-1)).toEqual({ type: "leave" });
  }
});
