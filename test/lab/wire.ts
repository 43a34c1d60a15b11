// The wire between the hosts, as scenarios speak to it: wire.py does the work.
import { fileURLToPath } from "node:url";
import { Conversation } from "./conversation.ts";
import { type Namespace, PYTHON } from "./namespaces.ts";

const WIRE = fileURLToPath(new URL("wire.py", import.meta.url));

export type Direction = "to-server" | "to-client";

export interface WireRule {
  readonly direction: Direction | "both";
  readonly action: "drop" | "hold" | "delay" | "duplicate";
  /** Exactly these of S, F, R and `.` (ACK). */
  readonly flags?: string;
  /** At least these. */
  readonly has?: string;
  /** With or without payload. */
  readonly payload?: boolean;
  /** Either port. */
  readonly port?: number;
  /** So many matching segments pass first. */
  readonly skip?: number;
  /** At most so many are taken. Default: all. */
  readonly count?: number;
  /** For delay, and for the copy of duplicate. */
  readonly milliseconds?: number;
}

/** The numbers of a segment, as on the wire. */
export interface SeenSegment {
  readonly seq: number;
  /** The number after it. */
  readonly next: number;
  readonly ack: number;
  readonly window: number;
  readonly options: number[];
}

export interface ForgedSegment {
  readonly direction: Direction;
  readonly source: string;
  readonly sourcePort: number;
  readonly target: string;
  readonly targetPort: number;
  readonly flags: string;
  readonly seq: number;
  readonly ack?: number;
  readonly window?: number;
  readonly options?: number[];
  readonly data?: string;
  readonly timeToLive?: number;
}

export class Wire {
  readonly #program: Conversation;

  /** `interfaces` and the hosts' hardware addresses: the client's first. */
  constructor(namespace: Namespace, interfaces: readonly [string, string], hosts: readonly [string, string]) {
    const [command, ...prefix] = namespace.prefix();
    const args = [...prefix, PYTHON, "-SEs", WIRE, ...interfaces, ...hosts];
    this.#program = new Conversation("the wire", command, args);
  }

  /** From now on; a rule of the same name is replaced. The first rule that takes a segment decides. */
  rule(name: string, rule: WireRule): Promise<void> {
    return this.#program.request("rule", { name, ...rule });
  }

  lift(name: string): Promise<void> {
    return this.#program.request("lift", { name });
  }

  delay(direction: Direction, milliseconds: number): Promise<void> {
    return this.#program.request("delay", { direction, milliseconds });
  }

  /** Waits until so many segments are held. */
  async holds(count: number): Promise<void> {
    for (let tries = 0; tries < 1000; tries++) {
      if ((await this.#program.request<number>("held")) >= count) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`the wire does not hold ${count} segments after 10 s`);
  }

  /** Lets go what is held, in the order of arrival or backwards. */
  release(order: { reversed?: boolean } = {}): Promise<void> {
    return this.#program.request("release", order);
  }

  /** Puts a segment on the wire that its supposed sender knows nothing of. */
  forge(segment: ForgedSegment): Promise<void> {
    return this.#program.request("forge", segment);
  }

  /** The latest segment of one direction of one connection, dropped ones included. */
  latest(direction: Direction, sourcePort: number, targetPort: number): Promise<SeenSegment> {
    return this.#program.request("latest", { direction, sourcePort, targetPort });
  }

  /** Puts the latest segment of that direction on the wire once more. */
  again(direction: Direction, sourcePort: number, targetPort: number): Promise<void> {
    return this.#program.request("again", { direction, sourcePort, targetPort });
  }

  /** Frames that it passed on so far. */
  passed(): Promise<number> {
    return this.#program.request("passed");
  }

  stop(): Promise<void> {
    return this.#program.kill();
  }
}
