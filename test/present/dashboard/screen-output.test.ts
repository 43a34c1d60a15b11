// What is written to the terminal: only lines that have changed, in one piece; read back by a terminal's emulator.
import { EventEmitter } from "node:events";
import xterm from "@xterm/headless";
import { describe, expect, it } from "vitest";
import { ScreenOutput, type TerminalOutput } from "../../../src/present/dashboard/screen-output.ts";

class FakeTerminal extends EventEmitter {
  columns = 20;
  rows = 6;
  writableNeedDrain = false;
  readonly written: string[] = [];

  write(text: string): boolean {
    this.written.push(text);
    return true;
  }

  async screen(): Promise<string[]> {
    const terminal = new xterm.Terminal({ cols: this.columns, rows: this.rows, allowProposedApi: true });
    await new Promise<void>((done) => terminal.write(this.written.join(""), done));
    const { active } = terminal.buffer;
    return Array.from({ length: this.rows }, (_, row) => active.getLine(row)?.translateToString(true) ?? "");
  }
}

function output(): { terminal: FakeTerminal; out: ScreenOutput } {
  const terminal = new FakeTerminal();
  return { terminal, out: new ScreenOutput(terminal as unknown as TerminalOutput) };
}

describe("the output", () => {
  it("writes a whole screen once, and afterwards only the lines that differ", async () => {
    const { terminal, out } = output();
    out.draw(["one", "two", "three"]);
    out.draw(["one", "2", "three"]);
    expect(terminal.written).toHaveLength(2);
    expect(terminal.written[1]).toBe("\x1b[?2026h\x1b[?7l\x1b[2;1H2\x1b[K\x1b[?7h\x1b[?2026l");
    expect(await terminal.screen()).toEqual(["one", "2", "three", "", "", ""]);
  });

  it("writes nothing where nothing has changed", () => {
    const { terminal, out } = output();
    out.draw(["one", "two"]);
    out.draw(["one", "two"]);
    expect(terminal.written).toHaveLength(1);
  });

  it("keeps the last character of a line as wide as the terminal", async () => {
    const { terminal, out } = output();
    out.draw(["-".repeat(20)]);
    out.draw(["=".repeat(20)]);
    expect((await terminal.screen())[0]).toBe("=".repeat(20));
  });

  it("never runs into the next line", async () => {
    const { terminal, out } = output();
    out.draw(["-".repeat(30), "next"]);
    expect(await terminal.screen()).toEqual(["-".repeat(20), "next", "", "", "", ""]);
  });

  it("takes away lines that are there no more", async () => {
    const { terminal, out } = output();
    out.draw(["one", "two", "three"]);
    out.draw(["one"]);
    expect(await terminal.screen()).toEqual(["one", "", "", "", "", ""]);
  });

  it("draws everything where something else has stood", async () => {
    const { terminal, out } = output();
    out.draw(["one", "two"]);
    terminal.write("\x1b[1;1Hsomething else\x1b[5;1Hbelow");
    out.forget();
    out.draw(["one", "two"]);
    expect(await terminal.screen()).toEqual(["one", "two", "", "", "", ""]);
  });

  it("never clears what can be scrolled back to, nor makes the terminal scroll", () => {
    const { terminal, out } = output();
    out.draw("line\n".repeat(40).split("\n"));
    terminal.rows = 3;
    out.forget();
    out.draw("line\n".repeat(40).split("\n"));
    for (const text of terminal.written) {
      expect(text).not.toContain("\x1b[3J");
      expect(text).not.toContain("\n");
    }
  });

  it("leaves out what a slow terminal has no time for", async () => {
    const { terminal, out } = output();
    out.draw(["1"]);
    terminal.writableNeedDrain = true;
    out.draw(["2"]);
    out.draw(["3"]);
    expect(terminal.written).toHaveLength(1);
    terminal.writableNeedDrain = false;
    terminal.emit("drain");
    expect(terminal.written).toHaveLength(2);
    expect((await terminal.screen())[0]).toBe("3");
  });

  it("passes on what ink switches on and off, and none of its lines", () => {
    const { terminal, out } = output();
    for (const text of ["\x1b[?25h", "\x1b[?2004h", "", "\n", " \n "]) out.write(text);
    expect(terminal.written).toEqual(["\x1b[?25h", "\x1b[?2004h"]);
  });
});
