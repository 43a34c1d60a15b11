// Writes the captures of the benchmark: real conversations with handshake, timestamps, data and
// close, interleaved at random. The same seed and scale give the same bytes.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { SegmentWriter } from "./segment-writer.mjs";

const FIN = 0x01;
const SYN = 0x02;
const PSH = 0x08;
const ACK = 0x10;

const CLIENTS = 1 << 14;
const SERVERS = 1 << 8;
const TIME_WAIT_MICROS = 60e6;
const MSS = 1448;

/** What each capture holds. Packets per connection follow from the script of its conversations. */
export const MIXES = {
  A: { connections: 800_000, atATime: 5_000, payload: 512, apartMicros: 300, exchange: "cs-s-" },
  B: { connections: 1_000_000, atATime: 200_000, payload: 64, apartMicros: 100, exchange: "cS" },
  C: { connections: 200_000, atATime: 5_000, payload: 512, apartMicros: 3, exchange: "cs-s-" },
  D: { connections: 4, packets: 1_200_000, payload: MSS, apartMicros: 10 },
  E: { connections: 5_000_000, apartMicros: 10 },
};

/** What the captures are, in the words of the table's headings. */
export const TITLES = {
  A: "A  10.4 M packets, 800 k connections, 5,000 at a time",
  B: "B  9 M packets, 1 M connections, 200,000 at a time",
  C: "C  2.6 M packets, 200 k connections, 3 µs apart",
  D: "D  a few big flows",
  E: "E  a SYN flood of 5 M distinct addresses",
};

/**
 * Path and figures of a capture, written first where it is not there yet.
 *
 * @param {keyof typeof MIXES} name
 * @param {{ directory: string, scale: number, seed: number, order?: "random" | "turns" }} options
 *   `order`: which of the conversations going on has the next packet. Random: everyone once a round, in
 *   an order drawn anew for each, which spreads the packets over memory as widely as can be. In turns, neighbours in time are neighbours in memory
 */
export function captureOf(name, { directory, scale, seed, order = "random" }) {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, `shakedown-bench-${name}-scale${scale}-seed${seed}-${order}.pcap`);
  const figuresPath = `${path}.json`;
  // The figures are written last: a capture without them, or of another size, was not finished.
  if (existsSync(figuresPath) && existsSync(path)) {
    const figures = JSON.parse(readFileSync(figuresPath, "utf8"));
    if (figures.bytes === statSync(path).size) return { path, ...figures };
  }
  const partial = `${path}.${process.pid}.partial`;
  const file = openSync(partial, "w");
  const writer = new SegmentWriter(file);
  const mix = MIXES[name];
  let peakConnections;
  if (name === "D") peakConnections = writeBigFlows(writer, mix, scale);
  else if (name === "E") peakConnections = writeFlood(writer, mix, scale, seed);
  else peakConnections = writeConversations(writer, mix, scale, seed, order);
  writer.flush();
  closeSync(file);
  renameSync(partial, path);
  const connections = name === "D" ? mix.connections : Math.round(mix.connections * scale);
  const figures = { packets: writer.packets, connections, peakConnections, bytes: writer.bytesWritten };
  writeFileSync(figuresPath, `${JSON.stringify(figures)}\n`);
  return { path, ...figures };
}

/**
 * One conversation as arrays, one entry per segment. In `exchange`, `c` and `s` are data of client
 * and server, `S` data of the server that acknowledges on its way, `-` the acknowledgement of the
 * data before it; after `c` the server acknowledges at once.
 */
function conversation(exchange, payload, clientCloses) {
  const script = { fromClient: [], flags: [], payload: [], sequence: [], acknowledgement: [] };
  const next = [0, 0];
  const say = (side, flags, length) => {
    script.fromClient.push(side === 0);
    script.flags.push(flags);
    script.payload.push(length);
    script.sequence.push(next[side]);
    script.acknowledgement.push(next[1 - side]);
    next[side] += length + (flags & (SYN | FIN) ? 1 : 0);
  };
  say(0, SYN, 0);
  say(1, SYN | ACK, 0);
  say(0, ACK, 0);
  for (let i = 0; i < exchange.length; i++) {
    if (exchange[i] === "-") say(0, ACK, 0);
    else if (exchange[i] === "c") {
      say(0, PSH | ACK, payload);
      if (exchange[i + 1] !== "S") say(1, ACK, 0);
    } else say(1, PSH | ACK, payload);
  }
  const closer = clientCloses ? 0 : 1;
  say(closer, FIN | ACK, 0);
  say(1 - closer, ACK, 0);
  say(1 - closer, FIN | ACK, 0);
  say(closer, ACK, 0);
  return script;
}

/** Captures A, B and C: many conversations at a time. */
function writeConversations(writer, mix, scale, seed, order) {
  const connections = Math.round(mix.connections * scale);
  const scripts = [true, false].map((closes) => conversation(mix.exchange, mix.payload, closes));
  let slots = Math.min(mix.atATime, connections);
  const idOf = new Int32Array(slots);
  const stepOf = new Uint8Array(slots);
  const seenOf = [new Int32Array(slots), new Int32Array(slots)]; // last timestamp value heard from each side
  /** Whose packet is next: everyone once a round, so that none is silent for as long as a dead attempt. */
  const round = new Int32Array(slots);
  let place = 0;
  for (let slot = 0; slot < slots; slot++) {
    idOf[slot] = slot;
    round[slot] = slot;
  }
  let nextId = slots;
  let opened = 0;
  let closed = 0;
  let expired = 0;
  let peak = 0;
  const closedAt = new Float64Array(connections);
  let random = seed | 0 || 1;
  let now = 0;
  while (slots > 0) {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    const other =
      order === "random" ? place + Math.floor((random >>> 0) * (slots - place) * 2 ** -32) : place;
    const slot = round[other];
    round[other] = round[place];
    round[place] = slot;
    const id = idOf[slot];
    const step = stepOf[slot]++;
    const script = scripts[id & 1];
    const fromClient = script.fromClient[step];
    const mixed = scramble(id);
    const client = 0x0a000000 | (Math.imul(id % CLIENTS, 0x9e3779b1) & (CLIENTS - 1));
    const clientPort = 32768 + ((Math.floor(id / CLIENTS) * 7919 + (id % CLIENTS)) % 28000);
    const server = 0xac100000 | (mixed & (SERVERS - 1)) | 0;
    const isn = fromClient ? mixed : scramble(~id);
    const peerIsn = fromClient ? scramble(~id) : mixed;
    const timestamp = (Math.floor(now / 1000) + (fromClient ? mixed : ~mixed)) | 0;
    const flags = script.flags[step];
    seenOf[fromClient ? 0 : 1][slot] = timestamp;
    writer.segment(
      now,
      fromClient ? client : server,
      fromClient ? server : client,
      fromClient ? clientPort : 443,
      fromClient ? 443 : clientPort,
      (isn + script.sequence[step]) | 0,
      flags & ACK ? (peerIsn + script.acknowledgement[step]) | 0 : 0,
      flags,
      script.payload[step],
      timestamp,
      flags & ACK ? seenOf[fromClient ? 1 : 0][slot] : 0,
    );
    if (step === 0) opened++;
    if (step === script.flags.length - 1) {
      closedAt[closed++] = now;
      if (nextId < connections) {
        idOf[slot] = nextId++;
        stepOf[slot] = 0;
      } else round[place--] = round[--slots];
    }
    if (++place >= slots) place = 0;
    while (expired < closed && closedAt[expired] + TIME_WAIT_MICROS <= now) expired++;
    peak = Math.max(peak, opened - expired);
    now += mix.apartMicros;
  }
  return peak;
}

/** Capture D: bulk transfers, two full segments of the server for one acknowledgement. */
function writeBigFlows(writer, mix, scale) {
  const rounds = Math.max(1, Math.floor(((mix.packets / mix.connections) * scale - 7) / 3));
  const sent = new Int32Array(mix.connections);
  let now = 0;
  const say = (flow, fromClient, flags, sequence, acknowledgement, payload) => {
    const client = 0x0a000001 + flow;
    const stamp = Math.floor(now / 1000);
    const isn = scramble(fromClient ? flow : ~flow);
    const peerIsn = scramble(fromClient ? ~flow : flow);
    const acks = (flags & ACK) !== 0;
    writer.segment(
      now,
      fromClient ? client : 0xac100001 | 0,
      fromClient ? 0xac100001 | 0 : client,
      fromClient ? 40000 + flow : 443,
      fromClient ? 443 : 40000 + flow,
      (isn + sequence) | 0,
      acks ? (peerIsn + acknowledgement) | 0 : 0,
      flags,
      payload,
      stamp,
      acks ? stamp : 0,
    );
    now += mix.apartMicros;
  };
  for (let flow = 0; flow < mix.connections; flow++) {
    say(flow, true, SYN, 0, 0, 0);
    say(flow, false, SYN | ACK, 0, 1, 0);
    say(flow, true, ACK, 1, 1, 0);
    sent[flow] = 1;
  }
  for (let round = 0; round < rounds; round++) {
    for (let flow = 0; flow < mix.connections; flow++) {
      say(flow, false, ACK, sent[flow], 1, mix.payload);
      sent[flow] = (sent[flow] + mix.payload) | 0;
      say(flow, false, PSH | ACK, sent[flow], 1, mix.payload);
      sent[flow] = (sent[flow] + mix.payload) | 0;
      say(flow, true, ACK, 1, sent[flow], 0);
    }
  }
  for (let flow = 0; flow < mix.connections; flow++) {
    say(flow, false, FIN | ACK, sent[flow], 1, 0);
    say(flow, true, ACK, 1, sent[flow] + 1, 0);
    say(flow, true, FIN | ACK, 1, sent[flow] + 1, 0);
    say(flow, false, ACK, sent[flow] + 1, 2, 0);
  }
  return mix.connections;
}

/** Capture E: every SYN from another address, none ever answered. */
function writeFlood(writer, mix, scale, seed) {
  const connections = Math.round(mix.connections * scale);
  for (let i = 0; i < connections; i++) {
    const mixed = scramble(i + seed);
    // An odd factor permutes the 2^23 addresses of 11.0.0.0/9: none comes twice.
    const source = 0x0b000000 | (Math.imul(i, 0x9e3779b1) & 0x7fffff);
    writer.segment(
      i * mix.apartMicros,
      source,
      0xac100001 | 0,
      1024 + ((mixed >>> 0) % 64000),
      443,
      mixed,
      0,
      SYN,
      0,
      mixed,
      0,
    );
  }
  return connections;
}

/** 32 well mixed bits of an integer (the finalizer of MurmurHash3). */
function scramble(value) {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
