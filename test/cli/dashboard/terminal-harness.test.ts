// The terminal that the dashboard's tests look at shows what a program does to it.
import { afterAll, describe, expect, it } from "vitest";
import { missingForTerminal, Terminals } from "./terminal.ts";

const terminals = new Terminals();
afterAll(() => terminals.close());

describe.skipIf(missingForTerminal !== null)(
  `a terminal of the tests (${missingForTerminal ?? "tmux"})`,
  () => {
    it("has the size and the environment that it was given", async () => {
      const script = "stty size; echo $TERM $TZ $ANSWER [$COLORTERM]";
      const terminal = terminals.open(["sh", "-c", script], { columns: 77, rows: 19, env: { ANSWER: "42" } });
      expect(await terminal.until(/\]/)).toMatch(/^19 77\ntmux-256color UTC 42 \[\]/);
      expect(terminal.lines()).toHaveLength(19);
    });

    it("types, and tells how the program ended", async () => {
      const terminal = terminals.open(["sh", "-c", "read line; echo got $line; exit 7"]);
      terminal.type("a;b;");
      terminal.send("Enter");
      await terminal.until(/got a;b;/);
      expect(await terminal.left()).toMatchObject({ exitCode: 7, isAlternate: false, hasCursor: true });
    });

    it("sees modes that were not given back", async () => {
      const terminal = terminals.open([
        "sh",
        "-c",
        "stty -echo raw; printf '\\033[?1049h\\033[?25l\\033[?1003h'",
      ]);
      const left = await terminal.left();
      expect(left.modesAfter).not.toBe(left.modesBefore);
      expect(left).toMatchObject({ isAlternate: true, hasCursor: false, takesMouse: true });
    });

    it("sees colours, and is resized", async () => {
      const program = "printf '\\033[31mred\\033[m\\n'; trap 'stty size' WINCH; while :; do sleep 0.02; done";
      const terminal = terminals.open(["sh", "-c", program]);
      await terminal.until(/red/);
      expect(terminal.colours()).toContain("\u001b[31mred");
      terminal.resize(60, 15);
      await terminal.until(/^15 60$/m);
    });

    it("shows the screen when what is waited for does not come", async () => {
      const terminal = terminals.open(["echo", "something else"]);
      await terminal.until(/something/);
      await expect(terminal.until(/never/, 100)).rejects.toThrow(/over[\s\S]*│something else/);
    });
  },
);
