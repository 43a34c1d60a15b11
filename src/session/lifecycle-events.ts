// Lifecycle events of the contract: what changed in which connection's story, told as it happens.
import type { TimeBase } from "../capture/time-base.ts";
import type { Segment } from "../decode/segment.ts";
import type { Detection } from "../detect/run-detectors.ts";
import { addressText, MomentText } from "../record/address-text.ts";
import type { Finding, State } from "../record/connection-record.ts";
import type { EventEndpoint, LifecycleEvent } from "../record/event-record.ts";
import { ACK_RTT, ADDRESSES, ID, PORTS, SYN_RTT } from "../track/connection-layout.ts";
import type { ConnectionView } from "../track/connection-view.ts";
import { HANDSHAKE_COMPLETED } from "../track/segment-facts.ts";
import { STATES } from "../track/tcp-state-machine.ts";
import type { Tracker } from "../track/tracker.ts";
import type { EngineSink } from "./engine-options.ts";
import type { FindingsTeller } from "./tell-findings.ts";

export class LifecycleEvents {
  private readonly tracker: Tracker;
  private readonly sink: EngineSink;
  private readonly view: ConnectionView;
  private readonly moments: MomentText;
  private seq = 0;

  constructor(
    tracker: Tracker,
    _detection: Detection,
    _teller: FindingsTeller,
    timeBase: TimeBase,
    sink: EngineSink,
  ) {
    this.tracker = tracker;
    this.sink = sink;
    this.view = tracker.newView();
    this.moments = new MomentText(timeBase);
  }

  /** A packet just tracked. */
  packet(segment: Segment, facts: number): void {
    if ((facts & HANDSHAKE_COMPLETED) === 0) return;
    const { view } = this;
    view.handle = this.tracker.handle;
    view.asOf = segment.time;
    this.tell({
      type: "event",
      seq: ++this.seq,
      kind: "open",
      time: this.moments.format(segment.time),
      packet: segment.packet,
      connection: view.word(ID) >>> 0,
      client: this.endpoint(view.client),
      server: this.endpoint(view.server),
      opening: view.opening,
      synRttSeconds: seconds(view.double(SYN_RTT)),
      ackRttSeconds: seconds(view.double(ACK_RTT)),
    });
  }

  /** The clock went on: what a timer brings. */
  advance(_now: number): void {}

  /** A connection is reported, before its row is freed. */
  over(_view: ConnectionView, _findings: readonly Finding[], _atEnd: boolean): void {}

  private tell(event: LifecycleEvent): void {
    this.sink.event?.(event);
  }

  private endpoint(end: number): EventEndpoint {
    const { view } = this;
    const at = ADDRESSES + end * 4;
    const ports = view.word(PORTS);
    return {
      ip: addressText(view.word(at), view.word(at + 1), view.word(at + 2), view.word(at + 3)),
      port: end === 0 ? ports >>> 16 : ports & 0xffff,
      state: STATES[view.state(end)] as State,
    };
  }
}

function seconds(nanos: number): number | null {
  return nanos < 0 ? null : nanos / 1e9;
}
