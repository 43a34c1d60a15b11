// `shakedown replay`: saved captures on the dashboard, as time passed or faster.
import { statSync } from "node:fs";
import { Command } from "commander";
import type { Speed } from "../session/screen/frame.ts";
import type { LookOptions } from "./dashboard/task.ts";
import { type AnalysisOptions, addAnalysisOptions } from "./engine-options.ts";
import { CompletedArgument, CompletedOption } from "./options.ts";
import { asciiOption, noColorOption } from "./output-options.ts";
import { screenInput, surroundingsOf, type Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

const SLOWEST = 0.001;
const FASTEST = 1_000_000;

interface ReplayOptions extends AnalysisOptions, LookOptions {
  readonly speed?: Speed;
}

/** The command; `finish` hears its exit code. */
export function replayCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  const command = new Command("replay")
    .description("saved captures on the dashboard, as fast as it happened or faster")
    .addArgument(new CompletedArgument("<capture...>", "files, - is standard input", { kind: "captures" }))
    .addOption(
      new CompletedOption(
        "--speed <speed>",
        "0.5x, 1x as it happened, 10x, or max (default: 1x, of a pipe max)",
        { kind: "words", words: ["0.5x", "1x", "10x", "100x", "max"], list: false },
      ).argParser(speed),
    )
    .addOption(
      new CompletedOption("--select <expression>", "begin with these connections only; / changes it", {
        kind: "select",
      }),
    );
  return addAnalysisOptions(command)
    .addOption(asciiOption())
    .addOption(noColorOption())
    .addHelpText("after", REPLAY_HELP)
    .action(async (inputs: string[], given: ReplayOptions) => {
      // What flows by cannot be seen again, and may be faster than it is shown.
      const options = { ...given, speed: given.speed ?? (inputs.some(flowsBy) ? "max" : 1) };
      const { openDashboard } = await import("./dashboard/open-dashboard.ts");
      const input = screenInput(terminal);
      if (input === null) {
        throw new UsageError(
          `replay: needs a terminal to draw on and to take keys from; without one: shakedown read ${inputs.join(" ")}`,
        );
      }
      const task = { kind: "replay", inputs, options, surroundings: surroundingsOf(terminal) } as const;
      finish(await openDashboard({ task, terminal, input }));
    });
}

/** Standard input, a named pipe. */
function flowsBy(input: string): boolean {
  if (input === "-") return true;
  try {
    return !statSync(input).isFile();
  } catch {
    return false; // (Whoever opens it says what is wrong.)
  }
}

function speed(text: string): Speed {
  if (text === "max") return "max";
  const times = /^(\d+(?:\.\d+)?)x?$/.exec(text);
  if (times === null || Number(times[1]) === 0)
    throw new UsageError(`--speed: "${text}" is no speed; write 0.5x, 1x, 10x or max`);
  const figure = Number(times[1]);
  if (figure < SLOWEST || figure > FASTEST)
    throw new UsageError(`--speed: ${SLOWEST}x is the slowest, ${FASTEST}x the fastest but max`);
  return figure;
}

const REPLAY_HELP = `
The captures play on the same screens as shakedown live; ? shows the keys. Time
goes on as it did then: states last as long, timers fire where nothing comes.
A long silence can be jumped over, as can all up to the next finding or to a
moment. Going back plays from the beginning again, as fast as can be read.
--since and --until are where playing begins and ends.

Standard input plays as it comes and cannot go back; ladders are drawn of what
is in memory: the first 8 and last 32 packets of each connection, and all from
when one is looked at.

In the end the report of shakedown read stands on the screen, of what was
played; with --select, of those connections.

Exit codes:
  0 done · 2 wrong usage, no terminal or unreadable input
  3 damaged input: everything before the damage was played

Examples:
  shakedown replay trace.pcapng
  shakedown replay monday.pcap.gz tuesday.pcap.gz --speed max
  shakedown replay trace.pcapng --speed 10x --since 5m --select port:5432
  ssh host tcpdump -w - tcp | shakedown replay -
`;
