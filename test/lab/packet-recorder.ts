// tcpdump in a namespace: recording before the first packet, complete when it is asked to stop.
import { type ChildProcess, spawn } from "node:child_process";
import type { Namespace } from "./namespaces.ts";

/** TCP and ICMP; neighbour discovery and the like only blur a scenario. */
const FILTER = "tcp or icmp or (icmp6 and ip6[40] < 128)";

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

  static async start(namespace: Namespace, name: string, file: string): Promise<PacketRecorder> {
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
        "-w",
        file,
        FILTER,
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

  /** Rejects when a packet is missing in the file. */
  async stop(): Promise<void> {
    this.#child.kill("SIGINT");
    await this.#ended;
    const count = (what: string) => Number(new RegExp(`(\\d+) packets? ${what}`).exec(this.#said)?.[1]);
    if (count("captured") !== count("received by filter") || count("dropped by kernel") !== 0)
      throw new Error(`the capture is not complete: ${this.#said}`);
  }
}
