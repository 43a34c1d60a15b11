// A row as what `--select` asks about: the record's properties, read from the row only when they are asked for,
// so that an expression can be tried on every row of a full table. One object, moved from row to row.

import type { TunnelTable } from "../../../decode/tunnel-table.ts";
import { directionsOf, roundTrip } from "../../../record/build-record.ts";
import { portOf } from "../../../record/endpoint-address.ts";
import type { Selectable, SelectableEnd } from "../../../select/match.ts";
import {
  ACK_RTT,
  ADDRESSES,
  FIRST_TIME,
  FLAGS,
  ID,
  LAST_TIME,
  PACKETS,
  PAYLOAD,
  ROLES_MASK,
  ROLES_SHIFT,
  SYN_RTT,
  TUNNELS,
} from "../../../track/connection-layout.ts";
import { type ConnectionView, VERDICTS } from "../../../track/connection-view.ts";
import { ROLES } from "../../../track/roles.ts";
import { STATES } from "../../../track/tcp-state-machine.ts";
import type { AllRows } from "../rows/all-rows.ts";
import { AddressTexts } from "./address-texts.ts";

/** What the language asks of an end. */
class EndInQuestion implements SelectableEnd {
  private readonly row: RowInQuestion;
  private readonly isClient: boolean;

  constructor(row: RowInQuestion, isClient: boolean) {
    this.row = row;
    this.isClient = isClient;
  }

  private get end(): number {
    const { view } = this.row;
    return this.isClient ? view.client : view.server;
  }

  get ip(): string {
    const { view, addresses } = this.row;
    const at = ADDRESSES + this.end * 4;
    return addresses.of(view.word(at), view.word(at + 1), view.word(at + 2), view.word(at + 3));
  }

  get port(): number {
    return portOf(this.row.view, this.end);
  }

  get state(): SelectableEnd["state"] {
    const { view } = this.row;
    return STATES[view.state(this.end)] as SelectableEnd["state"];
  }

  get packets(): number {
    return this.row.view.endpointWord(this.end, PACKETS) >>> 0;
  }

  get payloadBytes(): number {
    return this.row.view.endpointDouble(this.end, PAYLOAD);
  }
}

export class RowInQuestion implements Selectable {
  readonly addresses = new AddressTexts();
  readonly client = new EndInQuestion(this, true);
  readonly server = new EndInQuestion(this, false);
  view: ConnectionView;
  private place = 0;
  private readonly rows: AllRows;
  private readonly tunnels: TunnelTable;

  constructor(rows: AllRows, tunnels: TunnelTable) {
    this.rows = rows;
    this.tunnels = tunnels;
    this.view = rows.show(0);
  }

  /** The row at that place, as what predicates read; borrowed until the next call. */
  at(place: number, view: ConnectionView): Selectable {
    this.place = place;
    this.view = view;
    return this;
  }

  get id(): number {
    return this.view.word(ID) >>> 0;
  }

  get roles(): Selectable["roles"] {
    return ROLES[(this.view.word(FLAGS) & ROLES_MASK) >> ROLES_SHIFT] as Selectable["roles"];
  }

  get opening(): Selectable["opening"] {
    return this.view.opening;
  }

  get closing(): Selectable["closing"] {
    return this.view.closing(this.view.verdict);
  }

  get closedBy(): Selectable["closedBy"] {
    return this.view.closedBy(this.view.verdict);
  }

  get verdict(): Selectable["verdict"] {
    return VERDICTS[this.view.verdict] as Selectable["verdict"];
  }

  get durationSeconds(): number {
    return (this.view.double(LAST_TIME) - this.view.double(FIRST_TIME)) / 1e9;
  }

  get synRttSeconds(): number | null {
    return roundTrip(this.view, SYN_RTT);
  }

  get ackRttSeconds(): number | null {
    return roundTrip(this.view, ACK_RTT);
  }

  get directions(): Selectable["directions"] {
    return directionsOf(this.client.packets, this.server.packets);
  }

  get tunnel(): readonly string[] {
    return tunnelOf(this.view, this.tunnels);
  }

  /** Ids and severities only. */
  get findings(): Selectable["findings"] {
    return this.rows.findings(this.place).marks;
  }
}

const NO_TUNNEL: readonly string[] = [];

/** The layers around it, the outermost first. */
export function tunnelOf(view: ConnectionView, tunnels: TunnelTable): readonly string[] {
  const both = view.word(TUNNELS);
  const tunnel = view.client === 0 ? both & 0xffff : both >>> 16;
  return tunnel === 0 ? NO_TUNNEL : tunnels.describe(tunnel);
}
