// `shakedown live` in a namespace, in tcpdump's place: it keeps the packets, and what it says of them is
// taken down with the moment at which it was said. Knows no scenario.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ConnectionRecord, SubjectFinding } from "../../src/record/connection-record.ts";
import type { LifecycleEvent } from "../../src/record/event-record.ts";
import type { SummaryRecord } from "../../src/record/report-record.ts";
import type { Namespace } from "./namespaces.ts";

const EXECUTABLE = fileURLToPath(new URL("../../bin/shakedown.js", import.meta.url));

/** From being asked to end until it has. */
const PATIENCE_MILLISECONDS = 5000;
/** Packets that come between the last batch and the last count. */
const WHILE_ENDING = 2;

export interface Told {
  readonly event: LifecycleEvent;
  /** Milliseconds since 1970: when the line was read. */
  readonly heard: number;
}

export class LiveRecorder {
  /** Every packet that it captured. */
  readonly file: string;
  readonly told: Told[] = [];
  readonly records: ConnectionRecord[] = [];
  readonly findings: SubjectFinding[] = [];
  /** The last line, once it has ended. */
  summary: SummaryRecord | undefined;
  /** Milliseconds since 1970: when it was asked to end. */
  asked = Number.POSITIVE_INFINITY;
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #said = "";
  #stopping: Promise<void> | undefined;

  private constructor(child: ChildProcess, file: string, onBegun: () => void) {
    this.#child = child;
    this.file = file;
    this.#ended = new Promise((resolve) => child.on("close", resolve));
    child.stderr?.on("data", (text) => {
      this.#said += text;
    });
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
      const { type, ...body } = JSON.parse(line);
      if (type === "capture") onBegun();
      else if (type === "event") this.told.push({ event: JSON.parse(line), heard: Date.now() });
      else if (type === "connection") this.records.push(body);
      else if (type === "finding") this.findings.push(body);
      else if (type === "summary") this.summary = body;
      else throw new Error(`a line of type ${type}: ${line}`);
    });
  }

  /**
   * Resolves when it captures.
   * @param argv further options of `live`
   */
  static async start(namespace: Namespace, file: string, argv: readonly string[]): Promise<LiveRecorder> {
    const [command, ...prefix] = namespace.prefix();
    const child = spawn(
      command,
      [
        ...prefix,
        process.execPath,
        EXECUTABLE,
        "live",
        "eth0",
        "--format",
        "ndjson",
        "--events",
        "--write",
        file,
        ...argv,
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    return new Promise((resolve, reject) => {
      const recorder = new LiveRecorder(child, file, () => resolve(recorder));
      child.on("error", reject);
      child.on("close", () => reject(new Error(`live ended: ${recorder.#said}`)));
    });
  }

  /** Ctrl-C; resolves when its last line is read. Rejects where it lost anything or did not end as it should. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.asked = Date.now();
    this.#child.kill("SIGINT");
    const obstinate = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE_MILLISECONDS);
    const code = await this.#ended;
    clearTimeout(obstinate);
    const { packets = 0, losses } = this.summary ?? {};
    if (code !== 0 || losses === undefined) throw new Error(`live ended with ${code}: ${this.#said}`);
    const { received, droppedByKernel, linesNotPrinted } = losses;
    if (
      received - packets > WHILE_ENDING ||
      received < packets ||
      droppedByKernel !== 0 ||
      linesNotPrinted !== 0
    )
      throw new Error(`the capture is not complete: ${packets} packets, ${JSON.stringify(losses)}`);
  }
}
