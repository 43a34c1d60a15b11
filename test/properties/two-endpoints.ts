// Two TCP endpoints by RFC 9293 §3.10 with a capture point between them: what the tracker infers can
// be held against what the endpoints are. One connection; delays, losses on either side of the
// capture point and retransmission, no options and no congestion control. Knows no tracker.
import type { Endpoint, NotedSegment, ScenarioLine } from "../notation/parse-scenario.ts";

type Side = "client" | "server";

export interface Action {
  /** Milliseconds since the beginning. */
  readonly at: number;
  readonly side: Side;
  readonly does: "send" | "close" | "abort";
}

export interface Schedule {
  readonly serverListens: boolean;
  /** Milliseconds after the client's open at which the server opens actively too: SYNs may cross. */
  readonly serverOpens: number | null;
  readonly actions: readonly Action[];
  /** Milliseconds from the client, and from the server, to the capture point. */
  readonly delays: { readonly client: number; readonly server: number };
  /** Ordinal number of a segment → where it is lost. */
  readonly losses: ReadonlyMap<number, "before" | "behind">;
}

export interface Outcome {
  readonly captured: ScenarioLine[];
  readonly states: Record<Side, string>;
  /** Whether a segment of the end was captured. */
  readonly spoke: Record<Side, boolean>;
}

interface Wire {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: string;
  readonly payload: number;
  readonly repeated?: boolean;
}

/** Longer than any round trip of a schedule: what is sent again was lost. */
const RETRANSMIT_AFTER = 250;
const WINDOW = 65535;

const ENDS: Record<Side, Endpoint> = {
  client: { name: "client", ip: "10.0.0.1", port: 40000 },
  server: { name: "server", ip: "192.0.2.1", port: 80 },
};

/** Runs the schedule until nothing is under way and nothing waits to be sent again. */
export function simulate(schedule: Schedule): Outcome {
  const network = new Network(schedule);
  const client = new TcpEndpoint(1_000, "CLOSED", (segment) => network.carry("client", segment), network);
  const initial = schedule.serverListens ? "LISTEN" : "CLOSED";
  const server = new TcpEndpoint(70_000, initial, (segment) => network.carry("server", segment), network);
  network.ends = { client, server };
  network.schedule(0, () => client.open());
  if (schedule.serverOpens !== null) network.schedule(schedule.serverOpens, () => server.open());
  for (const { at, side, does } of schedule.actions) network.schedule(at, () => network.ends[side][does]());
  network.run();
  return {
    captured: network.captured,
    states: { client: client.state, server: server.state },
    spoke: network.spoke,
  };
}

class Network {
  ends!: Record<Side, TcpEndpoint>;
  now = 0;
  readonly captured: ScenarioLine[] = [];
  readonly spoke: Record<Side, boolean> = { client: false, server: false };
  readonly #plan: Schedule;
  readonly #due: { at: number; order: number; happens: () => void }[] = [];
  #order = 0;
  #segments = 0;

  constructor(plan: Schedule) {
    this.#plan = plan;
  }

  schedule(at: number, happens: () => void): void {
    this.#due.push({ at, order: this.#order++, happens });
  }

  run(): void {
    while (this.#due.length > 0) {
      this.#due.sort((a, b) => a.at - b.at || a.order - b.order);
      const { at, happens } = this.#due.shift()!;
      this.now = at;
      happens();
    }
  }

  carry(from: Side, segment: Wire): void {
    const to = from === "client" ? "server" : "client";
    const fate = this.#fate(segment);
    if (fate === "before") return;
    const atTap = this.now + this.#plan.delays[from];
    this.schedule(atTap, () => this.#capture(from, segment));
    if (fate === "behind") return;
    this.schedule(atTap + this.#plan.delays[to], () => this.ends[to].receive(segment));
  }

  /**
   * What would be lost without a repeat that tells of it is not lost: an RST; before the capture
   * point also a bare ACK, whose receiver may know already, and a FIN, of which the first must be
   * seen; and a repeat, whose sender may have its answer by the time it would repeat again.
   */
  #fate({ flags, payload, repeated }: Wire): "before" | "behind" | undefined {
    const fate = this.#plan.losses.get(this.#segments++);
    if (flags.includes("R") || repeated) return undefined;
    const unseen = flags.includes("F") || (flags === "." && payload === 0);
    return fate === "before" && unseen ? undefined : fate;
  }

  #capture(from: Side, { sequence, acknowledgement, flags, payload }: Wire): void {
    this.spoke[from] = true;
    const noted: NotedSegment = {
      source: ENDS[from],
      destination: ENDS[from === "client" ? "server" : "client"],
      flags,
      sequence,
      acknowledgement,
      payload,
      window: flags.includes("R") ? 0 : WINDOW,
      options: {},
      timeToLive: 64,
      ipId: this.captured.length + 1,
      vlans: [],
    };
    this.captured.push({
      number: this.captured.length + 1,
      text: `${from} ${flags} ${sequence}+${payload} ack ${acknowledgement}`,
      time: Math.round(this.now * 1e6),
      packet: { kind: "segment", segment: noted },
      states: [],
    });
  }
}

class TcpEndpoint {
  state: string;
  readonly #initial: number;
  readonly #transmit: (segment: Wire) => void;
  readonly #network: Network;
  #sendNext: number; // SND.NXT
  #sendUnacknowledged: number; // SND.UNA
  #receiveNext = 0; // RCV.NXT
  #receivedInitial = 0; // IRS
  #passive = false;
  #unacknowledged: Wire[] = [];
  #timer = 0;

  constructor(initial: number, state: string, transmit: (segment: Wire) => void, network: Network) {
    this.state = state;
    this.#initial = initial;
    this.#sendNext = initial;
    this.#sendUnacknowledged = initial;
    this.#transmit = transmit;
    this.#network = network;
  }

  open(): void {
    const used = this.#sendNext !== this.#initial;
    if (used || (this.state !== "CLOSED" && this.state !== "LISTEN")) return;
    this.state = "SYN_SENT";
    this.#send("S");
  }

  send(): void {
    if (this.state === "ESTABLISHED" || this.state === "CLOSE_WAIT") this.#send("P.", 100);
  }

  close(): void {
    if (this.state === "ESTABLISHED") this.state = "FIN_WAIT_1";
    else if (this.state === "CLOSE_WAIT") this.state = "LAST_ACK";
    else return;
    this.#send("F.");
  }

  /** RFC 9293 §3.10.5. Where an abort sends nothing, no capture can tell; there it is left out. */
  abort(): void {
    if (!["SYN_RECEIVED", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT"].includes(this.state))
      return;
    this.#reply("R.", this.#sendNext, this.#receiveNext);
    this.#drop("CLOSED");
  }

  /** RFC 9293 §3.10.7, in its order. */
  receive(segment: Wire): void {
    if (this.state === "CLOSED") this.#refuse(segment);
    else if (this.state === "LISTEN") this.#receiveInListen(segment);
    else if (this.state === "SYN_SENT") this.#receiveInSynSent(segment);
    else this.#receiveSynchronized(segment);
  }

  /** §3.5.2, first group. */
  #refuse({ sequence, acknowledgement, flags, payload }: Wire): void {
    if (flags.includes("R")) return;
    if (flags.includes(".")) this.#reply("R", acknowledgement, 0);
    else this.#reply("R.", 0, sequence + length(flags, payload));
  }

  #receiveInListen(segment: Wire): void {
    if (segment.flags.includes("R")) return;
    if (segment.flags.includes(".")) this.#refuse(segment);
    else if (segment.flags.includes("S")) {
      this.#passive = true;
      this.#acceptSyn(segment);
      this.#send("S.");
      this.state = "SYN_RECEIVED";
    }
  }

  #receiveInSynSent(segment: Wire): void {
    const acknowledges = segment.flags.includes(".");
    const acceptable = acknowledges && segment.acknowledgement === this.#sendNext;
    if (acknowledges && !acceptable) {
      this.#refuse(segment);
      return;
    }
    if (segment.flags.includes("R")) {
      if (acceptable) this.#drop("CLOSED");
      return;
    }
    if (!segment.flags.includes("S")) return;
    this.#acceptSyn(segment);
    if (acceptable) {
      this.#takeAcknowledgement(segment.acknowledgement);
      this.state = "ESTABLISHED";
      this.#acknowledge();
      return;
    }
    // Simultaneous open: the SYN goes out again, now with the acknowledgement.
    this.state = "SYN_RECEIVED";
    this.#unacknowledged = [];
    this.#sendNext = this.#initial;
    this.#send("S.");
  }

  #receiveSynchronized(segment: Wire): void {
    const { sequence, acknowledgement, flags, payload } = segment;
    const ahead = sequence - this.#receiveNext;
    if (flags.includes("S")) {
      const repeatsSyn = sequence === this.#receivedInitial;
      if (this.state === "SYN_RECEIVED" && repeatsSyn && !flags.includes(".")) this.#retransmit();
      else if (this.state === "SYN_RECEIVED" && repeatsSyn) this.#takeAcknowledgement(acknowledgement);
      else this.#acknowledge();
      return;
    }
    const total = length(flags, payload);
    if (ahead < 0 || ahead > 0) {
      // Before or behind a gap: only what is expected is taken.
      if (!flags.includes("R")) {
        this.#takeAcknowledgement(acknowledgement);
        if (total > 0) this.#acknowledge();
      } else if (ahead > 0 && ahead < WINDOW) this.#acknowledge(); // RFC 5961 §3
      return;
    }
    if (flags.includes("R")) {
      this.#drop(this.state === "SYN_RECEIVED" && this.#passive ? "LISTEN" : "CLOSED");
      return;
    }
    this.#takeAcknowledgement(acknowledgement);
    if (this.state === "CLOSED") return;
    this.#receiveNext += total;
    if (flags.includes("F")) {
      if (this.state === "FIN_WAIT_1") this.state = "CLOSING";
      else if (this.state === "FIN_WAIT_2") this.state = "TIME_WAIT";
      else if (this.state === "ESTABLISHED") this.state = "CLOSE_WAIT";
    }
    if (total > 0) this.#acknowledge();
  }

  #takeAcknowledgement(acknowledgement: number): void {
    if (acknowledgement <= this.#sendUnacknowledged || acknowledgement > this.#sendNext) return;
    this.#sendUnacknowledged = acknowledgement;
    this.#unacknowledged = this.#unacknowledged.filter(
      ({ sequence, flags, payload }) => sequence + length(flags, payload) > acknowledgement,
    );
    if (this.state === "SYN_RECEIVED") this.state = "ESTABLISHED";
    if (acknowledgement !== this.#sendNext) return;
    if (this.state === "FIN_WAIT_1") this.state = "FIN_WAIT_2";
    else if (this.state === "CLOSING") this.state = "TIME_WAIT";
    else if (this.state === "LAST_ACK") this.#drop("CLOSED");
  }

  #acceptSyn(segment: Wire): void {
    this.#receivedInitial = segment.sequence;
    this.#receiveNext = segment.sequence + 1;
  }

  #send(flags: string, payload = 0): void {
    const acknowledgement = flags.includes(".") ? this.#receiveNext : 0;
    const segment = { sequence: this.#sendNext, acknowledgement, flags, payload };
    this.#sendNext += length(flags, payload);
    this.#unacknowledged.push(segment);
    this.#transmit(segment);
    this.#armTimer(RETRANSMIT_AFTER);
  }

  #reply(flags: string, sequence: number, acknowledgement: number): void {
    this.#transmit({ sequence, acknowledgement, flags, payload: 0 });
  }

  #acknowledge(): void {
    this.#reply(".", this.#sendNext, this.#receiveNext);
  }

  #retransmit(): void {
    const [first] = this.#unacknowledged;
    if (first === undefined) return;
    const acknowledgement = first.flags.includes(".") ? this.#receiveNext : 0;
    this.#transmit({ ...first, acknowledgement, repeated: true });
  }

  #armTimer(after: number): void {
    const timer = ++this.#timer;
    this.#network.schedule(this.#network.now + after, () => {
      if (timer !== this.#timer || this.#unacknowledged.length === 0) return;
      this.#retransmit();
      this.#armTimer(after * 2);
    });
  }

  #drop(state: string): void {
    this.state = state;
    this.#unacknowledged = [];
    if (state !== "LISTEN") return;
    this.#sendNext = this.#initial;
    this.#sendUnacknowledged = this.#initial;
  }
}

function length(flags: string, payload: number): number {
  return payload + (/[SF]/.test(flags) ? 1 : 0);
}
