// tcpdump in a namespace: recording before the first packet, complete when it is asked to stop.
import { type ChildProcess, spawn } from "node:child_process";
import type { LabOptions } from "./lab.ts";
import type { Namespace } from "./namespaces.ts";

/** TCP and ICMP; neighbour discovery and the like only blur a scenario. */
const FILTER = "tcp or icmp or (icmp6 and ip6[40] < 128)";

/** What is recorded, but for what the capture is to lose. */
export function captureFilter(without: string | undefined): string {
  return without === undefined ? FILTER : `(${FILTER}) and not (${without})`;
}

/** For what it has to say, and to end. */
const PATIENCE_MILLISECONDS = 5000;

export class PacketRecorder {
  readonly file: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #said = "";

  private constructor(file: string, child: ChildProcess, ended: Promise<void>) {
    this.file = file;
    this.#child = child;
    this.#ended = ended;
  }

  static async start(
    namespace: Namespace,
    name: string,
    file: string,
    { snapLength, without }: Pick<LabOptions, "snapLength" | "without"> = {},
  ): Promise<PacketRecorder> {
    const [command, ...prefix] = namespace.prefix();
    const child = spawn(
      command,
      [
        ...prefix,
        "tcpdump",
        "-i",
        name,
        "-n",
        "-U",
        "--immediate-mode",
        "--time-stamp-precision=nano",
        "-B",
        "16384",
        "-Z",
        "root",
        ...(snapLength === undefined ? [] : ["-s", String(snapLength)]),
        "-w",
        file,
        captureFilter(without),
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
    const recorder = new PacketRecorder(file, child, ended);
    await new Promise<void>((resolve, reject) => {
      child.stderr?.on("data", (text) => {
        recorder.#said += text;
        if (recorder.#said.includes("listening on")) resolve();
      });
      child.on("error", reject);
      child.on("close", () => reject(new Error(`tcpdump ended: ${recorder.#said}`)));
    });
    return recorder;
  }

  /** Waits until every packet that the kernel handed over is in the file. */
  async stop(): Promise<void> {
    const patience = performance.now() + PATIENCE_MILLISECONDS;
    while (!(await this.#complete()) && performance.now() < patience);
    this.#child.kill("SIGINT");
    const obstinate = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE_MILLISECONDS);
    await this.#ended;
    clearTimeout(obstinate);
    const { captured, received, dropped } = this.#counts();
    if (captured !== received || dropped !== 0) throw new Error(`the capture is not complete: ${this.#said}`);
  }

  /** tcpdump says its counts at SIGUSR1 and goes on. */
  async #complete(): Promise<boolean> {
    const before = this.#said.length;
    this.#child.kill("SIGUSR1");
    for (let tries = 0; tries < 100 && !this.#said.slice(before).includes("dropped by kernel"); tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const { captured, received } = this.#counts();
    return captured === received;
  }

  /** As it said them last. */
  #counts(): { captured: number; received: number; dropped: number } {
    const last = (what: string) =>
      Number([...this.#said.matchAll(new RegExp(`(\\d+) packets? ${what}`, "g"))].at(-1)?.[1]);
    return {
      captured: last("captured"),
      received: last("received by filter"),
      dropped: last("dropped by kernel"),
    };
  }
}
