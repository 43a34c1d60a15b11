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

/** The process that holds most of several ends; null: none is known. */
export function mostFrequent(processes: readonly (HolderProcess | null)[]): HolderProcess | null {
  const held = new Map<number, number>();
  let most: HolderProcess | null = null;
  for (const process of processes) {
    if (process === null) continue;
    const count = (held.get(process.pid) ?? 0) + 1;
    held.set(process.pid, count);
    if (most === null || count > (held.get(most.pid) as number)) most = process;
  }
  return most;
}
