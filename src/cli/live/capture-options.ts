// Options of capturing, and the source that they ask for.
import type { Command } from "commander";
import { type LiveSource, openLive } from "../../capture/live/live-source.ts";
import { CompletedOption, wholeNumber } from "../options.ts";
import { UsageError } from "../usage-error.ts";

export interface CaptureOptions {
  readonly interface?: string[];
  readonly snaplen?: number;
  readonly buffer?: number;
  readonly promiscuous: boolean;
  readonly timeout?: number;
}

export function addCaptureOptions(command: Command): Command {
  const several = (name: string, names: string[] = []) => [...names, name];
  return command
    .addOption(
      new CompletedOption("-i, --interface <name>", "capture on this one; several: -i eth0 -i lo").argParser(
        several,
      ),
    )
    .addOption(
      new CompletedOption("--snaplen <bytes>", "keep so much of a packet (default: all of it)").argParser(
        wholeNumber("--snaplen", 64),
      ),
    )
    .addOption(
      new CompletedOption("--buffer <bytes>", "the kernel's buffer (default: 16M)").argParser(
        wholeNumber("--buffer", 4096),
      ),
    )
    .addOption(new CompletedOption("--no-promiscuous", "only what this machine sends and is sent"))
    .addOption(
      new CompletedOption(
        "--timeout <milliseconds>",
        "how long the kernel may gather a batch (default: 100)",
      ).argParser(wholeNumber("--timeout", 1)),
    );
}

/** Begins to capture; rejects with CaptureError where that cannot be, with FilterError for a wrong filter. */
export async function openCapture(
  named: string | undefined,
  filter: string | undefined,
  options: CaptureOptions,
): Promise<LiveSource> {
  const names = [...(named === undefined ? [] : [named]), ...(options.interface ?? [])];
  return openLive(names.length > 0 ? names : [await defaultInterface()], {
    promiscuous: options.promiscuous,
    ...(options.snaplen !== undefined && { snapLength: options.snaplen }),
    ...(options.buffer !== undefined && { bufferBytes: options.buffer }),
    ...(options.timeout !== undefined && { timeoutMilliseconds: options.timeout }),
    ...(filter !== undefined && { filter }),
  });
}

async function defaultInterface(): Promise<string> {
  const { listInterfaces } = await import("../../capture/live/interfaces.ts");
  const { interfaces } = await listInterfaces(() => {});
  const chosen = interfaces.find((listed) => listed.default);
  if (chosen === undefined)
    throw new UsageError("live: which interface? shakedown interfaces lists those there are");
  return chosen.name;
}
