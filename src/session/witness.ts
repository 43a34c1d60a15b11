// Who knows this machine's own connections, as the engine sees it: a shape, so that whoever only wants the
// engine's types needs none of processes and sockets.
import type { PacketSource } from "../capture/packet-source.ts";
import type { TunnelTable } from "../decode/tunnel-table.ts";
import type { HostFacts } from "../record/host-facts.ts";
import type { ConnectionView } from "../track/connection-view.ts";
import type { Tracker } from "../track/tracker.ts";

export interface Witness extends HostFacts {
  /** A connection that is older than the capture has its row now. */
  onAdopted: (handle: number) => void;
  /** The kernel has an end in another state than its packets tell. */
  onMismatch: (handle: number) => void;
  /** Once, before the first packet. */
  begin(tracker: Tracker, tunnels: TunnelTable, source: PacketSource): void;
  /** A few times a second; `now` as `settledUntil` of the source. */
  tick(now: number): void;
  /** A connection before its row is freed. */
  over(view: ConnectionView): void;
}
