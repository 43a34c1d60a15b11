// A row as the screen draws it.
import type { TunnelTable } from "../../../decode/tunnel-table.ts";
import type { State, Verdict } from "../../../record/connection-record.ts";
import { ipOf, portOf } from "../../../record/endpoint-address.ts";
import { ID, PACKETS, PAYLOAD } from "../../../track/connection-layout.ts";
import { type ConnectionView, VERDICTS } from "../../../track/connection-view.ts";
import { STATES } from "../../../track/tcp-state-machine.ts";
import type { ConnectionRow, RowEnd } from "../frame.ts";
import { type AllRows, handshakeNanos } from "../rows/all-rows.ts";
import { tunnelOf } from "./row-in-question.ts";

export function connectionRow(rows: AllRows, place: number, tunnels: TunnelTable): ConnectionRow {
  const view = rows.show(place);
  const { client, server } = view;
  const handshake = handshakeNanos(view);
  const id = view.word(ID) >>> 0;
  const since = Math.max(view.stateSince(0), view.stateSince(1));
  return {
    id,
    client: rowEnd(rows, place, view, client),
    server: rowEnd(rows, place, view, server),
    verdict: VERDICTS[view.verdict] as Verdict,
    inStateSeconds: Math.max(0, rows.now - since) / 1e9,
    handshakeSeconds: handshake < 0 ? null : handshake / 1e9,
    packets: (view.endpointWord(client, PACKETS) >>> 0) + packetsOfPeer(view),
    bytes:
      view.endpointDouble(client, PAYLOAD) + (server === client ? 0 : view.endpointDouble(server, PAYLOAD)),
    finding: findingOf(rows, place, id),
    tunnel: tunnelOf(view, tunnels),
    isOver: place < 0,
    isDoubtful: rows.isDoubtful(place),
  };
}

/** Of its own the worst; without any, what is found about its service or a host and lists it. */
function findingOf(rows: AllRows, place: number, id: number): ConnectionRow["finding"] {
  const { worst, marks } = rows.findings(place);
  if (worst !== null) return { id: worst.id, severity: worst.severity, more: marks.length - 1 };
  const shared = rows.groups.membership(id);
  return shared === null ? null : { id: shared.id, severity: shared.severity, more: 0 };
}

/** (What connects to itself has one endpoint, which stands for both.) */
function packetsOfPeer(view: ConnectionView): number {
  const { client, server } = view;
  return client === server ? 0 : view.endpointWord(server, PACKETS) >>> 0;
}

function rowEnd(rows: AllRows, place: number, view: ConnectionView, end: number): RowEnd {
  return {
    ip: ipOf(view, end),
    port: portOf(view, end),
    state: STATES[view.state(end)] as State,
    process: rows.process(place, end),
  };
}
