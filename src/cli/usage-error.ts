// Something that the user has to change: exit code 2.

/** `message` is one line that says what to do next; `--option: …` where an option is to blame. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
