// A row of the connection table → the plain object of the contract.
import type { TimeBase } from "../capture/time-base.ts";
import type { TunnelTable } from "../decode/tunnel-table.ts";
import {
  ACK_RTT,
  ADDRESSES,
  COLD,
  FINS,
  FIRST_PACKET,
  FIRST_TIME,
  FLAGS,
  HOT_WORDS,
  ID,
  ISN,
  ISN_KNOWN,
  LAST_PACKET,
  LAST_TIME,
  OPTIONS,
  PACKETS,
  PAYLOAD,
  PORTS,
  PREVIOUS_ID,
  ROLES_MASK,
  ROLES_SHIFT,
  RSTS,
  SIDE_ROW,
  SIMULTANEOUS_OPEN,
  SYN_ACKS,
  SYN_RTT,
  SYNS,
  TUNNELS,
} from "../track/connection-layout.ts";
import { type ConnectionView, VERDICTS } from "../track/connection-view.ts";
import { ROLES } from "../track/roles.ts";
import {
  COUNTERS,
  DUPLICATE_ACKS,
  KEEP_ALIVES,
  OUT_OF_ORDERS,
  RETRANSMISSIONS,
  type SideRows,
  ZERO_WINDOWS,
} from "../track/side-rows.ts";
import { hasTimestamps, isSackPermitted, mssOf, windowScaleOf } from "../track/syn-options.ts";
import { STATES } from "../track/tcp-state-machine.ts";
import { MomentText } from "./address-text.ts";
import { communityId } from "./community-id.ts";
import type { ConnectionRecord, EndpointRecord, Finding } from "./connection-record.ts";
import { ipOf, portOf } from "./endpoint-address.ts";
import type { HostFacts } from "./host-facts.ts";

export class RecordBuilder {
  // One each: both go on through time by themselves, and the last second's text is kept.
  private readonly starts: MomentText;
  private readonly ends: MomentText;
  private readonly tunnels: TunnelTable;
  /** What this machine knows of its own connections; null: nothing, or a file is read. */
  host: HostFacts | null = null;

  constructor(base: TimeBase, tunnels: TunnelTable) {
    this.starts = new MomentText(base);
    this.ends = new MomentText(base);
    this.tunnels = tunnels;
  }

  /** The connection that the view shows, as of the view's moment; `sideRows` hold its rare counters. */
  build(view: ConnectionView, sideRows: SideRows, findings: Finding[]): ConnectionRecord {
    const { client, server } = view;
    const verdict = view.verdict;
    const tunnels = view.word(TUNNELS);
    const tunnel = client === 0 ? tunnels & 0xffff : tunnels >>> 16;
    const first = view.double(FIRST_TIME);
    const last = view.double(LAST_TIME);
    const clientPackets = view.endpointWord(client, PACKETS);
    const serverPackets = view.endpointWord(server, PACKETS);
    const previous = view.word(PREVIOUS_ID);
    return {
      id: view.word(ID) >>> 0,
      communityId: communityId(view.table.words, view.handle * HOT_WORDS + ADDRESSES, view.word(PORTS)),
      client: this.endpoint(view, client, sideRows),
      server: this.endpoint(view, server, sideRows),
      roles: ROLES[(view.word(FLAGS) & ROLES_MASK) >> ROLES_SHIFT] as ConnectionRecord["roles"],
      opening: view.opening,
      closing: view.closing(verdict),
      closedBy: view.closedBy(verdict),
      verdict: VERDICTS[verdict] as ConnectionRecord["verdict"],
      start: this.starts.format(first),
      end: this.ends.format(last),
      firstPacket: view.double(FIRST_PACKET),
      lastPacket: view.double(LAST_PACKET),
      durationSeconds: (last - first) / 1e9,
      synRttSeconds: roundTrip(view, SYN_RTT),
      ackRttSeconds: roundTrip(view, ACK_RTT),
      tunnel: tunnel === 0 ? [] : this.tunnels.describe(tunnel),
      directions: directionsOf(clientPackets, serverPackets),
      previous: previous === 0 ? null : previous >>> 0,
      evicted: view.isEvicted,
      findings,
    };
  }

  private endpoint(view: ConnectionView, end: number, sideRows: SideRows): EndpointRecord {
    const options = view.endpointWord(end, COLD + OPTIONS);
    const mss = mssOf(options);
    const windowScale = windowScaleOf(options);
    const side = view.word(SIDE_ROW);
    const counters = side + end * COUNTERS;
    const rare = sideRows.words;
    const since = (view.asOf - view.stateSince(end)) / 1e9;
    const knowsIsn = view.knows(end, ISN_KNOWN);
    return {
      ip: ipOf(view, end),
      port: portOf(view, end),
      state: STATES[view.state(end)] as EndpointRecord["state"],
      stateSinceSeconds: since > 0 ? since : 0,
      isn: knowsIsn ? view.endpointWord(end, COLD + ISN) >>> 0 : null,
      mss: knowsIsn && mss >= 0 ? mss : null,
      windowScale: knowsIsn && windowScale >= 0 ? windowScale : null,
      sackPermitted: knowsIsn && isSackPermitted(options),
      timestamps: knowsIsn && hasTimestamps(options),
      packets: view.endpointWord(end, PACKETS) >>> 0,
      payloadBytes: view.endpointDouble(end, PAYLOAD),
      syn: view.endpointWord(end, COLD + SYNS) >>> 0,
      synAck: view.endpointWord(end, COLD + SYN_ACKS) >>> 0,
      fin: view.word(FINS + end) >>> 0,
      rst: view.word(RSTS + end) >>> 0,
      retransmissions: side < 0 ? 0 : (rare[counters + RETRANSMISSIONS] as number),
      outOfOrder: side < 0 ? 0 : (rare[counters + OUT_OF_ORDERS] as number),
      duplicateAcks: side < 0 ? 0 : (rare[counters + DUPLICATE_ACKS] as number),
      zeroWindows: side < 0 ? 0 : (rare[counters + ZERO_WINDOWS] as number),
      keepAlives: side < 0 ? 0 : (rare[counters + KEEP_ALIVES] as number),
      ...this.host?.endOf(view.handle, end),
    };
  }
}

/** SYNs, SYN-ACKs and segments that were sent again, of both ends, as the record counts them. */
export function retriesOf(view: ConnectionView, sideRows: SideRows): number {
  const { client, server } = view;
  const side = view.word(SIDE_ROW);
  const sentAgain = (end: number) =>
    side < 0 ? 0 : (sideRows.words[side + end * COUNTERS + RETRANSMISSIONS] as number);
  const syns = view.endpointWord(client, COLD + SYNS) >>> 0;
  const synAcks = view.endpointWord(server, COLD + SYN_ACKS) >>> 0;
  return sentAgain(client) + sentAgain(server) + Math.max(0, syns - 1) + Math.max(0, synAcks - 1);
}

/** Whose packets were captured. */
export function directionsOf(clientPackets: number, serverPackets: number): ConnectionRecord["directions"] {
  if (serverPackets === 0) return clientPackets === 0 ? "none" : "client";
  return clientPackets === 0 ? "server" : "both";
}

/** Seconds of SYN_RTT or ACK_RTT; null where a segment of it was not captured. */
export function roundTrip(view: ConnectionView, offset: number): number | null {
  const nanos = view.double(offset);
  return nanos < 0 || view.has(SIMULTANEOUS_OPEN) ? null : nanos / 1e9;
}
