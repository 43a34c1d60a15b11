// A connection's ladder as lines: as many as there are, for a pane that is scrolled.
import type { TraceAnswer } from "../../../session/screen/protocol.ts";
import type { Handbook } from "../../../words/topics.ts";
import type { Drawing } from "../drawing.ts";

export interface LadderPane {
  readonly answer: TraceAnswer;
  /** Null: not loaded yet; its findings are then drawn without their explanation. */
  readonly handbook: Handbook | null;
  /** Draw every segment. */
  readonly all: boolean;
  /** More may come: the input is not at its end. */
  readonly isGrowing: boolean;
}

/** All lines, none wider than `columns` (60 and more). */
export function ladderPaneLines(
  { answer, handbook, all, isGrowing }: LadderPane,
  columns: number,
  drawing: Drawing,
): string[] {
  void handbook;
  void all;
  void isGrowing;
  void columns;
  void drawing;
  return [String(answer.id)];
}

/** What stands there until the first answer. @param done 0 to 1 */
export function tracingLines(id: number, done: number, columns: number, drawing: Drawing): string[] {
  void columns;
  void drawing;
  return [`${id} ${Math.round(done * 100)} %`];
}
