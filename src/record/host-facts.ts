// What this machine knows of the connections of which an end is here, beside what their packets tell.
import type { EndpointProcess, State } from "./connection-record.ts";

export interface HostFacts {
  /** Members of the record of that endpoint (0 or 1 of the row): none where the end is elsewhere. */
  endOf(handle: number, endpoint: number): HostEnd | null;
  /** Which end the kernel has in another state than its packets tell; null: neither, as far as is known. */
  mismatchOf(handle: number): StateMismatch | null;
}

export interface HostEnd {
  process?: EndpointProcess;
  kernelState?: State | null;
}

export interface StateMismatch {
  readonly endpoint: number;
  readonly kernel: State;
  readonly wire: State;
}
