// Everything that goes wrong, in one line each: `shakedown: what, and what to do next`.
import { CommanderError } from "commander";
import { CaptureError } from "../capture/capture-error.ts";
import { FilterError } from "../capture/filter-error.ts";
import { clean } from "../present/terminal/clean.ts";
import type { DamageRecord } from "../record/report-record.ts";
import { counted } from "../words/numbers.ts";
import { UsageError } from "./usage-error.ts";

/** One line with its newline; nothing in it that a terminal would obey. */
export function errorLine(message: string): string {
  return `shakedown: ${clean(message.trim())}\n`;
}

/** The line for whatever was thrown. A stack trace helps nobody who reads captures. */
export function describeError(error: unknown): string {
  if (error instanceof CommanderError) return errorLine(rephrased(error.message));
  if (error instanceof CaptureError) return errorLine(error.message.replace(/^-: /, "standard input: "));
  if (error instanceof FilterError) return errorLine(`--filter: ${error.message}`);
  if (error instanceof UsageError) return errorLine(error.message);
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return errorLine(`a mistake of the program itself, please report it: ${message.replaceAll(/\s+/g, " ")}`);
}

/** commander writes "error: unknown option '--fromat'\n(Did you mean --format?)". */
function rephrased(message: string): string {
  return message
    .replace(/^error: /, "")
    .replace(/\.$/, "")
    .replace(/\s*\(Did you mean (?:one of )?(.*?)\?\)$/s, ", did you mean $1?")
    .replaceAll(/\s*\n\s*/g, " ");
}

/** What is said about damage: where it is, what was expected, and that the report holds what is before. */
export function damageLine({ file, byteOffset, packet, message, cutShort }: DamageRecord): string {
  const input = file === "-" ? "standard input" : file;
  if (cutShort) {
    const before = packet <= 1 ? "there is nothing before it" : "everything before it is reported";
    return errorLine(
      `${input} ends inside packet ${packet} (byte ${byteOffset}), as a capture that was killed does; ${before}`,
    );
  }
  return errorLine(
    `${input} is damaged at byte ${byteOffset}, packet ${packet}: ${message}; what comes before it is reported`,
  );
}

/** What is said where the report itself has no place for it. */
export function evictedLine(evicted: number): string {
  return errorLine(
    `${counted(evicted, "connection")} dropped before their end, because the table was full; raise --max-connections`,
  );
}
