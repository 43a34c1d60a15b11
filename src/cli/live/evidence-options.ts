// Options that keep packets while they are analysed, and what keeps them.
import type { Command } from "commander";
import type { Follower } from "../../session/follower.ts";

// biome-ignore lint/suspicious/noEmptyInterface: filled by the options below
export interface EvidenceOptions {}

/** Something that keeps packets until capturing ends. */
export interface Evidence {
  readonly follower: Follower;
  /** What is not on the disk yet is written; between blocks. */
  flush(): Promise<void>;
  /** Writes the rest; resolves to the lines that say what was written. */
  close(): Promise<string[]>;
}

export function addEvidenceOptions(command: Command): Command {
  return command;
}
