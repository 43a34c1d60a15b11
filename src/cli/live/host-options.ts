// What this machine knows of its own connections, unless it is not asked.
import type { Command } from "commander";
import type { HostFollower } from "../../session/host/host-follower.ts";
import { CompletedOption } from "../options.ts";

export interface HostOptions {
  readonly host: boolean;
}

export function addHostOptions(command: Command): Command {
  return command.addOption(
    new CompletedOption("--no-host", "do not ask this machine's kernel for processes and states"),
  );
}

/**
 * Call it before root is given up: what looks into the processes of all users keeps it. Null where nothing
 * is to be asked, or nothing can be.
 * @param filtered whether a filter leaves packets out
 */
export async function openHost({ host }: HostOptions, filtered: boolean): Promise<HostFollower | null> {
  if (!host) return null;
  const { ThisHost } = await import("../../host/this-host.ts");
  const { HostFollower } = await import("../../session/host/host-follower.ts");
  const known = ThisHost.open();
  return known === null ? null : new HostFollower(known, !filtered);
}
