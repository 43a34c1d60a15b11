// The end of a command that reported on connections: its exit code, and what goes with it on standard error.
import type { EngineResult } from "../session/engine-options.ts";
import { damageLine, errorLine, evictedLine } from "./error-line.ts";
import { DAMAGED_INPUT, DONE, FAIL_ON_MATCHED } from "./exit-codes.ts";
import type { FailOn } from "./fail-on.ts";
import type { ScreenShape } from "./terminal.ts";

interface Asked {
  readonly format: string;
  readonly failOn?: string[];
  readonly quiet?: true;
}

interface Screens {
  readonly stdout: ScreenShape;
  readonly stderr: ScreenShape & { write(line: string): void };
}

/** What `--fail-on` matched, in words; "" when nothing. */
export function failedLine(failOn: FailOn | undefined, { failOn: words }: Asked): string {
  return failOn?.matched ? `--fail-on ${words?.join(",")} matched: ${failOn.describe()}` : "";
}

/** Says on standard error what the report does not say to the same eyes; returns the exit code. */
export function conclude(
  { summary }: EngineResult,
  failOn: FailOn | undefined,
  asked: Asked,
  { stdout, stderr }: Screens,
): number {
  const text = asked.format === "text" && !asked.quiet;
  if (!(text && stdout.isTTY && stderr.isTTY)) {
    for (const damage of summary.damaged) stderr.write(damageLine(damage));
  }
  if (summary.evicted > 0 && !text && !asked.quiet) stderr.write(evictedLine(summary.evicted));
  if (failOn?.matched) {
    if (!asked.quiet) stderr.write(errorLine(failedLine(failOn, asked)));
    return FAIL_ON_MATCHED;
  }
  return summary.damaged.length > 0 ? DAMAGED_INPUT : DONE;
}
