// Completion for fish 3 and later.
import type { Completes } from "../options.ts";
import { CAPTURE_ENDINGS } from "./capture-names.ts";
import type { OptionShape, ProgramShape } from "./describe-program.ts";
import { selectKeys, selectValues } from "./select-words.ts";

export function fishScript(program: ProgramShape): string {
  const { name, commands } = program;
  const noCommand = `not __fish_seen_subcommand_from ${commands.map((command) => command.name).join(" ")}`;
  return `# fish completion for ${name}, made by "${name} completion fish"

function __${name}_select
    set -l token (commandline -ct | string trim --left --chars '"\\'')
    set -l term (string match --regex '[^ (]*$' -- $token)
    set -l head (string sub --length (math (string length -- "$token") - (string length -- "$term")) -- "$token")
    if not string match --quiet '*:*' -- "$term"
        printf '%s\\n' $head${selectKeys().map(quoted).join(` $head`)}
        return
    end
    set -l key (string replace --regex ':.*' '' -- $term | string replace --regex '^(client|server)\\.' '')
    set -l head (string replace --regex '[^:,]*$' '' -- $token)
    switch $key
${selectValues()
  .map(
    ({ key, values }) =>
      `        case ${key}\n            printf '%s\\n' $head${values.map(quoted).join(` $head`)}`,
  )
  .join("\n")}
    end
end

function __${name}_list
    set -l head (string replace --regex '[^,]*$' '' -- (commandline -ct))
    printf '%s\\n' "$head"$argv
end

function __${name}_captures
    set -l found (__fish_complete_path (commandline -ct) | string match --ignore-case --regex '.*(?:/|\\.(?:${CAPTURE_ENDINGS.map(
      (ending) => ending.replaceAll(".", "\\."),
    ).join("|")}))$')
    # Captures by another name are captures too.
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end

complete --command ${name} --no-files
${program.options.map((option) => line(name, noCommand, option)).join("\n")}
${commands.map((command) => `complete --command ${name} --condition ${quoted(noCommand)} --arguments ${command.name} --description ${quoted(command.describes)}`).join("\n")}
${commands
  .flatMap((command) => {
    const seen = `__fish_seen_subcommand_from ${command.name}`;
    const options = command.options.map((option) => line(name, seen, option));
    if (command.argument === null) return options;
    return [
      ...options,
      `complete --command ${name} --condition ${quoted(seen)} --no-files --arguments ${quoted(values(name, command.argument))}`,
    ];
  })
  .join("\n")}
`;
}

function line(name: string, condition: string, { flags, describes, value }: OptionShape): string {
  const spelled = flags.map((flag) =>
    flag.startsWith("--") ? `--long-option ${flag.slice(2)}` : `--short-option ${flag.slice(1)}`,
  );
  const takes = value === null ? "" : ` --exclusive --arguments ${quoted(values(name, value))}`;
  return `complete --command ${name} --condition ${quoted(condition)} ${spelled.join(" ")} --description ${quoted(describes)}${takes}`;
}

function values(name: string, completes: Completes): string {
  switch (completes.kind) {
    case "words":
      return completes.list ? `(__${name}_list ${completes.words.join(" ")})` : completes.words.join(" ");
    case "select":
      return `(__${name}_select)`;
    case "captures":
      return `(__${name}_captures)`;
    case "interfaces":
      return "any (__fish_print_interfaces)";
    case "nothing":
      return "";
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
