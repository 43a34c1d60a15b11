// Ways to damage a capture. Each takes bytes and gives new bytes; none changes what it was given.
import { gzipSync } from "node:zlib";

/** What fields of length and number are set to: the ends of every range, and just beside them. */
const TELLING = [
  0, 1, 2, 3, 4, 7, 8, 11, 12, 15, 16, 19, 20, 27, 28, 31, 32, 33, 63, 64, 127, 128, 255, 256, 1023, 1024,
  1500, 4095, 4096, 65534, 65535, 65536, 262143, 262144, 262145, 0x00ffffff, 0x01000000, 0x0fffffff,
  0x10000000, 0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffff0, 0xfffffffc, 0xffffffff,
];

const MAGICS = [
  [0xa1, 0xb2, 0xc3, 0xd4],
  [0xd4, 0xc3, 0xb2, 0xa1],
  [0xa1, 0xb2, 0x3c, 0x4d],
  [0x4d, 0x3c, 0xb2, 0xa1],
  [0xa1, 0xb2, 0xcd, 0x34],
  [0x34, 0xcd, 0xb2, 0xa1],
  [0x0a, 0x0d, 0x0d, 0x0a],
  [0x73, 0x6e, 0x6f, 0x6f, 0x70, 0, 0, 0, 0, 0, 0, 2],
  [0x1f, 0x8b, 0x08],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0x04, 0x22, 0x4d, 0x18],
  [0x02, 0x21, 0x4c, 0x18],
];

/** Nothing but noise, mostly behind the first bytes of a known format. */
export function noise(random) {
  const bytes = new Uint8Array(random.below(random.chance(0.1) ? 65536 : 600));
  for (let i = 0; i < bytes.length; i++) bytes[i] = random.word();
  if (random.chance(0.8)) bytes.set(random.pick(MAGICS).slice(0, bytes.length));
  if (bytes.length > 28 && bytes[0] === 0x0a && random.chance(0.7)) {
    new DataView(bytes.buffer).setUint32(4, 28, true);
    new DataView(bytes.buffer).setUint32(8, 0x1a2b3c4d, true);
    new DataView(bytes.buffer).setUint32(24, 28, true);
  }
  return bytes;
}

/** The file simply ends. */
export function truncate(random, bytes) {
  return bytes.slice(0, random.below(bytes.length));
}

/** A few bytes anywhere become others. */
export function scatter(random, bytes) {
  const changed = bytes.slice();
  for (let left = 1 + random.below(random.chance(0.2) ? 200 : 8); left > 0; left--) {
    const at = random.below(changed.length);
    changed[at] = random.chance(0.5) ? changed[at] ^ (1 << random.below(8)) : random.word();
  }
  return changed;
}

/** Numbers of 1, 2 or 4 bytes anywhere become telling ones. */
export function tellingNumbers(random, bytes) {
  const changed = bytes.slice();
  if (changed.length < 4) return changed;
  const view = new DataView(changed.buffer);
  for (let left = 1 + random.below(6); left > 0; left--) {
    const at = random.below(changed.length - 3);
    const value = random.pick(TELLING);
    const width = random.below(3);
    if (width === 0) view.setUint8(at, value);
    else if (width === 1) view.setUint16(at, value, random.chance(0.5));
    else view.setUint32(at, value, random.chance(0.5));
  }
  return changed;
}

/** The lengths of records, blocks and options claim too much, too little, or disagree. */
export function lengths(random, bytes) {
  const changed = bytes.slice();
  const places = lengthFields(changed);
  if (places.length === 0) return tellingNumbers(random, bytes);
  const view = new DataView(changed.buffer);
  for (let left = 1 + random.below(3); left > 0; left--) {
    const { at, width, little } = random.pick(places);
    const old = width === 4 ? view.getUint32(at, little) : view.getUint16(at, little);
    const value = random.chance(0.4) ? old + random.below(17) - 8 : random.pick(TELLING);
    if (width === 4) view.setUint32(at, value, little);
    else view.setUint16(at, value, little);
  }
  return changed;
}

/** The beginning of one capture, the rest of another. */
export function splice(random, bytes, other) {
  const head = random.chance(0.3) ? bytes : bytes.subarray(0, random.below(bytes.length));
  const tail = other.subarray(random.chance(0.3) ? 0 : random.below(other.length));
  return concatenate(head, tail);
}

/** A stretch is said twice, left out, or moved to another place. */
export function rearrange(random, bytes) {
  const from = random.below(bytes.length);
  const to = from + random.below(Math.min(2048, bytes.length - from));
  const stretch = bytes.subarray(from, to);
  const way = random.below(3);
  if (way === 0) return concatenate(bytes.subarray(0, to), bytes.subarray(from));
  const without = concatenate(bytes.subarray(0, from), bytes.subarray(to));
  if (way === 1) return without;
  const at = random.below(without.length);
  return concatenate(without.subarray(0, at), stretch, without.subarray(at));
}

/** Whole records are left out, said twice, swapped or mixed: a capture in order, a story that is not. */
export function shuffleRecords(random, bytes) {
  const starts = recordStarts(bytes);
  if (starts.length < 3) return rearrange(random, bytes);
  const records = starts.slice(0, -1).map((start, index) => bytes.subarray(start, starts[index + 1]));
  for (let left = 1 + random.below(records.length); left > 0; left--) {
    const from = random.below(records.length);
    const to = random.below(records.length);
    const way = random.below(3);
    if (way === 0) records.splice(to, 0, records[from]);
    else if (way === 1 && records.length > 2) records.splice(from, 1);
    else [records[from], records[to]] = [records[to], records[from]];
  }
  return concatenate(bytes.subarray(0, starts[0]), ...records, bytes.subarray(starts.at(-1)));
}

/** Bits of TCP flags, numbers and windows change in packets whose records stay as they are. */
export function twistSegments(random, bytes) {
  const changed = bytes.slice();
  const starts = recordStarts(changed);
  for (let left = 1 + random.below(starts.length); left > 0 && starts.length > 1; left--) {
    const index = random.below(starts.length - 1);
    const length = starts[index + 1] - starts[index];
    // Behind record, Ethernet and IPv4 header, where most captures have TCP; elsewhere it hits others.
    const at = starts[index] + 16 + 34 + random.below(20);
    if (at >= starts[index] + length) continue;
    if (random.chance(0.5)) changed[at] ^= 1 << random.below(8);
    else if (starts[index] + 63 < changed.length) changed[starts[index] + 63] = random.word() & 0x3f;
  }
  return changed;
}

/** Packed, and then sometimes damaged in the packed form. */
export function pack(random, bytes) {
  const packed = random.pick([asGzip, asStoredZstd, asStoredLz4])(bytes);
  const way = random.below(4);
  if (way === 0) return truncate(random, packed);
  if (way === 1) return scatter(random, packed);
  if (way === 2) return concatenate(packed, packed);
  return packed;
}

export const MUTATIONS = [
  truncate,
  scatter,
  tellingNumbers,
  lengths,
  splice,
  rearrange,
  shuffleRecords,
  twistSegments,
  pack,
];

function asGzip(bytes) {
  return new Uint8Array(gzipSync(bytes, { level: 1 }));
}

/** RFC 8878: a frame of raw blocks, each of at most 128 KiB, window of 256 KiB. */
function asStoredZstd(bytes) {
  const parts = [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x40)];
  for (let at = 0; at === 0 || at < bytes.length; at += 0x20000) {
    const block = bytes.subarray(at, at + 0x20000);
    const header = (block.length << 3) | (at + 0x20000 >= bytes.length ? 1 : 0);
    parts.push(Uint8Array.of(header, header >> 8, header >> 16), block);
  }
  return concatenate(...parts);
}

/** The old LZ4 frame is all lengths; the new one with stored blocks and no checksum but the header's. */
function asStoredLz4(bytes) {
  const parts = [Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82)];
  for (let at = 0; at < bytes.length; at += 0x10000) {
    const block = bytes.subarray(at, at + 0x10000);
    parts.push(Uint8Array.of(block.length, block.length >> 8, block.length >> 16, 0x80), block);
  }
  parts.push(new Uint8Array(4));
  return concatenate(...parts);
}

/** Where the records of a pcap or the blocks of a pcapng begin, and where the last one ends. */
function recordStarts(bytes) {
  if (bytes.length < 28) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isPcapng = view.getUint32(0) === 0x0a0d0d0a;
  const little = isPcapng
    ? view.getUint32(8, true) === 0x1a2b3c4d
    : [0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34].includes(view.getUint32(0, true));
  const header = !isPcapng && view.getUint32(0, little) === 0xa1b2cd34 ? 24 : 16;
  const starts = [];
  for (let at = isPcapng ? 0 : 24; at + header <= view.byteLength && starts.length < 4000; ) {
    const length = isPcapng ? view.getUint32(at + 4, little) : header + view.getUint32(at + 8, little);
    if (length < 12 || at + length > view.byteLength) break;
    starts.push(at);
    at += length;
    if (at + header > view.byteLength) starts.push(at);
  }
  return starts;
}

/** Where a pcap or pcapng keeps its lengths, as far as its structure can be followed. */
function lengthFields(bytes) {
  if (bytes.length < 28) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0) === 0x0a0d0d0a) return pcapngLengths(view);
  const little = [0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34].includes(view.getUint32(0, true));
  const header = view.getUint32(0, little) === 0xa1b2cd34 ? 24 : 16;
  const places = [{ at: 16, width: 4, little }];
  for (let at = 24; at + header <= view.byteLength && places.length < 4000; ) {
    places.push({ at: at + 8, width: 4, little }, { at: at + 12, width: 4, little });
    at += header + Math.min(view.getUint32(at + 8, little), 1 << 28);
  }
  return places;
}

function pcapngLengths(view) {
  const little = view.getUint32(8, true) === 0x1a2b3c4d;
  const places = [];
  for (let at = 0; at + 12 <= view.byteLength && places.length < 4000; ) {
    const length = view.getUint32(at + 4, little);
    places.push({ at: at + 4, width: 4, little });
    if (length < 12 || at + length > view.byteLength) break;
    places.push({ at: at + length - 4, width: 4, little });
    const type = view.getUint32(at, little);
    if (type === 6 && length >= 32) {
      for (const field of [8, 20, 24]) places.push({ at: at + field, width: 4, little });
    } else if (type === 1 && length >= 24) {
      places.push({ at: at + 8, width: 2, little }, { at: at + 12, width: 4, little });
      places.push({ at: at + 16, width: 2, little }, { at: at + 18, width: 2, little });
    } else if (length >= 20) places.push({ at: at + 8, width: 4, little });
    at += length;
  }
  return places;
}

function concatenate(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
