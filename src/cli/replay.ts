// `shakedown replay`: saved captures on the dashboard, as time passed or faster.
import { Command } from "commander";
import type { Speed } from "../session/screen/frame.ts";
import type { LookOptions } from "./dashboard/task.ts";
import { type AnalysisOptions, addAnalysisOptions } from "./engine-options.ts";
import { CompletedArgument, CompletedOption } from "./options.ts";
import { asciiOption, noColorOption } from "./output-options.ts";
import { surroundingsOf, type Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

interface ReplayOptions extends AnalysisOptions, LookOptions {
  readonly speed: Speed;
}

/** The command; `finish` hears its exit code. */
export function replayCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  const command = new Command("replay")
    .description("saved captures on the dashboard, as fast as it happened or faster")
    .addArgument(new CompletedArgument("<capture...>", "files, - is standard input", { kind: "captures" }))
    .addOption(
      new CompletedOption("--speed <speed>", "1x as it happened, 10x, or max (default: 1x)", {
        kind: "words",
        words: ["1x", "10x", "max"],
        list: false,
      })
        .argParser(speed)
        .default(1, "1x"),
    );
  return addAnalysisOptions(command)
    .addOption(asciiOption())
    .addOption(noColorOption())
    .action(async (inputs: string[], options: ReplayOptions) => {
      const { openDashboard } = await import("./dashboard/open-dashboard.ts");
      const input = terminal.stdout.isTTY ? (terminal.openInput?.() ?? null) : null;
      if (input === null) {
        throw new UsageError(
          `replay: needs a terminal to draw on and to take keys from; without one: shakedown read ${inputs.join(" ")}`,
        );
      }
      const task = { kind: "replay", inputs, options, surroundings: surroundingsOf(terminal) } as const;
      finish(await openDashboard({ task, terminal, input }));
    });
}

function speed(text: string): Speed {
  if (text === "max") return "max";
  const times = /^(\d+(?:\.\d+)?)x$/.exec(text);
  if (times === null || Number(times[1]) === 0)
    throw new UsageError(`--speed: "${text}" is no speed; write 1x, 10x or max`);
  return Number(times[1]);
}
