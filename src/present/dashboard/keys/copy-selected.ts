// `y`: what is copied of what is selected.

import { connectionAtHand, type ScreenState } from "../state/screen-state.ts";
import type { Stepped } from "../state/screen-steps.ts";
import { selectedConnection, selectedGroup, selectedService } from "../state/selected.ts";
import { type Copied, copyNotice, copyOfConnection, copyOfService } from "./copy.ts";

export function copyOfSelected(state: ScreenState): Stepped {
  const { drawing } = state;
  const copied = copyOf(state);
  if (copied === null) {
    const notice = { line: drawing.words.screen.nothingSelected, isWarning: true };
    return { state: { ...state, notice }, effects: [] };
  }
  const notice = { line: copyNotice(copied, drawing), isWarning: false };
  return { state: { ...state, notice }, effects: [{ type: "copy", text: copied.text }] };
}

function copyOf(state: ScreenState): Copied | null {
  if (state.view === "services") {
    const service = selectedService(state);
    return service === null ? null : copyOfService(service);
  }
  if (state.view === "findings") {
    const subject = selectedGroup(state)?.subject;
    if (subject?.kind !== "service" || subject.ip === null || subject.port === null) return null;
    return copyOfService({ ip: subject.ip, port: subject.port });
  }
  const id = connectionAtHand(state);
  const row = selectedConnection(state);
  if (row !== null && row.id === id) return copyOfConnection(row);
  const record = state.panes.findLast((pane) => pane.kind === "ladder")?.answer?.connection;
  return record?.id === id && record !== undefined ? copyOfConnection(record) : null;
}
