// What every way of capturing on interfaces offers. Knows neither libpcap nor the package cap.
import type { PacketSource } from "../packet-source.ts";

/** The kernel's buffer where nothing else is asked for. */
export const BUFFER_BYTES = 32 * 1024 * 1024;

/** Packets of interfaces: never ends by itself, but after `stop` or `close`. */
export interface LiveCapture extends PacketSource {
  settledUntil(): number;
  /** The end of capturing: nextBlock hands out what has been captured, then null. */
  stop(): void;
  /** Why nothing comes from an interface, by its name; where nothing will, "; " and the reason for that. */
  troubles(): ReadonlyMap<string, string>;
  /** Packets thrown away because the analysis was too slow, where the kernel's buffer is not what waits for it. */
  readonly lost?: number;
}

/** Through which library packets come. */
export type Backend = "libpcap" | "cap";

export interface OpenedCapture {
  readonly source: LiveCapture;
  /** What this way of capturing cannot tell, a line each; empty where it tells all. */
  readonly limits: readonly string[];
}
