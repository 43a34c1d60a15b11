// The whole screen at every size: nothing wider, nothing higher, and what must be seen is seen.
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import type { Status } from "../../../src/session/screen/frame.ts";
import { finding } from "../sample-records.ts";
import { connectionsBody, frame, replayStatus, row, status } from "./sample-frames.ts";
import { type SampleOptions, SampleScreen } from "./sample-screen.ts";

const SIZES = [
  [60, 15],
  [80, 24],
  [120, 40],
  [300, 100],
] as const;
const LOOKS: readonly SampleOptions[] = [
  { color: "none" },
  { color: "16" },
  { ascii: true, color: "none" },
  { lang: "zh", color: "16" },
];
const EVERY = SIZES.flatMap(([columns, rows]) =>
  LOOKS.flatMap((look) =>
    (["live", "replay"] as const).map((kind) => ({ ...look, kind, size: { columns, rows } })),
  ),
);

/** Everything that can stand on the screen, one after the other. */
function* everything(options: SampleOptions): Generator<SampleScreen> {
  const screen = new SampleScreen(options);
  yield screen;
  yield screen.answer();
  const wide = row(40, {
    client: {
      ip: "2001:db8:1234:5678:9abc:def0:1234:5678",
      port: 65535,
      state: "SYN_RECEIVED",
      process: null,
    },
    server: {
      ip: "2001:db8::1",
      port: 443,
      state: "ESTABLISHED",
      process: { pid: 1, name: "名".repeat(60), containerId: null, uid: 0 },
    },
    finding: { id: "time-wait-assassination", severity: "warning", more: 12 },
    isDoubtful: true,
    tunnel: ["vxlan:7", "gre"],
  });
  const told = finding(
    "close-wait-stuck",
    { seconds: 1, ageSeconds: 1 },
    { summary: "It \x1b[31mnever closes. ".repeat(30) },
  );
  const detail = { connection: { ...sampleRecord, findings: [told, told] }, subjects: [] };
  yield screen.answer(connectionsBody(40, { rows: [wide] }), { detail });
  yield screen.press("e");
  yield screen.press("escape", "enter").hear({ type: "tracing", id: 40, done: 0.5 });
  yield screen.press("escape", "?");
  yield screen.press("pagedown");
  yield screen.press("escape", "/").type("state:CLOSE_WAIT port:8080 ".repeat(20));
  yield screen.type("nonsense");
  yield screen.type("", { escape: true }).press("w");
  yield screen
    .type("", { escape: true })
    .hear({ type: "notice", line: "Written. ".repeat(60), isWarning: true });
  yield screen.press("2").answer();
  yield screen.press("3").answer();
  yield screen.press("4").answer();
  yield screen.press("enter").answer(connectionsBody(0, { rows: [] }));
  if (options.kind === "live") yield screen.press("space");
  else yield screen.press("t").type("1m");
  const { droppedByKernel, evicted, damaged } = {
    droppedByKernel: 12_345_678,
    evicted: 5,
    damaged: ["x", "y"],
  };
  yield screen.hear({
    type: "frame",
    frame: frame(null, {
      status: status({
        droppedByKernel,
        evicted,
        damaged,
        source: { kind: "files", names: ["/tmp/ä".repeat(50)] },
      }),
    }),
  });
}

const { connection } = await import("../sample-records.ts");
const sampleRecord = connection(40);

describe.each(EVERY)("$size.columns x $size.rows, $kind, color $color, ascii $ascii, $lang", (options) => {
  it("holds every screen", () => {
    const { columns, rows } = options.size;
    let screens = 0;
    for (const screen of everything(options)) {
      const { lines } = screen;
      expect(lines.length).toBe(rows - 1);
      for (const line of lines) {
        expect([line, stringWidth(line) <= columns]).toEqual([line, true]);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the purpose
        expect(line.replace(/\x1b\[\d+(;\d+)*m/g, "")).not.toMatch(/[\x00-\x1f]/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: printable ASCII ends there
        if (options.ascii === true) expect(line).toMatch(/^[\x00-\x7f名ä]*$/);
        if (options.color === "none") expect(line).not.toContain("\x1b");
      }
      screens++;
    }
    expect(screens).toBe(17);
  });
});

describe("what must be seen", () => {
  it.each(SIZES)("is seen at %i x %i", (columns, rows) => {
    const screen = new SampleScreen({ size: { columns, rows } }).answer();
    const { text } = screen;
    for (const part of [
      "shakedown",
      "eth0",
      "00:04:12",
      "dropped 0",
      "1 Connections",
      "4 Findings",
      "3",
      "FIN_WAIT_2",
      "CLOSE_WAIT",
      "10.9.0.2:8080",
      "▸ ✖",
      "? keys",
      "q quit",
      "enter ladder",
    ])
      expect(text).toContain(part);
  });

  it("a filter, and how many it lets through, at 60 x 15", () => {
    const screen = new SampleScreen({ size: { columns: 60, rows: 15 }, select: "state:CLOSE_WAIT" });
    screen.answer(connectionsBody(40, { matching: 12, rows: connectionsBody(12).rows }));
    expect(screen.text).toContain("filter state:CLOSE_WAIT · 12 of 40");
  });

  it.each(["2", "4"])("that a filter changes nothing in view %s", (view) => {
    const screen = new SampleScreen({ size: { columns: 80, rows: 24 }, select: "port:80" })
      .press(view)
      .answer();
    expect(screen.text).toContain("filter port:80 · for connections; these are all");
  });

  it("the whole addresses of what is selected, where the table has no room for them", () => {
    const ip = "2001:db8:1234:5678:9abc:def0:1234:5678";
    const screen = new SampleScreen({ size: { columns: 80, rows: 24 } });
    const server = { ip, port: 443, state: "ESTABLISHED", process: null } as const;
    screen.answer(connectionsBody(1, { rows: [row(1, { server })] }));
    expect(screen.text).toContain(`[${ip}]:443`);
  });

  it("a replay's time", () => {
    const screen = new SampleScreen({ kind: "replay", size: { columns: 60, rows: 15 } });
    screen.answer(connectionsBody(), { status: status({ replay: replayStatus() }) });
    expect(screen.text).toMatch(/12\.5.*1:30/);
  });

  it("that nothing has come yet, and that nothing matches", () => {
    const none = connectionsBody(0, { rows: [] });
    const said = (change: Partial<Status>) =>
      new SampleScreen({ kind: "replay" }).answer(none, { status: status(change) }).text;
    expect(said({ packets: 0 })).toContain("No packet yet.");
    expect(said({ packets: 5, tcpPackets: 1 })).toContain("No connection yet.");
    expect(said({ packets: 1200, tcpPackets: 0 })).toContain("No connection yet: no TCP in 1,200 packets.");
    const over = { packets: 102, tcpPackets: 0, replay: replayStatus({ isAtEnd: true }) };
    expect(said(over)).toContain("No connection: no TCP in 102 packets.");
    expect(said(over)).not.toContain("next finding");
    expect(new SampleScreen({ select: "port:1" }).answer({ ...none, total: 5 }).text).toContain(
      "No connection matches",
    );
  });

  it("that there is no room, and how to leave", () => {
    const screen = new SampleScreen({ size: { columns: 59, rows: 15 } }).answer();
    expect(screen.lines).toHaveLength(1);
    expect(screen.text).toContain("60 columns");
    expect(screen.press("q").effects.at(-1)).toEqual({ type: "leave" });
  });
});
