// The traffic of the live benchmark: many conversations at a time, most of them short, and a few that carry
// most of the bytes, as on a line of servers. The same seed and size give the same bytes.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SegmentWriter } from "./segment-writer.mjs";

const [FIN, SYN, PSH, ACK] = [0x01, 0x02, 0x08, 0x10];
const MSS = 1448;
const REQUEST = 300;
/** Segments of an answer: a Pareto distribution, so that half are of one or two, and a few of thousands. */
const TAIL = 1.1;
const MOST_SEGMENTS = 3000;
const AT_A_TIME = 2000;
const MICROS_APART = 3;

/**
 * Path and figures of a capture with so many connections, written first where it is not there yet.
 *
 * @param {{ directory: string, connections: number, seed: number }} options
 */
export function mixOf({ directory, connections, seed }) {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, `shakedown-bench-live-${connections}-seed${seed}.pcap`);
  if (existsSync(`${path}.json`) && existsSync(path)) {
    return { path, ...JSON.parse(readFileSync(`${path}.json`, "utf8")) };
  }
  const partial = `${path}.${process.pid}.partial`;
  const file = openSync(partial, "w");
  const writer = new SegmentWriter(file);
  write(writer, connections, randomFrom(seed));
  writer.flush();
  closeSync(file);
  renameSync(partial, path);
  const figures = { packets: writer.packets, connections, bytes: writer.bytesWritten };
  writeFileSync(`${path}.json`, `${JSON.stringify(figures)}\n`);
  return { path, ...figures };
}

function write(writer, connections, random) {
  const going = [];
  let begun = 0;
  let now = 0;
  while (begun < connections || going.length > 0) {
    while (begun < connections && going.length < AT_A_TIME) going.push(conversation(begun++, random));
    const at = Math.floor(random() * going.length);
    const step = going[at].next(now);
    if (step.done) {
      going[at] = going[going.length - 1];
      going.pop();
      continue;
    }
    writer.segment(now, ...step.value);
    now += MICROS_APART;
  }
}

/** Yields the segments of one connection, as SegmentWriter takes them after the time. */
function* conversation(id, random) {
  const client = 0x0a000000 | (id & 0x3fff);
  const server = 0xac100000 | (id & 0xff);
  const port = 1024 + ((id >> 14) % 60000);
  const numbers = [random() * 2 ** 32, random() * 2 ** 32];
  const stamps = [0, 0];
  let now = 0;
  const say = (side, flags, payload) => {
    const peer = 1 - side;
    stamps[side] = Math.floor(now / 1000) + 1;
    const ends = side === 0 ? [client, server, port, 443] : [server, client, 443, port];
    const acknowledges = flags & ACK;
    const segment = [
      ...ends.map((end) => end | 0),
      numbers[side] | 0,
      acknowledges ? numbers[peer] | 0 : 0,
      flags,
      payload,
      stamps[side],
      acknowledges ? stamps[peer] : 0,
    ];
    numbers[side] += payload + (flags & (SYN | FIN) ? 1 : 0);
    return segment;
  };
  now = yield say(0, SYN, 0);
  now = yield say(1, SYN | ACK, 0);
  now = yield say(0, ACK, 0);
  now = yield say(0, PSH | ACK, REQUEST);
  const segments = Math.min(MOST_SEGMENTS, Math.ceil((1 - random()) ** (-1 / TAIL)));
  for (let segment = 1; segment <= segments; segment++) {
    now = yield say(1, segment === segments ? PSH | ACK : ACK, MSS);
    if (segment % 2 === 0 || segment === segments) now = yield say(0, ACK, 0);
  }
  const closer = random() < 0.5 ? 0 : 1;
  now = yield say(closer, FIN | ACK, 0);
  now = yield say(1 - closer, ACK, 0);
  now = yield say(1 - closer, FIN | ACK, 0);
  yield say(closer, ACK, 0);
}

/** Numbers from 0 to 1 (mulberry32). */
function randomFrom(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
