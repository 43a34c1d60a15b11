// `shakedown completion`: a script for the shell, made from the program as it is, so that it cannot
// fall behind.
import { Command } from "commander";
import { describeProgram, type ProgramShape } from "./completion/describe-program.ts";
import { CompletedArgument, oneOf } from "./options.ts";
import { print } from "./output.ts";
import type { Terminal } from "./terminal.ts";

type Script = (program: ProgramShape) => string;

const SCRIPTS: Readonly<Record<string, () => Promise<Script>>> = {
  bash: async () => (await import("./completion/bash-script.ts")).bashScript,
  zsh: async () => (await import("./completion/zsh-script.ts")).zshScript,
  fish: async () => (await import("./completion/fish-script.ts")).fishScript,
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
    const script = await (SCRIPTS[shell] as () => Promise<Script>)();
    await print(terminal.stdout, script(describeProgram(command.parent as Command)));
  });
}

const COMPLETION_HELP = `
Examples, for bash, zsh and fish:
  shakedown completion bash > /etc/bash_completion.d/shakedown
  shakedown completion zsh > "\${fpath[1]}/_shakedown"
  shakedown completion fish > ~/.config/fish/completions/shakedown.fish
`;
