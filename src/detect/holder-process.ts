// The process that holds an end, where this machine knows it: whoever does not close is called by its name.
import type { HostFacts } from "../record/host-facts.ts";

export interface HolderProcess {
  readonly pid: number;
  readonly name: string;
}

/** Null: not on this machine, or not visible. */
export function holderProcess(
  host: HostFacts | null,
  handle: number,
  endpoint: number,
): HolderProcess | null {
  const process = host?.endOf(handle, endpoint)?.process;
  if (process === undefined || process.pid === null) return null;
  return { pid: process.pid, name: process.name ?? "" };
}
