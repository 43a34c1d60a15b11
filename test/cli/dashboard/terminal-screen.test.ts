// The dashboard on terminals of all kinds: sizes, colours, encodings, names in TERM, packets through a pipe.
import stringWidth from "string-width";
import { afterAll, describe, expect, it } from "vitest";
import { executable, isAsBefore, press, project, replayed, selected, tour } from "./dashboard-terminal.ts";
import { missingForTerminal, type Terminal, Terminals } from "./terminal.ts";

const terminals = new Terminals();
afterAll(() => terminals.close());

/** The parameters of every sequence that changes how text looks: `1;31`. */
function looks(terminal: Terminal): string[] {
  const parts = terminal.colours().split("\u001b[").slice(1);
  return [...new Set(parts.map((part) => /^([\d;:]*)m/.exec(part)?.[1] ?? ""))].filter(
    (look) => !/^0?$/.test(look),
  );
}

/** Of the selected connection's client. */
function portOf(text: string): string | undefined {
  return selected(text)?.match(/:4\d{4}\b/)?.[0];
}

async function quits(terminal: Terminal): Promise<void> {
  press(terminal, "q");
  const left = await terminal.left();
  expect(left.exitCode).toBe(0);
  expect(isAsBefore(left)).toBe(true);
}

describe.skipIf(missingForTerminal !== null)(`a terminal (${missingForTerminal ?? "tmux"})`, () => {
  it("is used at any size, also while it changes", async () => {
    const terminal = await replayed(terminals, [], { columns: 60, rows: 15 });
    const first = terminal.text();
    press(terminal, "down");
    const port = portOf(await terminal.until((text) => portOf(text) !== portOf(first)));
    expect(port).toBeDefined();
    for (const [columns, rows] of [
      [300, 100],
      [60, 15],
      [80, 24],
      [200, 20],
      [61, 60],
    ] as const) {
      terminal.resize(columns, rows);
      const text = await terminal.until((now) => {
        const lines = now.split("\n");
        // The keys stand in the last line but one.
        return lines.length === rows && /quit/.test(lines.at(-2) ?? "") && selected(now) !== null;
      });
      for (const line of text.split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      // Nothing of what stood there before: the head and the tabs are there once.
      expect(text.match(/1 Conn/g)).toHaveLength(1);
      expect(text.split("\n")[0]).toContain("tour.pcapng");
      // The same connection is still selected.
      expect(portOf(text)).toBe(port);
    }
    terminal.resize(59, 14);
    await terminal.until(/60 columns/);
    terminal.resize(120, 40);
    await terminal.until(/client state/);
    await quits(terminal);
  });

  it("uses the sixteen colours, and none with NO_COLOR or --no-color", async () => {
    const coloured = await replayed(terminals);
    await coloured.until(/CLOSE_WAIT/);
    expect(looks(coloured).some((look) => /\b3[1-6]\b/.test(look))).toBe(true);
    // A background of its own, or a colour beyond the sixteen, may be unreadable on somebody's terminal.
    expect(looks(coloured).filter((look) => /\b(38|4[0-8]|10[0-7])\b/.test(look))).toEqual([]);
    const plain = await replayed(terminals, [], { env: { NO_COLOR: "1" } });
    expect(looks(plain)).toEqual([]);
    const shown = (terminal: Terminal) =>
      terminal.lines().filter((line) => /:4\d{4} .*_?(WAIT|CLOSED|SENT)/.test(line));
    expect(shown(plain)).toEqual(shown(coloured));
    expect(looks(await replayed(terminals, ["--no-color"]))).toEqual([]);
    await quits(plain);
  });

  it("gets nothing but ASCII with --ascii", async () => {
    const terminal = await replayed(terminals, ["--ascii"]);
    for (const keys of [["2"], ["3"], ["4"], ["1", "enter"], ["e"], ["escape", "escape", "?"]]) {
      const before = terminal.text();
      press(terminal, ...keys);
      expect(await terminal.until((text) => text !== before)).toMatch(/^[\n\x20-\x7e]+$/);
    }
    await quits(terminal);
  });

  it.each(["xterm", "xterm-256color", "screen", "linux", "vt100"])("may be a %s", async (name) => {
    const terminal = await replayed(terminals, [], { env: { TERM: name } });
    press(terminal, "3");
    await terminal.until(/10\.9\.0\.2:8080/);
    await quits(terminal);
  });

  it("gives keys to a replay whose packets come through a pipe", async () => {
    const command = `cat ${tour} | ${process.execPath} ${executable} replay - --speed max`;
    const terminal = terminals.open(["sh", "-c", command], { cwd: project });
    await terminal.until(/at the end/);
    press(terminal, "down", "3");
    await terminal.until(/10\.9\.0\.2:8080/);
    await quits(terminal);
  });
});
