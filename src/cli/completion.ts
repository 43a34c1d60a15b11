// `shakedown completion`: a script for the shell, made from the program as it is, so that it cannot
// fall behind.
import { Command } from "commander";
import { bashScript } from "./completion/bash-script.ts";
import { describeProgram, type ProgramShape } from "./completion/describe-program.ts";
import { fishScript } from "./completion/fish-script.ts";
import { zshScript } from "./completion/zsh-script.ts";
import { CompletedArgument, oneOf } from "./options.ts";
import { StreamOutput } from "./output.ts";
import type { Terminal } from "./terminal.ts";

const SCRIPTS: Readonly<Record<string, (program: ProgramShape) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};
const SHELLS = Object.keys(SCRIPTS);

export function completionCommand(terminal: Terminal): Command {
  const command = new Command("completion")
    .description("print a script that completes commands, options and values in a shell")
    .addArgument(
      new CompletedArgument("<shell>", SHELLS.join(", "), {
        kind: "words",
        words: SHELLS,
        list: false,
      }).argParser(oneOf("completion", SHELLS)),
    )
    .addHelpText("after", COMPLETION_HELP);
  return command.action(async (shell: string) => {
    const script = SCRIPTS[shell] as (program: ProgramShape) => string;
    const output = new StreamOutput(terminal.stdout);
    output.write(script(describeProgram(command.parent as Command)));
    await output.finish();
  });
}

const COMPLETION_HELP = `
Examples, for bash, zsh and fish:
  shakedown completion bash > /etc/bash_completion.d/shakedown
  shakedown completion zsh > "\${fpath[1]}/_shakedown"
  shakedown completion fish > ~/.config/fish/completions/shakedown.fish
`;
