// A child process that answers JSON lines: the socket programs and the wire. Knows no operation.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

interface Pending {
  readonly op: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const ANSWER_SECONDS = 25;

export class Conversation {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #ended: Promise<void>;
  #lastId = 0;
  #errors = "";

  constructor(name: string, command: string, args: readonly string[]) {
    this.#name = name;
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stderr?.on("data", (text) => {
      this.#errors += text;
    });
    this.#child.stdin?.on("error", () => {}); // a killed program: its requests are rejected below
    if (this.#child.stdout !== null)
      createInterface({ input: this.#child.stdout }).on("line", (line) => this.#answered(line));
    this.#ended = new Promise((resolve) => {
      this.#child.on("close", () => {
        for (const pending of this.#pending.values())
          pending.reject(new Error(`${this.#name} has ended ${this.#errors}`));
        this.#pending.clear();
        resolve();
      });
    });
  }

  /** Rejects when the operation fails, the program ends, or nothing comes back for 25 s. */
  async request<Result>(op: string, args: object = {}): Promise<Result> {
    const id = ++this.#lastId;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { op, resolve, reject });
      timer = setTimeout(
        () => reject(new Error(`${this.#name} does not answer: ${op}`)),
        ANSWER_SECONDS * 1000,
      );
    });
    answer.catch(() => {}); // an accept that nobody awaits may outlive the scenario
    this.#child.stdin?.write(`${JSON.stringify({ id, op, ...args })}\n`);
    try {
      return (await answer) as Result;
    } finally {
      clearTimeout(timer);
      this.#pending.delete(id);
    }
  }

  /** SIGKILL, and waits until the kernel has cleared it away. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  #answered(line: string): void {
    const answer = JSON.parse(line) as { id: number; result?: unknown; failure?: string };
    const pending = this.#pending.get(answer.id);
    if (answer.failure !== undefined)
      pending?.reject(new Error(`${this.#name}: ${pending.op}: ${answer.failure}`));
    else pending?.resolve(answer.result);
  }
}
