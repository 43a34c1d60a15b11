// What is wrong with an expression, and where.

/** The only thing that parsing an expression throws. `message` is one line and names the column. */
export class SelectError extends Error {
  override readonly name = "SelectError";
  /** From 1, in UTF-16 units of the expression. */
  readonly column: number;
  /** Near spellings, best first; may be empty. */
  readonly suggestions: readonly string[];
  /** What is wrong, and what to do about it where no near spelling says so: the message's parts without the column. */
  readonly problem: string;
  readonly advice: string;

  /**
   * @param problem what is wrong, as `unknown key "verdikt"`
   * @param advice what to do about it where no near spelling says so
   */
  constructor(column: number, problem: string, suggestions: readonly string[] = [], advice = "") {
    const near = suggestions.map((text) => `"${text}"`).join(" or ");
    const ending = near !== "" ? `, did you mean ${near}?` : advice !== "" ? `; ${advice}` : "";
    super(`${problem} at column ${column}${ending}`);
    this.column = column;
    this.suggestions = suggestions;
    this.problem = problem;
    this.advice = advice;
  }
}

export const QUOTED_AT_MOST = 40;

/** Text of the user's inside a message: short, and without anything that a terminal would obey. */
export function quoted(text: string): string {
  const short = text.length > QUOTED_AT_MOST ? `${text.slice(0, QUOTED_AT_MOST)}…` : text;
  return JSON.stringify(short).replaceAll(
    /[\u007f-\u009f]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}
