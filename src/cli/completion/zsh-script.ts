// Completion for zsh, by its own _arguments.
import type { Completes } from "../options.ts";
import { CAPTURE_ENDINGS } from "./capture-names.ts";
import type { CommandShape, OptionShape, ProgramShape } from "./describe-program.ts";
import { selectKeys, selectValues } from "./select-words.ts";

export function zshScript(program: ProgramShape): string {
  const { name } = program;
  return `#compdef ${name}
# zsh completion for ${name}, made by "${name} completion zsh"

_${name}_select() {
  local key
  # What stands before the term stays.
  compset -P '*[ (]'
  if ! compset -P '(#b)([^:]#):'; then
    compadd -S '' -- ${selectKeys().map(quoted).join(" ")}
    return
  fi
  key=\${match[1]#*.}
  compset -P '*,'
  case $key in
${selectValues()
  .map(({ key, values }) => `    (${key}) compadd -S '' -M 'm:{a-z-}={A-Z_}' -- ${values.join(" ")} ;;`)
  .join("\n")}
  esac
}

_${name}_interfaces() {
  compadd any
  _net_interfaces
}

_${name}_list() {
  compset -P '*,'
  compadd -S '' -- "$@"
}

_${name}() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  setopt localoptions extendedglob
  _arguments -C \\
${program.options.map((option) => `    ${argument(name, option)} \\`).join("\n")}
    '1: :->command' \\
    '*:: :->arguments' && return
  case $state in
    (command)
      local -a commands=(
${program.commands.map((command) => `        ${quoted(`${command.name}:${command.describes.replaceAll(":", "\\:")}`)}`).join("\n")}
      )
      _describe -t commands command commands ;;
    (arguments)
      case $line[1] in
${program.commands.map((command) => commandCase(name, command)).join("\n")}
      esac ;;
  esac
}

if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function commandCase(name: string, command: CommandShape): string {
  const parts = [
    ...command.options.map((option) => argument(name, option)),
    ...(command.argument === null ? [] : [quoted(`*: :${action(name, command.argument)}`)]),
  ];
  return `        (${command.name}) _arguments \\\n${parts.map((part) => `          ${part}`).join(" \\\n")} ;;`;
}

/** One specification: \`'(-h --help)'{-h,--help}'[print help]'\`. */
function argument(name: string, { flags, describes, value }: OptionShape): string {
  const text = `[${describes.replaceAll(/[[\]\\:]/g, "\\$&")}]`;
  const rest = quoted(value === null ? text : `${text}:value:${action(name, value)}`);
  if (flags.length > 1) return `${quoted(`(${flags.join(" ")})`)}{${flags.join(",")}}${rest}`;
  // With = a value may follow in the same word.
  return `${quoted(`${flags[0]}${value === null ? "" : "="}`)}${rest}`;
}

function action(name: string, completes: Completes): string {
  switch (completes.kind) {
    case "words":
      return completes.list
        ? `{_${name}_list ${completes.words.join(" ")}}`
        : `(${completes.words.join(" ")})`;
    case "select":
      return `_${name}_select`;
    case "captures":
      return `{_files -g "(#i)*.(${CAPTURE_ENDINGS.join("|")})(-.)" || _files}`;
    case "interfaces":
      return `_${name}_interfaces`;
    case "nothing":
      return " ";
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
