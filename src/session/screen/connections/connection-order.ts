// By what the table of connections is ordered: one number for each row, smaller comes first. Where numbers are
// equal the newer connection comes first.
import type { State } from "../../../record/connection-record.ts";
import { portOf } from "../../../record/endpoint-address.ts";
import { STATES as STATES_IN_ORDER } from "../../../record/vocabulary.ts";
import { ADDRESSES, ID, PAYLOAD } from "../../../track/connection-layout.ts";
import type { ConnectionView } from "../../../track/connection-view.ts";
import { STATES } from "../../../track/tcp-state-machine.ts";
import { CONNECTION_ORDERS } from "../frame.ts";
import { addressKey, isShortened } from "../rows/address-key.ts";
import { type AllRows, handshakeNanos } from "../rows/all-rows.ts";
import type { OrderedEntries, TieBreak } from "../rows/ordered-entries.ts";

export type ConnectionOrder = (typeof CONNECTION_ORDERS)[number];

const [TROUBLE, BY_ID, CLIENT, SERVER, CLIENT_STATE, SERVER_STATE, AGE, HANDSHAKE, BYTES, VERDICT] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
];

/** Before every id, and behind. (To 16 ns: newer trouble comes first all the same.) */
const TROUBLE_FIRST = -1e17;
const OVER_LAST = 1e12;
/** Behind every moment of a timeline. (To 128 ns.) */
const AGES_LAST = 1e18;
/** What has no value comes last, in either direction. */
const NONE = Number.POSITIVE_INFINITY;

/** By state of the tracker: its place in the contract's order. */
const STATE_PLACES = Uint8Array.from(STATES, (state) => STATES_IN_ORDER.indexOf(state as State));

export class RowKeys {
  /** Some address took more than fits a number: `tieBreak` looks at the rest of it. */
  private isShortened = false;
  private readonly order: number;
  private readonly reverse: boolean;
  private readonly rows: AllRows;

  constructor(order: ConnectionOrder, reverse: boolean, rows: AllRows) {
    this.order = CONNECTION_ORDERS.indexOf(order);
    this.reverse = reverse;
    this.rows = rows;
  }

  keyOf(place: number, view: ConnectionView): number {
    const key = this.forward(place, view);
    return this.reverse && key !== NONE ? -key : key;
  }

  tieBreak(entries: OrderedEntries): TieBreak {
    const sign = this.reverse ? -1 : 1;
    const byId: TieBreak = (a, b) =>
      sign * (((entries.ids[b] as number) >>> 0) - ((entries.ids[a] as number) >>> 0));
    if (this.order !== CLIENT && this.order !== SERVER) return byId;
    return (a, b) => {
      if (!this.isShortened) return byId(a, b);
      const rest = this.compareAddresses(entries.refs[a] as number, entries.refs[b] as number);
      return rest === 0 ? byId(a, b) : sign * rest;
    };
  }

  private forward(place: number, view: ConnectionView): number {
    switch (this.order) {
      case TROUBLE: {
        const id = view.word(ID) >>> 0;
        const trouble = this.rows.trouble(place, id);
        if (trouble !== Number.NEGATIVE_INFINITY) return TROUBLE_FIRST - trouble;
        return this.rows.isNow(place) ? -id : OVER_LAST - id;
      }
      case BY_ID:
        return view.word(ID) >>> 0;
      case CLIENT:
        return this.addressKey(view, view.client);
      case SERVER:
        return this.addressKey(view, view.server);
      case CLIENT_STATE:
        return STATE_PLACES[view.state(view.client)] as number;
      case SERVER_STATE:
        return STATE_PLACES[view.state(view.server)] as number;
      case AGE: {
        // What goes on comes first, in either direction: nobody waits for what is over.
        const since = Math.max(view.stateSince(0), view.stateSince(1));
        if (this.rows.isNow(place)) return since;
        return since + (this.reverse ? -AGES_LAST : AGES_LAST);
      }
      case HANDSHAKE: {
        const nanos = handshakeNanos(view);
        return nanos < 0 ? NONE : -nanos;
      }
      case BYTES:
        return -(view.endpointDouble(0, PAYLOAD) + view.endpointDouble(1, PAYLOAD));
      case VERDICT:
        return view.verdict;
      default:
        return 0;
    }
  }

  private addressKey(view: ConnectionView, end: number): number {
    const at = ADDRESSES + end * 4;
    const port = portOf(view, end);
    const key = addressKey(view.word(at), view.word(at + 1), view.word(at + 2), view.word(at + 3), port);
    if (isShortened(key)) this.isShortened = true;
    return key;
  }

  private compareAddresses(placeA: number, placeB: number): number {
    const view = this.rows.show(placeA);
    const endA = this.order === CLIENT ? view.client : view.server;
    const wordsA = [0, 1, 2, 3].map((word) => view.word(ADDRESSES + endA * 4 + word) >>> 0);
    const portA = portOf(view, endA);
    const other = this.rows.show(placeB);
    const endB = this.order === CLIENT ? other.client : other.server;
    for (let word = 0; word < 4; word++) {
      const difference = (wordsA[word] as number) - (other.word(ADDRESSES + endB * 4 + word) >>> 0);
      if (difference !== 0) return difference;
    }
    return portA - portOf(other, endB);
  }
}
