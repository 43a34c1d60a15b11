// The program: commands, and what becomes of anything that goes wrong in one.
import { Command, CommanderError } from "commander";
import { completionCommand } from "./completion.ts";
import { describeError, errorLine } from "./error-line.ts";
import { DONE, WRONG_USAGE } from "./exit-codes.ts";
import { explainCommand } from "./explain.ts";
import { interfacesCommand } from "./interfaces.ts";
import { liveCommand } from "./live.ts";
import { print } from "./output.ts";
import { packageVersion } from "./package-version.ts";
import { readCommand } from "./read.ts";
import { replayCommand } from "./replay.ts";
import { schemaCommand } from "./schema.ts";
import { showCommand } from "./show.ts";
import { processTerminal, type Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Runs one command and resolves with its exit code when all output has left; never rejects.
 * @param argv the words after the program's name
 */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal): Promise<number> {
  let exitCode = DONE;
  // Complaints that nobody takes (2>/dev/full, a pipe whose reader has gone) must not change the code.
  terminal.stderr.on("error", () => {});
  let help = "";
  const program = createProgram(
    terminal,
    (code) => {
      exitCode = code;
    },
    (text) => {
      help += text;
    },
  );
  try {
    try {
      await program.parseAsync(argv, { from: "user" });
    } catch (error) {
      if (!(error instanceof CommanderError && isHelp(error))) throw error;
      if (error.exitCode !== 0) return missingCommand(argv, help, terminal);
      await print(terminal.stdout, help);
    }
    return exitCode;
  } catch (error) {
    terminal.stderr.write(
      error instanceof CommanderError ? wrongUsage(error, argv, program) : describeError(error),
    );
    return WRONG_USAGE;
  }
}

/**
 * The commander program.
 * @param finish hears the exit code of the command that ran
 * @param help takes the help or the version that was asked for, or the help for who asked for nothing
 */
function createProgram(
  terminal: Terminal,
  finish: (exitCode: number) => void,
  help: (text: string) => void,
): Command {
  const program = new Command("shakedown")
    .description("Why did it not open? Why does it not close?\nTCP connections explained from their packets.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .addHelpText("after", PROGRAM_HELP);
  program.addCommand(readCommand(terminal, finish));
  program.addCommand(liveCommand(terminal, finish));
  program.addCommand(replayCommand(terminal, finish));
  program.addCommand(showCommand(terminal, finish));
  program.addCommand(explainCommand(terminal));
  program.addCommand(interfacesCommand(terminal));
  program.addCommand(schemaCommand(terminal));
  program.addCommand(completionCommand(terminal));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: help,
      writeErr: help,
      // Said by main, in one line.
      outputError: () => {},
    });
    command.helpOption("-h, --help", "print help");
  }
  return program;
}

function isHelp({ code }: CommanderError): boolean {
  return code === "commander.help" || code === "commander.helpDisplayed" || code === "commander.version";
}

/** commander's complaint in one line, with where to look. */
function wrongUsage(error: CommanderError, argv: readonly string[], program: Command): string {
  const first = argv.find((word) => !word.startsWith("-")) ?? "";
  const command = program.commands.find((candidate) => candidate.name() === first);
  if (error.code === "commander.unknownCommand" && /[./\\]/.test(first)) {
    return errorLine(`unknown command "${first}"; to analyse a capture: shakedown read ${first}`);
  }
  if (error.code === "commander.excessArguments" && first === "live") {
    return errorLine("live takes one interface as its argument; several: live -i eth0 -i lo");
  }
  const line = describeError(error);
  if (line.endsWith("?\n")) return line;
  const help = command === undefined ? "shakedown --help" : `shakedown ${command.name()} --help`;
  return `${line.trimEnd()}; see ${help}\n`;
}

/** Help for who named no command, or one that there is not. */
function missingCommand([first, topic]: readonly string[], help: string, { stderr }: Terminal): number {
  if (first === "help" && topic !== undefined) {
    throw new UsageError(`there is no command "${topic}" to help with; see shakedown --help`);
  }
  stderr.write(help);
  return WRONG_USAGE;
}

const PROGRAM_HELP = `
Examples:
  shakedown read trace.pcapng                    what happened, problems first
  shakedown show trace.pcapng 7                  one connection, step by step
  sudo shakedown live eth0                       the story as it happens
  tcpdump -i eth0 -w - tcp | shakedown read -    from a pipe
  shakedown read --help                          formats, selecting, exit codes
  shakedown explain CLOSE_WAIT                   what it means, and what to do
  shakedown interfaces                           what can be captured on
`;
