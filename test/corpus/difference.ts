// A place where a judge and we say different things of one capture.

export interface Difference {
  /** `repository/name` of the capture. */
  readonly capture: string;
  readonly judge: string;
  /** The four addresses and the frame with which the connection begins. */
  readonly connection: string;
  /** What is different: a field of the contract, with the end in front where there are two. */
  readonly field: string;
  readonly theirs: string;
  readonly ours: string;
  /** What else the judge says there: how it was called, how it tells the story. */
  readonly remarks?: string;
}

/** One line that tells a difference from all others. */
export function differenceKey(difference: Difference): string {
  const { capture, judge, connection, field, theirs, ours } = difference;
  return [capture, judge, connection, field, theirs, ours].join("\t");
}

/** What a field is about, without the end in front. */
export function lastWord(field: string): string {
  return field.slice(field.lastIndexOf(" ") + 1);
}
