// `--write`: the packets of chosen connections into a pcapng file, by a second reading of the inputs.
import { stat } from "node:fs/promises";
import { openCaptures } from "../capture/open-capture.ts";
import { PcapngWriter } from "../capture/pcapng-writer.ts";
import type { Spool } from "../capture/spool.ts";
import type { EngineOptions } from "../session/engine.ts";
import type { UndecidedPackets } from "../session/undecided-packets.ts";
import { type ChosenConnections, writePackets } from "../session/write-packets.ts";
import { counted } from "../words/numbers.ts";
import { errorLine } from "./error-line.ts";
import { packageVersion } from "./package-version.ts";
import { UsageError } from "./usage-error.ts";

export interface Writing {
  readonly path: string;
  readonly spool: Spool;
  readonly chosen: ChosenConnections;
  readonly undecided: UndecidedPackets;
  /** As in the first reading. */
  readonly options: EngineOptions;
  /** Of the file as a whole. */
  readonly comment: string;
}

/** Throws UsageError where `--write` names no file that may be written: above all never an input. */
export async function refuseBadTarget(path: string, inputs: readonly string[]): Promise<void> {
  if (path === "-") {
    throw new UsageError("--write: needs the name of a file; standard output has the report");
  }
  const target = await stat(path).catch(() => null);
  if (target === null) return;
  if (target.isDirectory()) throw new UsageError(`--write: ${path} is a directory; name a file in it`);
  for (const input of inputs) {
    const found = input === "-" ? null : await stat(input).catch(() => null);
    if (found !== null && found.dev === target.dev && found.ino === target.ino) {
      throw new UsageError(`--write: ${path} is one of the captures to read; name another file`);
    }
  }
}

/** Writes the file; returns the line that says so. Throws UsageError where the file cannot be written. */
export async function writeFile({
  path,
  spool,
  chosen,
  undecided,
  options,
  comment,
}: Writing): Promise<string> {
  try {
    const writer = await PcapngWriter.create(path);
    try {
      writer.section(`shakedown ${packageVersion()}`, comment);
      await writePackets(await openCaptures(spool.second), chosen, undecided, writer, options);
      if (options.signal?.aborted) {
        await writer.abandon();
        return "";
      }
      await writer.finish();
    } catch (error) {
      await writer.abandon().catch(() => {});
      throw error;
    }
    const written = `${counted(writer.packets, "packet")} of ${counted(chosen.count, "connection")}`;
    return errorLine(`${written} written to ${path}`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    throw new UsageError(`--write: ${path} cannot be written (${message}); name another place`);
  }
}
