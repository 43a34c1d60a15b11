// What is selected, and what can be asked of it: its connections, what explains it.
import { SEVERITY_RANK } from "../../../detect/finding.ts";
import type { Finding } from "../../../record/connection-record.ts";
import type { ConnectionRow, FindingGroup, ServiceRow } from "../../../session/screen/frame.ts";
import type { PaneTopic } from "../panes/explain-pane.ts";
import { STATES_SHOWN } from "../views/states.ts";
import { connectionAtHand, type ScreenState } from "./screen-state.ts";

export function selectedConnection({ bodies, selections }: ScreenState): ConnectionRow | null {
  const { key } = selections.connections;
  return bodies.connections?.rows.find(({ id }) => id === key) ?? null;
}

export function selectedService({ bodies, selections }: ScreenState): ServiceRow | null {
  const { key } = selections.services;
  return bodies.services?.rows.find(({ ip, port }) => `${ip} ${port}` === key) ?? null;
}

export function selectedGroup({ bodies, selections }: ScreenState): FindingGroup | null {
  const { key } = selections.findings;
  return bodies.findings?.rows.find((group) => group.key === key) ?? null;
}

/** What selects the connections of the selected line; null: there is none. */
export function itsConnections(state: ScreenState): string | null {
  switch (state.view) {
    case "connections":
      return null;
    case "states":
      return `state:${STATES_SHOWN[state.selections.states.at]}`;
    case "services": {
      const service = selectedService(state);
      return service === null ? null : `server.host:${service.ip} server.port:${service.port}`;
    }
    case "findings":
      return selectedGroup(state)?.select ?? null;
  }
}

/** The most telling first. */
export function topicsAtHand(state: ScreenState): PaneTopic[] {
  if (state.view === "connections") return topicsOfConnection(state);
  if (state.view === "states")
    return [{ kind: "state", id: STATES_SHOWN[state.selections.states.at] as string }];
  const id = state.view === "services" ? selectedService(state)?.finding?.id : selectedGroup(state)?.id;
  return id === undefined ? [] : [{ kind: "finding", id }];
}

/**
 * What was found about the connection that keys are about, or lists it, the worst first; null: that has not been
 * sent yet.
 */
export function findingsAtHand(state: ScreenState): Finding[] | null {
  const { detail } = state;
  if (detail === null || detail.connection.id !== connectionAtHand(state)) return null;
  return [...detail.connection.findings, ...detail.subjects].sort(
    (a, b) => SEVERITY_RANK[b.severity] - SEVERITY_RANK[a.severity],
  );
}

function topicsOfConnection(state: ScreenState): PaneTopic[] {
  const id = connectionAtHand(state);
  const row = selectedConnection(state);
  const record = state.detail?.connection.id === id ? state.detail?.connection : undefined;
  const findings = (findingsAtHand(state) ?? []).map((finding) => finding.id);
  if (findings.length === 0 && row?.id === id && row?.finding) findings.push(row.finding.id);
  const shown = record ?? (row?.id === id ? row : null);
  return [
    ...findings.map((finding): PaneTopic => ({ kind: "finding", id: finding })),
    ...(shown === null
      ? []
      : ([
          { kind: "verdict", id: shown.verdict },
          { kind: "state", id: shown.client.state },
          { kind: "state", id: shown.server.state },
        ] as const)),
  ];
}
