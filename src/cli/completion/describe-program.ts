// The commander program as plain data: what the three shells complete.
import type { Command } from "commander";
import { CompletedArgument, CompletedOption, type Completes } from "../options.ts";

export interface OptionShape {
  /** As `-h` and `--help`; a negated option stands as it is typed. */
  readonly flags: readonly string[];
  readonly describes: string;
  /** null: the option takes no value. */
  readonly value: Completes | null;
}

export interface CommandShape {
  readonly name: string;
  readonly describes: string;
  readonly options: readonly OptionShape[];
  readonly argument: Completes | null;
}

export interface ProgramShape {
  readonly name: string;
  readonly options: readonly OptionShape[];
  readonly commands: readonly CommandShape[];
}

export function describeProgram(program: Command): ProgramShape {
  const help = program.createHelp();
  const commands = help.visibleCommands(program);
  return {
    name: program.name(),
    options: optionsOf(program),
    commands: commands.map((command) => ({
      name: command.name(),
      describes: firstLine(command.description()),
      options: optionsOf(command),
      argument: argumentOf(command, commands),
    })),
  };
}

function optionsOf(command: Command): OptionShape[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      describes: firstLine(option.description),
      value:
        !option.required && !option.optional
          ? null
          : option instanceof CompletedOption
            ? option.completes
            : { kind: "nothing" },
    }));
}

function argumentOf(command: Command, commands: readonly Command[]): Completes | null {
  const argument = command.registeredArguments[0];
  if (argument === undefined) return null;
  if (argument instanceof CompletedArgument) return argument.completes;
  // commander's own `help [command]`.
  return { kind: "words", words: commands.map((other) => other.name()), list: false };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] as string;
}
