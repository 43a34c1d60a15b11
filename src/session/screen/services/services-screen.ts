// The view of services: for each server address and port how its connections fare.

import { addressText } from "../../../record/address-text.ts";
import type { EndpointProcess } from "../../../record/connection-record.ts";
import { SERVICE } from "../../../track/connection-layout.ts";
import type { ConnectionView } from "../../../track/connection-view.ts";
import type { ServiceTable } from "../../../track/services.ts";
import type { InSight } from "../../onlooker.ts";
import type { FindingGroups } from "../findings/finding-groups.ts";
import { SERVICE_ORDERS, type ServiceRow, type ServicesBody } from "../frame.ts";
import type { ViewRequest } from "../protocol.ts";
import type { AllRows } from "../rows/all-rows.ts";
import { Filter } from "../rows/filter.ts";
import { orderOf } from "../rows/order-of.ts";
import { Walks } from "../rows/walks.ts";
import { windowOf } from "../rows/window.ts";
import { HandshakeTimes } from "./handshake-times.ts";
import { ATTEMPTS, CLOSE_WAITING, OPEN, REFUSED, RESET, ServiceSums, UNANSWERED } from "./service-sums.ts";
import { ServicesPass } from "./services-pass.ts";

/** Processes of services whose connections are over. */
const MOST_PROCESSES = 4096;

export class ServicesScreen {
  readonly finished = new ServiceSums();
  readonly handshakes = new HandshakeTimes();
  private readonly seen: InSight;
  private readonly table: ServiceTable;
  private readonly walks: Walks<ServicesPass>;
  private readonly filter = new Filter();
  private readonly processes = new Map<number, EndpointProcess>();
  private readonly names: string[] = [];

  constructor(seen: InSight, rows: AllRows, groups: FindingGroups) {
    this.seen = seen;
    this.table = seen.tracker.services;
    const newPass = () => new ServicesPass(seen, rows, groups, this);
    this.walks = new Walks(newPass(), newPass());
  }

  get isWalking(): boolean {
    return this.walks.isGoing;
  }

  /** A connection is over, with that set of findings. */
  over(view: ConnectionView, set: number, atEnd: boolean): void {
    this.finished.add(view, set, atEnd);
    const process = this.seen.host?.endOf(view.handle, view.server)?.process;
    if (process === undefined) return;
    if (this.processes.size >= MOST_PROCESSES) this.processes.clear();
    this.processes.set(view.word(SERVICE), process);
  }

  body(request: ViewRequest, isUrgent: boolean, isOver: boolean): ServicesBody {
    const { reverse, anchor, count } = request;
    const order = orderOf(SERVICE_ORDERS, request.order);
    const select = this.filter.of(request.select);
    this.walks.walk({
      asked: JSON.stringify([order, reverse, request.select]),
      begin: (pass) => pass.begin({ order, reverse, select }),
      isUrgent,
      isOver,
    });
    const { entries, total } = this.walks.done;
    const anchored = anchor === null ? -1 : this.find(String(anchor.key));
    const entry = anchored < 0 ? -1 : entries.find(anchored);
    const anchorAt = entry < 0 ? null : entries.placeOf(entry);
    const from = windowOf(entries.count, request, anchorAt);
    const window = entries.window(from, from + count);
    const rows = Array.from(window, (at) => this.row(entries.ids[at] as number));
    return { view: "services", total, matching: entries.count, offset: from, rows, anchorAt };
  }

  /** "10.9.0.1 80". */
  nameOf(service: number): string {
    const known = this.names[service];
    if (known !== undefined) return known;
    const { table } = this;
    const word = (index: number) => table.key(service, index);
    const name = `${addressText(word(0), word(1), word(2), word(3))} ${word(4)}`;
    this.names[service] = name;
    return name;
  }

  /** −1: there is none of that name. */
  private find(name: string): number {
    for (let service = 0; service < this.table.count; service++)
      if (this.nameOf(service) === name) return service;
    return -1;
  }

  private row(service: number): ServiceRow {
    const pass = this.walks.done;
    const [ip, port] = this.nameOf(service).split(" ");
    const sum = (column: number) => pass.sum(service, column);
    const worst = pass.worst(service);
    return {
      ip: ip as string,
      port: Number(port),
      attempts: sum(ATTEMPTS),
      open: sum(OPEN),
      refused: sum(REFUSED),
      unanswered: sum(UNANSWERED),
      reset: sum(RESET),
      closeWaitNow: sum(CLOSE_WAITING),
      closeWaitPeak: this.table.closeWaitPeak(service),
      handshakeMedianSeconds: this.handshakes.quantile(service, 0.5),
      handshake95Seconds: this.handshakes.quantile(service, 0.95),
      finding: worst === null ? null : { id: worst.id, severity: worst.severity, count: worst.count },
      process: this.processOf(service),
    };
  }

  /** Who holds the server's end of a connection to it. */
  private processOf(service: number): EndpointProcess | null {
    const { host } = this.seen;
    if (host === null) return null;
    const handle = this.walks.done.exampleOf(service);
    const server = handle < 0 ? 0 : this.walks.done.serverOf(handle, service);
    const process = server < 0 || handle < 0 ? undefined : host.endOf(handle, server)?.process;
    return process ?? this.processes.get(service) ?? null;
  }
}
