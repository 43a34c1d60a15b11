// What stands over a view, as lines to scroll in. Worked out once for as long as nothing of it changes: they are
// counted where keys move in them, and drawn with every frame.
import type { TraceAnswer } from "../../../session/screen/protocol.ts";
import { helpGroups } from "../keys/key-labels.ts";
import type { LadderPane, Pane, ScreenState } from "../state/screen-state.ts";
import { explainPaneLines } from "./explain-pane.ts";
import { helpLines } from "./help.ts";
import { ladderPaneLines, tracingLines } from "./ladder-pane.ts";

export interface PaneLines {
  readonly lines: readonly string[];
  /** Up to where something grows: whoever follows it keeps the line before in sight. */
  readonly end: number;
}

export function paneLines(state: ScreenState, pane: Pane): PaneLines {
  const { size, drawing, handbook } = state;
  const { columns } = size;
  switch (pane.kind) {
    case "ladder":
      return ladderLines(state, pane, columns);
    case "explain":
      return kept(pane.topics, `${pane.index} ${columns}`, () =>
        whole(explainPaneLines(pane.topics, pane.index, handbook, columns, drawing)),
      );
    case "help":
      return kept(drawing, `${columns} ${state.kind}`, () =>
        whole(helpLines(helpGroups(state.kind, drawing), columns, drawing)),
      );
  }
}

function ladderLines(state: ScreenState, pane: LadderPane, columns: number): PaneLines {
  const { drawing, handbook, status } = state;
  const { answer, all } = pane;
  if (answer === null) return whole(tracingLines(pane.id, pane.done, columns, drawing));
  const isGrowing = !(status?.replay?.isAtEnd ?? false);
  return kept<TraceAnswer>(answer, `${columns} ${all} ${isGrowing}`, () => {
    const { lines, ladderEnd } = ladderPaneLines({ answer, handbook, all, isGrowing }, columns, drawing);
    return { lines, end: ladderEnd };
  });
}

function whole(lines: readonly string[]): PaneLines {
  return { lines, end: lines.length };
}

const KEPT = new WeakMap<object, { readonly of: string; readonly drawn: PaneLines }>();

function kept<Of extends object>(subject: Of, of: string, draw: () => PaneLines): PaneLines {
  const known = KEPT.get(subject);
  if (known?.of === of) return known.drawn;
  const drawn = draw();
  KEPT.set(subject, { of, drawn });
  return drawn;
}
