// Options of several commands that say how the output looks and when it fails; each is declared once.
import { FAIL_ON_WORDS, parseFailOn } from "./fail-on.ts";
import { CompletedOption, oneOf } from "./options.ts";

/** `--format`, text unless something else is asked for; `parse` where a wrong one deserves more than near spellings. */
export function formatOption(
  formats: readonly string[],
  parse: (text: string) => string = oneOf("--format", formats),
): CompletedOption {
  const completes = { kind: "words", words: formats, list: false } as const;
  const option = new CompletedOption("--format <format>", `what to print: ${formats.join(", ")}`, completes);
  option.argParser(parse).default("text", "text");
  return option;
}

export function failOnOption(): CompletedOption {
  const completes = { kind: "words", words: FAIL_ON_WORDS, list: true } as const;
  const option = new CompletedOption(
    "--fail-on <what,...>",
    "exit 1 when a reported connection has one of these",
    completes,
  );
  option.argParser(parseFailOn);
  return option;
}

export function quietOption(): CompletedOption {
  return new CompletedOption("--quiet", "the exit code and one line");
}

export function asciiOption(): CompletedOption {
  return new CompletedOption("--ascii", "draw without line characters");
}

export function noColorOption(): CompletedOption {
  return new CompletedOption("--no-color", "no colour, also by NO_COLOR; FORCE_COLOR=1 wants it");
}
