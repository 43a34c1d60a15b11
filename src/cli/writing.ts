// `--write`: the packets of chosen connections into a pcapng file, by a second reading of the inputs.
import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { type CaptureSpec, openCaptures } from "../capture/open-capture.ts";
import { PcapngWriter } from "../capture/pcapng-writer.ts";
import { Spool } from "../capture/spool.ts";
import type { EngineOptions } from "../session/engine-options.ts";
import { UndecidedPackets } from "../session/undecided-packets.ts";
import { ChosenConnections, writePackets } from "../session/write-packets.ts";
import { counted } from "../words/numbers.ts";
import { cannotWrite } from "./cannot-write.ts";
import { errorLine } from "./error-line.ts";
import { programName } from "./package-version.ts";
import { UsageError } from "./usage-error.ts";

/** Throws UsageError where `--write` names no file that may be written: above all never an input. */
export async function refuseBadTarget(path: string, inputs: readonly string[]): Promise<void> {
  if (path === "-") {
    throw new UsageError("--write: needs the name of a file; standard output has the report");
  }
  if (path === "") throw new UsageError("--write: needs the name of a file");
  const target = await stat(path).catch(() => null);
  if (target === null) {
    const folder = dirname(path);
    const found = await stat(folder).catch(() => null);
    if (found === null)
      throw new UsageError(`--write: there is no folder ${folder} to write ${basename(path)} in`);
    return;
  }
  if (target.isDirectory()) throw new UsageError(`--write: ${path} is a directory; name a file in it`);
  for (const input of inputs) {
    const found = input === "-" ? null : await stat(input).catch(() => null);
    if (found !== null && found.dev === target.dev && found.ino === target.ino) {
      throw new UsageError(`--write: ${path} is one of the captures to read; name another file`);
    }
  }
}

export class Writing {
  readonly chosen = new ChosenConnections();
  /** Follows the first reading. */
  readonly undecided = new UndecidedPackets();
  readonly #path: string;
  readonly #inputs: readonly string[];
  #spool: Spool | null = null;

  constructor(path: string, inputs: readonly string[]) {
    this.#path = path;
    this.#inputs = inputs;
  }

  /** What to open for the first reading: what flows is kept for the second. */
  async specs(): Promise<readonly CaptureSpec[]> {
    this.#spool = await Spool.of(this.#inputs);
    return this.#spool.first;
  }

  /**
   * Reads again and writes the file; returns the line that says so.
   * @param comment of the file as a whole
   * @param options as in the first reading
   * @throws UsageError where the file cannot be written
   */
  async write(comment: string, options: EngineOptions): Promise<string> {
    const { chosen, undecided } = this;
    try {
      const writer = await PcapngWriter.create(this.#path);
      try {
        writer.section(programName(), comment);
        const source = await openCaptures(this.#spool?.second ?? this.#inputs);
        await writePackets(source, chosen, undecided, writer, options);
      } catch (error) {
        await writer.abandon();
        throw error;
      }
      if (options.signal?.aborted) await writer.abandon();
      else await writer.finish();
      const written = `${counted(writer.packets, "packet")} of ${counted(chosen.count, "connection")}`;
      return errorLine(`${written} written to ${this.#path}`);
    } catch (error) {
      throw cannotWrite("--write", this.#path, error as NodeJS.ErrnoException);
    }
  }

  /** Takes away what was kept. */
  async close(): Promise<void> {
    await this.#spool?.close();
  }
}
