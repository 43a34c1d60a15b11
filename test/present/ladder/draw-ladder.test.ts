// A ladder written by hand, drawn: every kind of row, and what gives way where the screen is narrow.
import { describe, expect, it } from "vitest";
import { drawLadder } from "../../../src/present/ladder/draw-ladder.ts";
import type { Ladder } from "../../../src/present/ladder/ladder.ts";
import { widthOf } from "../../../src/present/terminal/width.ts";

const EVERY_KIND: Ladder = {
  rows: [
    { kind: "states", client: "CLOSED", server: "LISTEN" },
    { kind: "segment", from: "client", label: "SYN seq=x", fate: "lost", client: "SYN_SENT" },
    { kind: "segment", from: "client", label: "SYN seq=x", notes: [{ text: "again" }] },
    { kind: "segment", from: "server", label: "SYN ACK seq=y ack=x+1", fate: "unseen" },
    { kind: "icmp", to: "client", label: "ICMP port unreachable" },
    { kind: "fold", text: "214 segments, 1.2 MB" },
    { kind: "silence", text: "30 s of silence" },
    { kind: "note", text: "a remark" },
    { kind: "finding", severity: "error", id: "syn-unanswered", text: "3 SYNs → nothing." },
  ],
};

const TIMED: Ladder = {
  rows: [
    { kind: "segment", from: "client", label: "SYN seq=x", seconds: 0, packet: 1, client: "SYN_SENT" },
    { kind: "fold", text: "9 segments", seconds: 1, untilSeconds: 3 },
    { kind: "segment", from: "server", label: "RST seq=y", seconds: 3.5, packet: 12, mark: "error" },
  ],
};

describe("the drawing of a ladder", () => {
  it("has a shape for every kind of row", () => {
    expect(drawLadder(EVERY_KIND, { width: 66, ascii: false, color: "none" })).toEqual([
      "client                                                     server",
      "CLOSED   │                                                │ LISTEN",
      "SYN_SENT │── SYN seq=x ────────────────────────✕          │",
      "         │── SYN seq=x ──────────────────────────────────▶│",
      "         │  again                                         │",
      "         │◀╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ SYN ACK seq=y ack=x+1 ╌╌│",
      "         │◀─ ICMP port unreachable ────────────◇          │",
      "         ┆ … 214 segments, 1.2 MB                         ┆",
      "         ┆ 30 s of silence                                ┆",
      "         │ a remark                                       │",
      "✖ syn-unanswered: 3 SYNs → nothing.",
    ]);
  });

  it("needs nothing but ASCII where nothing else is wanted", () => {
    const lines = drawLadder(EVERY_KIND, { width: 66, ascii: true, color: "none" });
    expect(lines.filter((line) => /[^ -~]/.test(line))).toEqual([]);
    expect(lines[2]).toBe("SYN_SENT |-- SYN seq=x ------------------------x          |");
  });

  it("keeps the packet numbers where the times do not fit, and speaks the heads that it is given", () => {
    const heads = { start: "时刻", since: "间隔", packet: "包号" };
    const ladder: Ladder = {
      heads,
      rows: [
        { kind: "segment", from: "client", label: "SYN seq=x", seconds: 0, packet: 1, client: "SYN_SENT" },
        { kind: "segment", from: "client", label: "SYN seq=x", seconds: 75, packet: 12 },
      ],
    };
    expect(drawLadder(ladder, { width: 100, ascii: false, color: "none" })[0]).toMatch(
      /^ +时刻 +间隔 包号 client/,
    );
    expect(drawLadder(ladder, { width: 50, ascii: false, color: "none" })).toEqual([
      "包号 client                                server",
      "   1 SYN_SENT │── SYN seq=x ─────────────▶│",
      "  12          │── SYN seq=x ─────────────▶│",
    ]);
  });

  it("tells the time since the start and since the row before, of a fold since its last segment", () => {
    expect(drawLadder(TIMED, { width: 80, ascii: false, color: "none" })).toEqual([
      "start   since packet client                                              server",
      "  0 s              1 SYN_SENT │── SYN seq=x ───────────────────────────▶│",
      "  1 s    +1 s                 ┆ … 9 segments                            ┆",
      "3.5 s +500 ms   ✖ 12          │◀─────────────────────────── RST seq=y ──│",
    ]);
  });

  it.each([50, 60, 70, 80, 100, 132])("is at most %i columns wide where that is the screen", (width) => {
    for (const ladder of [EVERY_KIND, TIMED]) {
      for (const line of drawLadder(ladder, { width, ascii: false, color: "none" })) {
        expect(widthOf(line), line).toBeLessThanOrEqual(width);
      }
    }
  });

  it("lets the time since the start go first where the screen is narrow", () => {
    const [head] = drawLadder(TIMED, { width: 56, ascii: false, color: "none" });
    expect(head).not.toContain("start");
    expect(head).toContain("since");
  });

  it("is the same with colour, but for the colour", () => {
    const plain = drawLadder(EVERY_KIND, { width: 80, ascii: false, color: "none" });
    const colored = drawLadder(EVERY_KIND, { width: 80, ascii: false, color: "16" });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is taken out
    expect(colored.map((line) => line.replace(/\x1b\[[\d;]*m/g, ""))).toEqual(plain);
    expect(colored).not.toEqual(plain);
  });
});
