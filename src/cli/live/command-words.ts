// How this process was started, as a shell would take it again: for a line that says what to run instead.
import process from "node:process";

/** What a shell takes as it stands. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** The absolute path of Node and of the program, since another user's PATH may know neither. */
export function commandWords(): string {
  const [, program = "shakedown", ...argv] = process.argv;
  return [process.execPath, program, ...argv].map(quoted).join(" ");
}

function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
