// Completion for bash 4.3 and later, without the bash-completion package.
import type { Completes } from "../options.ts";
import { CAPTURE_ENDINGS } from "./capture-names.ts";
import type { CommandShape, OptionShape, ProgramShape } from "./describe-program.ts";
import { selectKeys, selectValues } from "./select-words.ts";

export function bashScript(program: ProgramShape): string {
  const names = program.commands.map((command) => command.name).join(" ");
  return `# bash completion for ${program.name}, made by "${program.name} completion bash"

# The words before the cursor as the program would get them: bash itself parts at : and =, and
# leaves quotes on.
_${program.name}_words() {
  local line="\${COMP_LINE:0:COMP_POINT}" word="" quote="" begun="" character index
  words=()
  for ((index = 0; index < \${#line}; index++)); do
    character="\${line:index:1}"
    if [[ -n $quote ]]; then
      if [[ $character == "$quote" ]]; then quote=""; else word+=$character; fi
    elif [[ $character == [\\"\\'] ]]; then
      quote=$character begun=1
    elif [[ $character == "\\\\" ]]; then
      ((index++)) || true
      word+="\${line:index:1}" begun=1
    elif [[ $character == [[:space:]] ]]; then
      [[ -n $begun ]] && words+=("$word")
      word="" begun=""
    else
      word+=$character begun=1
    fi
  done
  words+=("$word")
}

# Offers the words of $2 that begin with the last part of $1, the part after $3.
_${program.name}_offer() {
  local head="$3" part="\${1:\${#3}}" word
  for word in $2; do
    [[ \${word,,} == "\${part,,}"* ]] && candidates+=("$head$word")
  done
}

_${program.name}_list() {
  local last="\${1##*,}"
  nospace=1
  _${program.name}_offer "$1" "$2" "\${1%"$last"}"
}

_${program.name}_select() {
  local term="\${1##*[ (]}" head key values
  head="\${1%"$term"}"
  nospace=1
  if [[ $term != *:* ]]; then
    _${program.name}_offer "$1" "${selectKeys().join(" ")}" "$head"
    return
  fi
  key="\${term%%:*}"
  case "\${key#*.}" in
${selectValues()
  .map(({ key, values }) => `    ${key}) values="${values.join(" ")}" ;;`)
  .join("\n")}
    *) return ;;
  esac
  term="\${1##*[:,]}"
  _${program.name}_offer "$1" "$values" "\${1%"$term"}"
}

_${program.name}_captures() {
  local file found=()
  compopt -o filenames 2> /dev/null
  while IFS= read -r file; do
    case "\${file,,}" in
      ${CAPTURE_ENDINGS.map((ending) => `*.${ending}`).join(" | ")}) found+=("$file") ;;
      *) [[ -d $file ]] && found+=("$file") ;;
    esac
  done < <(compgen -f -- "$1")
  # Captures by another name are captures too.
  if [[ \${#found[@]} -eq 0 ]]; then
    while IFS= read -r file; do found+=("$file"); done < <(compgen -f -- "$1")
  fi
  candidates=("\${found[@]}")
}

_${program.name}() {
  local words candidates=() nospace="" command="" index current previous options
  _${program.name}_words
  current="\${words[-1]}"
  previous="\${words[-2]-}"
  for ((index = 1; index < \${#words[@]} - 1; index++)); do
    if [[ \${words[index]} != -* ]]; then
      command="\${words[index]}"
      break
    fi
  done
  # --option=value
  local head=""
  if [[ $current == --*=* ]]; then
    previous="\${current%%=*}" head="\${current%%=*}=" current="\${current#*=}"
  fi
  case "$command $previous" in
${program.commands.flatMap((command) => command.options.flatMap((option) => valueCase(program, command, option))).join("\n")}
    *)
      case "$command" in
        "") options="${program.options.flatMap((option) => option.flags).join(" ")}"
          if [[ $current == -* ]]; then _${program.name}_offer "$current" "$options" ""
          else _${program.name}_offer "$current" "${names}" ""; fi ;;
${program.commands.map((command) => commandCase(program, command)).join("\n")}
      esac ;;
  esac
  # bash replaces only what stands after the last : or = outside quotes.
  local part="\${COMP_WORDS[COMP_CWORD]}" whole="$head$current" candidate
  part="\${part#[\\"\\']}"
  [[ $part == [:=\\<\\>]* ]] && part=""
  COMPREPLY=()
  for candidate in "\${candidates[@]}"; do
    candidate="$head$candidate"
    if ((\${#part} <= \${#whole})); then COMPREPLY+=("\${candidate:\${#whole}-\${#part}}"); fi
  done
  [[ -n $nospace ]] && compopt -o nospace 2> /dev/null
  return 0
}

complete -F _${program.name} ${program.name}
`;
}

function valueCase(program: ProgramShape, command: CommandShape, { flags, value }: OptionShape): string[] {
  if (value === null) return [];
  const patterns = flags.map((flag) => `"${command.name} ${flag}"`).join(" | ");
  return [`    ${patterns}) ${offer(program, value)} ;;`];
}

function commandCase(program: ProgramShape, { name, options, argument }: CommandShape): string {
  const flags = options.flatMap((option) => option.flags).join(" ");
  const rest = argument === null ? ":" : offer(program, argument);
  return `        ${name})
          if [[ $current == -* ]]; then _${program.name}_offer "$current" "${flags}" ""
          else ${rest}; fi ;;`;
}

function offer({ name }: ProgramShape, completes: Completes): string {
  switch (completes.kind) {
    case "words":
      return completes.list
        ? `_${name}_list "$current" "${completes.words.join(" ")}"`
        : `_${name}_offer "$current" "${completes.words.join(" ")}" ""`;
    case "select":
      return `_${name}_select "$current"`;
    case "captures":
      return `_${name}_captures "$current"`;
    case "interfaces":
      return `_${name}_offer "$current" "any $(ls /sys/class/net 2> /dev/null || ifconfig -l 2> /dev/null)" ""`;
    case "nothing":
      return ":";
  }
}
