// Reads the notation of the tests, close to tcpdump's and packetdrill's: text → lines. Knows no bytes.
//
//   +0.1 client > server  S.  0:0  ack 1  win 65535  <mss 1460,wscale 7>  ttl 64  | SYN_SENT | UNKNOWN  ; why
//
// Time: +0.1 since the line before (default +0.01), @3.5 since the beginning; either may go back.
// Numbers are relative to the initial number of their end: the SYN is 0, the first byte 1.

export interface Endpoint {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
}

export interface SegmentOptions {
  readonly mss?: number;
  readonly windowScale?: number;
  readonly sackPermitted?: boolean;
  readonly timestamps?: readonly [value: number, echo: number];
  /** Bytes of the Fast Open cookie; 0 is a request. */
  readonly fastOpenCookie?: number;
}

/** A segment with absolute numbers. */
export interface NotedSegment {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** As tcpdump writes them; "" is none. */
  readonly flags: string;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly payload: number;
  readonly window: number;
  readonly options: SegmentOptions;
  readonly timeToLive: number;
  readonly ipId: number;
  readonly vlans: readonly number[];
  /** Only these bytes of the IP payload: a fragment. */
  readonly fragment?: { readonly from: number; readonly to: number };
  /** Captured bytes of the frame. */
  readonly snap?: number;
}

interface NotedIcmpError {
  readonly router: Endpoint;
  readonly destination: Endpoint;
  readonly type: number;
  readonly code: number;
  readonly quoted: NotedSegment;
}

export type NotedPacket =
  | { readonly kind: "segment"; readonly segment: NotedSegment }
  | { readonly kind: "icmp"; readonly error: NotedIcmpError }
  /** Something that is no TCP: it moves the clock and nothing else. */
  | { readonly kind: "arp" };

export interface ScenarioLine {
  readonly number: number;
  readonly text: string;
  /** Nanoseconds since the beginning. */
  readonly time: number;
  readonly packet: NotedPacket;
  /** What the columns at the right say, in the order of the two ends. */
  readonly states: readonly string[];
}

export interface ScenarioOptions {
  /** Initial number of an end, by its name as written. */
  readonly isn?: Readonly<Record<string, number>>;
  /** Address of a name without port, or "ip:port" of the whole name. */
  readonly addresses?: Readonly<Record<string, string>>;
  readonly ipVersion?: 4 | 6;
}

const DEFAULT_STEP = 0.01;
const WELL_KNOWN_HOSTS: Record<4 | 6, Record<string, string>> = {
  4: { client: "10.0.0.1", server: "192.0.2.1", router: "10.0.0.254" },
  6: { client: "2001:db8::1", server: "2001:db8:1::1", router: "2001:db8::fe" },
};

/** Throws Error "line 3: …" for what it does not understand. */
export function parseScenario(text: string, options: ScenarioOptions = {}): ScenarioLine[] {
  const reader = new ScenarioReader(options);
  const lines: ScenarioLine[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.replace(/;.*$/, "").trim();
    if (line === "") continue;
    try {
      lines.push(reader.read(line, index + 1));
    } catch (error) {
      throw new Error(`line ${index + 1}: ${(error as Error).message}: ${line}`);
    }
  }
  return lines;
}

class ScenarioReader {
  readonly #options: ScenarioOptions;
  readonly #initial = new Map<string, number>();
  #time = -DEFAULT_STEP;
  #ipId = 100;
  #last: NotedPacket | undefined;

  constructor(options: ScenarioOptions) {
    this.#options = options;
  }

  read(line: string, number: number): ScenarioLine {
    const [body = "", ...columns] = line.split("|").map((part) => part.trim());
    const words = new Words(body);
    this.#readTime(words);
    const packet = this.#readPacket(words);
    if (!words.done) throw new Error(`"${words.peek()}" is not understood`);
    this.#last = packet;
    return { number, text: line, time: Math.round(this.#time * 1e9), packet, states: columns };
  }

  #readTime(words: Words): void {
    const match = /^([+@])(-?\d+(?:\.\d+)?)$/.exec(words.peek() ?? "");
    if (match === null) {
      this.#time += DEFAULT_STEP;
      return;
    }
    words.next();
    this.#time = Number(match[2]) + (match[1] === "+" ? this.#time : 0);
  }

  #readPacket(words: Words): NotedPacket {
    if (words.take("arp")) return { kind: "arp" };
    if (words.take("copy")) {
      if (this.#last === undefined) throw new Error("nothing stands before this copy");
      return this.#last;
    }
    const source = this.#endpoint(words.next());
    if (!words.take(">")) throw new Error(`expected ">"`);
    const destination = this.#endpoint(words.next());
    if (!words.take("icmp")) {
      return { kind: "segment", segment: this.#segment(words, source, destination) };
    }
    const [type = Number.NaN, code = Number.NaN] = words.next().split("/").map(Number);
    if (Number.isNaN(type) || Number.isNaN(code)) throw new Error("expected type/code after icmp");
    if (!words.take("quotes")) throw new Error(`expected "quotes"`);
    const from = this.#endpoint(words.next());
    if (!words.take(">")) throw new Error(`expected ">" in the quote`);
    const quoted = this.#segment(words, from, this.#endpoint(words.next()));
    return { kind: "icmp", error: { router: source, destination, type, code, quoted } };
  }

  #segment(words: Words, source: Endpoint, destination: Endpoint): NotedSegment {
    const letters = words.next();
    if (!/^(-|[SFRPUEW.]+)$/.test(letters)) throw new Error(`"${letters}" are no flags`);
    const flags = letters === "-" ? "" : letters;
    let window = 65535;
    let options: SegmentOptions = {};
    let timeToLive = 64;
    let ipId = this.#ipId++ & 0xffff;
    let vlans: number[] = [];
    let fragment: NotedSegment["fragment"];
    let snap: number | undefined;
    let sequence: number | undefined;
    let acknowledgement: number | undefined;
    let payload = 0;
    const later: (() => void)[] = [];

    for (;;) {
      const word = words.peek();
      if (word === undefined) break;
      const range = /^(-?\d+):(-?\d+)$/.exec(word);
      const absolute = /^(seq|ack)=(\d+)$/.exec(word);
      if (range !== null) {
        words.next();
        payload = Number(range[2]) - Number(range[1]);
        later.push(() => {
          sequence = this.#base(source, destination) + Number(range[1]);
        });
      } else if (absolute !== null) {
        words.next();
        if (absolute[1] === "seq") sequence = Number(absolute[2]);
        else acknowledgement = Number(absolute[2]);
      } else if (word.startsWith("<")) {
        options = readOptions(words.next());
      } else if (words.take("isn")) {
        this.#initial.set(pair(source, destination), words.number());
      } else if (words.take("ack")) {
        const relative = words.number();
        later.push(() => {
          acknowledgement = this.#base(destination, source) + relative;
        });
      } else if (words.take("len")) payload = words.number();
      else if (words.take("win")) window = words.number();
      else if (words.take("ttl")) timeToLive = words.number();
      else if (words.take("ipid")) ipId = words.number();
      else if (words.take("snap")) snap = words.number();
      else if (words.take("vlan")) vlans = words.next().split("/").map(Number);
      else if (words.take("frag")) {
        const [from = 0, to = 0] = words.next().split("-").map(Number);
        fragment = { from, to };
      } else break;
    }
    for (const resolve of later) resolve();
    if (sequence === undefined) throw new Error("no sequence number (0:0 or seq=…)");
    if (flags.includes(".") !== (acknowledgement !== undefined)) {
      throw new Error(`flags and acknowledgement disagree ("." goes with "ack")`);
    }
    if (payload < 0) throw new Error("the end lies before the beginning");
    return {
      source,
      destination,
      flags,
      sequence: sequence >>> 0,
      acknowledgement: (acknowledgement ?? 0) >>> 0,
      payload,
      window,
      options,
      timeToLive,
      ipId,
      vlans,
      ...(fragment === undefined ? {} : { fragment }),
      ...(snap === undefined ? {} : { snap }),
    };
  }

  /** The initial number of `source` towards `destination`; by default far from the other end's. */
  #base(source: Endpoint, destination: Endpoint): number {
    const key = pair(source, destination);
    let base = this.#initial.get(key);
    if (base === undefined) {
      base = this.#options.isn?.[source.name] ?? 1_000_000 + 5_000_000 * this.#initial.size;
      this.#initial.set(key, base);
    }
    return base;
  }

  /** client, server, router, client2 (another host), client:40001, 10.0.0.9:80, [2001:db8::9]:80 */
  #endpoint(name: string): Endpoint {
    const match = /^(?:\[([0-9a-f:]+)\]|([\w.]+))(?::(\d+))?$/.exec(name);
    if (match === null) throw new Error(`"${name}" is no endpoint`);
    const host = match[1] ?? match[2] ?? "";
    const port = match[3] === undefined ? (host.startsWith("client") ? 40000 : 80) : Number(match[3]);
    const given = this.#options.addresses?.[host];
    if (given !== undefined) return { name, ip: given, port };
    if (/^[\d.]+$/.test(host) || host.includes(":")) return { name, ip: host, port };
    const known = /^(client|server|router)(\d*)$/.exec(host);
    if (known === null) throw new Error(`"${host}" is no known host`);
    const base = WELL_KNOWN_HOSTS[this.#options.ipVersion ?? 4][known[1] ?? ""] ?? "";
    return { name, ip: base.replace(/(?<=[.:])1$/, known[2] === "" ? "1" : (known[2] ?? "1")), port };
  }
}

class Words {
  readonly #words: string[];

  constructor(text: string) {
    this.#words = text.match(/<[^>]*>|[^\s<]+/g) ?? [];
  }

  get done(): boolean {
    return this.#words.length === 0;
  }

  peek(): string | undefined {
    return this.#words[0];
  }

  next(): string {
    const word = this.#words.shift();
    if (word === undefined) throw new Error("the line ends too early");
    return word;
  }

  number(): number {
    const word = this.next();
    if (!/^-?\d+$/.test(word)) throw new Error(`"${word}" is no number`);
    return Number(word);
  }

  take(word: string): boolean {
    if (this.#words[0] !== word) return false;
    this.#words.shift();
    return true;
  }
}

function pair(source: Endpoint, destination: Endpoint): string {
  return `${source.ip} ${source.port} > ${destination.ip} ${destination.port}`;
}

function readOptions(word: string): SegmentOptions {
  const read: { -readonly [K in keyof SegmentOptions]: SegmentOptions[K] } = {};
  for (const option of word.slice(1, -1).split(",")) {
    const [name, ...values] = option.trim().split(/\s+/);
    if (name === "mss") read.mss = Number(values[0]);
    else if (name === "wscale") read.windowScale = Number(values[0]);
    else if (name === "sackOK") read.sackPermitted = true;
    else if (name === "ts") read.timestamps = [Number(values[0]), Number(values[1])];
    else if (name === "tfo") read.fastOpenCookie = Number(values[0] ?? 0);
    else throw new Error(`option "${option}" is not known`);
  }
  return read;
}
