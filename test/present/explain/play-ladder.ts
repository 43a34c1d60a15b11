// A ladder written by hand → a scenario in the tests' notation, so that the tracker can say whether what
// is drawn happens so. Numbers get values: x and y begin the ends' streams, u and w are their FINs.
import type { LadderRow, SegmentRow } from "../../../src/present/ladder/ladder.ts";
import type { Side } from "../../../src/record/connection-record.ts";

/** What both ends have sent before a ladder that begins with an open connection. */
const SENT_BEFORE = 1000;
const STEP = 0.01;
const DEFAULT_MSL = 30;
const OTHER: Readonly<Record<Side, Side>> = { client: "server", server: "client" };

interface PlayedRow {
  /** In the notation, with its time; "" where nothing is sent. */
  readonly line: string;
  readonly row: LadderRow;
}

export interface Play {
  /** The handshake that a ladder leaves out. */
  readonly before: readonly string[];
  readonly rows: readonly PlayedRow[];
}

export function playLadder(rows: readonly LadderRow[]): Play {
  return new Player(rows).play();
}

class Player {
  readonly #rows: readonly LadderRow[];
  readonly #opensInside: boolean;
  /** Number that each end uses next, and the values of the letters. */
  readonly #next: Record<Side, number> = { client: 0, server: 0 };
  readonly #letters = new Map<string, number>([
    ["x", 1_000_000],
    ["y", 5_000_000],
    ["z", 7_000_000],
    ["v", 300_000],
  ]);
  /** Initial numbers of the connection with which it begins: another one where a SYN comes later. */
  #opening: Readonly<Record<Side, number>> = { client: 1_000_000, server: 5_000_000 };
  #time = 0;
  #after2Msl = false;

  constructor(rows: readonly LadderRow[]) {
    this.#rows = rows;
    const first = rows.find((row) => row.kind === "segment");
    this.#opensInside = first?.kind === "segment" && first.label.startsWith("SYN");
    const hasSyn = rows.some((row) => row.kind === "segment" && row.label.startsWith("SYN"));
    if (hasSyn && !this.#opensInside) this.#opening = { client: 100_000, server: 200_000 };
    const textbook = rows.some((row) => row.kind === "segment" && /=[uw]\b/.test(row.label));
    const sent = textbook ? SENT_BEFORE : 0;
    this.#next.client = this.#opening.client + 1 + sent;
    this.#next.server = this.#opening.server + 1 + sent;
    this.#letters.set("u", this.#next.client);
    this.#letters.set("w", this.#next.server);
  }

  play(): Play {
    const before = this.#opensInside ? [] : this.#handshake();
    const rows = this.#rows.map((row) => ({ row, line: this.#line(row) }));
    return { before, rows };
  }

  #handshake(): string[] {
    const { client: x, server: y } = this.#opening;
    const { client, server } = this.#next;
    const lines = [
      `@-1 client > server S seq=${x}`,
      `@-0.99 server > client S. seq=${y} ack=${x + 1}`,
      `@-0.98 client > server . seq=${x + 1} ack=${y + 1}`,
    ];
    if (client > x + 1) {
      lines.push(`@-0.97 client > server P. seq=${x + 1} ack=${y + 1} len ${client - x - 1}`);
      lines.push(`@-0.96 server > client P. seq=${y + 1} ack=${client} len ${server - y - 1}`);
      lines.push(`@-0.95 client > server . seq=${client} ack=${server}`);
    }
    return lines;
  }

  #line(row: LadderRow): string {
    if (row.seconds !== undefined) this.#time = row.seconds;
    else this.#time += this.#after2Msl ? 2 * DEFAULT_MSL + STEP : STEP;
    this.#after2Msl = row.kind === "silence" && row.text === "2MSL";
    const at = `@${this.#time.toFixed(4)}`;
    if (row.kind === "segment" && row.fate !== "unseen") return `${at} ${this.#segment(row)}`;
    if (row.kind === "icmp") {
      const [type, code] = row.label.includes("time to live") ? [11, 0] : [3, 1];
      return `${at} router > client icmp ${type}/${code} quotes client > server S seq=${this.#value("x")}`;
    }
    if (row.kind === "segment") this.#advance(row);
    return row.kind === "states" || row.kind === "silence" ? `${at} arp` : "";
  }

  #segment(row: SegmentRow): string {
    const { from } = row;
    const sequence = this.#named(row.label, "seq") ?? this.#next[from];
    const flags = this.#flags(row.label);
    const acknowledges = this.#named(row.label, "ack") ?? this.#next[OTHER[from]];
    const ack = flags.includes(".") ? ` ack=${acknowledges}` : "";
    const payload = this.#payload(row.label);
    const mss = /mss=(\d+)/.exec(row.label)?.[1];
    const window = /win=(\d+)/.exec(row.label)?.[1];
    this.#advance(row);
    return `${from} > ${OTHER[from]} ${flags} seq=${sequence}${ack} len ${payload}${window === undefined ? "" : ` win ${window}`}${mss === undefined ? "" : ` <mss ${mss}>`}`;
  }

  #flags(label: string): string {
    const named = [...label.matchAll(/\b(SYN|FIN|RST|ACK)\b/g)].map(([flag]) =>
      flag === "ACK" ? "." : flag[0],
    );
    return named.length === 0 ? "P." : named.join("");
  }

  #payload(label: string): number {
    return Number(/(\d+) bytes/.exec(label)?.[1] ?? 0);
  }

  /** What was sent in order moves the next number; what is named and lies elsewhere does not. */
  #advance({ from, label }: SegmentRow): void {
    const sequence = this.#named(label, "seq") ?? this.#next[from];
    const opens = /^SYN\b/.test(label);
    const length = this.#payload(label) + (opens || label.startsWith("FIN") ? 1 : 0);
    if (length === 0) return;
    const end = sequence + length;
    if (opens || (sequence <= this.#next[from] && end > this.#next[from])) this.#next[from] = end;
  }

  #named(label: string, key: "seq" | "ack"): number | undefined {
    const match = new RegExp(`\\b${key}=([a-z])([+-]\\d+)?|\\b${key}=0\\b`).exec(label);
    if (match === null) return undefined;
    return match[1] === undefined ? 0 : this.#value(match[1]) + Number(match[2] ?? 0);
  }

  #value(letter: string): number {
    const value = this.#letters.get(letter);
    if (value === undefined) throw new Error(`the ladders know no number "${letter}"`);
    return value;
  }
}
