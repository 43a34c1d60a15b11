// A filter that cannot be had: libpcap does not understand it, or is not there.

/** `message` is one line: libpcap's own words, and what to do next. */
export class FilterError extends Error {
  override readonly name = "FilterError";
  readonly expression: string;
  /** From 1: what libpcap understands ends before this character; null where that is not known. */
  readonly column: number | null;

  constructor(expression: string, column: number | null, message: string) {
    super(message);
    this.expression = expression;
    this.column = column;
  }
}
