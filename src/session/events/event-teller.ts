// Puts together what all events have in common, numbers them, and hands them out.
import type { TimeBase } from "../../capture/time-base.ts";
import { MomentText } from "../../record/address-text.ts";
import type {
  ConnectionRecord,
  Finding,
  Side,
  State,
  SubjectFinding,
} from "../../record/connection-record.ts";
import { ipOf, portOf } from "../../record/endpoint-address.ts";
import type { EventEndpoint, LifecycleEvent } from "../../record/event-record.ts";
import type { HostFacts } from "../../record/host-facts.ts";
import { ID } from "../../track/connection-layout.ts";
import type { ConnectionView } from "../../track/connection-view.ts";
import { STATES } from "../../track/tcp-state-machine.ts";
import type { EngineSink } from "../engine-options.ts";
import type { Onlooker } from "../onlooker.ts";
import type { ToldRows } from "./told-rows.ts";

/** What an event of this kind has of its own. */
type FiguresOf<Kind extends LifecycleEvent["kind"]> = Omit<
  Exclude<Extract<LifecycleEvent, { kind: Kind }>, { connection: null }>,
  "type" | "seq" | "kind" | "time" | "packet" | "connection" | "client" | "server"
>;

/** What would be reported of a connection now; `findings` as `turn` was told. */
type BuildRecord = (view: ConnectionView, findings: Finding[] | null) => ConnectionRecord;

/** To whom, of whom, and in whose time. */
interface TellerParts {
  readonly sink: EngineSink;
  readonly host: HostFacts | null;
  readonly onlooker: Onlooker | null;
  readonly timeBase: TimeBase;
}

export class EventTeller {
  private readonly sink: EngineSink;
  private readonly rows: ToldRows;
  private readonly host: HostFacts | null;
  private readonly onlooker: Onlooker | null;
  private readonly moments: MomentText;
  private readonly kinds: EngineSink["eventKinds"];
  private seq = 0;
  private view: ConnectionView | null = null;
  private time = 0.5;
  private packet: number | null = null;
  private findings: Finding[] | null = null;
  private readonly build: BuildRecord;

  constructor({ sink, host, onlooker, timeBase }: TellerParts, rows: ToldRows, build: BuildRecord) {
    this.build = build;
    this.sink = sink;
    this.kinds = sink.eventKinds;
    this.rows = rows;
    this.host = host;
    this.onlooker = onlooker;
    this.moments = new MomentText(timeBase);
  }

  /**
   * What is told next is of the connection that the view shows, at `time`.
   * @param packet what brought it; null: a timer
   * @param findings what is reported of it; null: it goes on
   */
  turn(view: ConnectionView, time: number, packet: number | null, findings: Finding[] | null): void {
    this.view = view;
    this.time = time;
    this.packet = packet;
    this.findings = findings;
  }

  /**
   * An event of that kind happened, or several at once: whether anybody wants to be told (`tell`), so that their
   * figures are worked out.
   */
  happened(kind: LifecycleEvent["kind"], times = 1): boolean {
    this.onlooker?.happened?.(kind, times, this.time, this.view);
    return this.kinds === undefined || this.kinds.has(kind);
  }

  /** After `happened`. */
  tell<Kind extends LifecycleEvent["kind"]>(kind: Kind, figures: FiguresOf<Kind>): void {
    const view = this.view as ConnectionView;
    const event = {
      type: "event",
      seq: ++this.seq,
      kind,
      time: this.moments.format(this.time),
      packet: this.packet,
      connection: view.word(ID) >>> 0,
      client: this.endpoint(view, view.client),
      server: this.endpoint(view, view.server),
      ...figures,
    };
    const { build, findings } = this;
    this.sink.event?.(event as unknown as LifecycleEvent, () => build(view, findings), view.handle);
  }

  /** Something about a service, a host or the capture. */
  tellOfSubject(finding: SubjectFinding, time: number): void {
    this.onlooker?.happened?.("finding", 1, time, null);
    if (this.kinds !== undefined && !this.kinds.has("finding")) return;
    this.sink.event?.(
      {
        type: "event",
        seq: ++this.seq,
        kind: "finding",
        time: this.moments.format(time),
        packet: null,
        connection: null,
        client: null,
        server: null,
        finding,
      },
      null,
      -1,
    );
  }

  sideOf(endpoint: number): Side {
    return endpoint === (this.view as ConnectionView).client ? "client" : "server";
  }

  private endpoint(view: ConnectionView, end: number): EventEndpoint {
    const process = this.host?.endOf(view.handle, end)?.process;
    return {
      ip: ipOf(view, end),
      port: portOf(view, end),
      state: STATES[this.rows.state(view.handle, end)] as State,
      // (Not the kernel's state: asked for now and then, it would seem to contradict the event.)
      ...(process !== undefined && { process }),
    };
  }
}
