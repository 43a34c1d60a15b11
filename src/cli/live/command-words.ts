// How this process was started, as a shell would take it again: for a line that says what to run instead.
import process from "node:process";

/** What a shell takes as it stands. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * The absolute path of Node and of the program, since another user's PATH may know neither.
 * @param argv the words after the program's name, as they were typed unless given
 */
export function commandWords(argv: readonly string[] = process.argv.slice(2)): string {
  const program = process.argv[1] ?? "shakedown";
  return [process.execPath, program, ...argv].map(quoted).join(" ");
}

function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
