// What is known of each server address and port across its connections. Bounded: what finds no
// place shares one entry, and is counted.
import { randomInt } from "node:crypto";
import type { Segment } from "../decode/segment.ts";
import { hashOfEndpoint } from "./connection-hash.ts";
import { ADDRESSES, HOT_WORDS, PORTS } from "./connection-layout.ts";
import type { ConnectionTable } from "./connection-table.ts";

/** Entries; the last one is for all services that found no place. */
const MOST_SERVICES = 65_536;
/** Stands for every service that found no place. */
const OTHER_SERVICES = MOST_SERVICES;

export class ServiceTable {
  /** Entries in use, in order of appearance. */
  count = 0;
  /** Connections of services that found no place. */
  leftOut = 0;
  /** Makes collisions unpredictable for whoever sends the packets. */
  private readonly seed = randomInt(1, 0x7fffffff);
  private capacity = 64;
  /** Four words of address and the port. */
  private keys = new Int32Array(64 * 5);
  private index = new Int32Array(256);
  /** Whether it was seen to listen: it sent a SYN-ACK. */
  private listening = new Uint8Array(65);
  /** When each last answered a SYN, in nanoseconds of the timeline; −∞: never. */
  answered = new Float64Array(65).fill(Number.NEGATIVE_INFINITY);
  /** By address: time to live of its SYN-ACKs, 0 where its services differ. */
  private readonly timesToLive = new Map<string, number>();
  private closeWait = new Int32Array(65);
  private closeWaitPeaks = new Int32Array(65);

  /** The entry of endpoint `endpoint` of a row as server; made where there is none. */
  enter(table: ConnectionTable, handle: number, endpoint: number): number {
    const found = this.find(table, handle, endpoint);
    if (found >= 0) return found;
    if (this.count === MOST_SERVICES) {
      this.leftOut++;
      return OTHER_SERVICES;
    }
    if (this.count === this.capacity) this.grow();
    const service = this.count++;
    const words = table.words;
    const row = handle * HOT_WORDS;
    const address = row + ADDRESSES + endpoint * 4;
    this.keys[service * 5] = words[address] as number;
    this.keys[service * 5 + 1] = words[address + 1] as number;
    this.keys[service * 5 + 2] = words[address + 2] as number;
    this.keys[service * 5 + 3] = words[address + 3] as number;
    this.keys[service * 5 + 4] = portOf(words[row + PORTS] as number, endpoint);
    this.place(service);
    return service;
  }

  /** The entry of that endpoint's address and port, or −1. */
  find(table: ConnectionTable, handle: number, endpoint: number): number {
    const words = table.words;
    const row = handle * HOT_WORDS;
    const address = row + ADDRESSES + endpoint * 4;
    const a = words[address] as number;
    const b = words[address + 1] as number;
    const c = words[address + 2] as number;
    const d = words[address + 3] as number;
    const port = portOf(words[row + PORTS] as number, endpoint);
    const keys = this.keys;
    const mask = this.index.length - 1;
    for (let slot = hashOfEndpoint(a, b, c, d, port, this.seed) & mask; ; slot = (slot + 1) & mask) {
      const service = (this.index[slot] as number) - 1;
      if (service < 0) return -1;
      const key = service * 5;
      if (
        keys[key + 3] === d &&
        keys[key + 4] === port &&
        keys[key] === a &&
        keys[key + 1] === b &&
        keys[key + 2] === c
      )
        return service;
    }
  }

  /** It sent this SYN-ACK. */
  noteSynAck(service: number, synAck: Segment): void {
    if (service < 0 || service >= MOST_SERVICES) return;
    this.answered[service] = synAck.time;
    if (this.listening[service] === 1) return;
    this.listening[service] = 1;
    const address = this.address(service);
    const known = this.timesToLive.get(address) ?? synAck.timeToLive;
    this.timesToLive.set(address, known === synAck.timeToLive ? known : 0);
  }

  /** The kernel says that it listens. */
  noteListening(service: number): void {
    if (service >= 0 && service < MOST_SERVICES) this.listening[service] = 1;
  }

  /** Time to live of the SYN-ACKs of the service's host; null: none seen, or they differ. */
  timeToLiveOfHost(service: number): number | null {
    return service < 0 || service >= MOST_SERVICES
      ? null
      : this.timesToLive.get(this.address(service)) || null;
  }

  isListening(service: number): boolean {
    return service >= 0 && this.listening[service] === 1;
  }

  /** An end of one of its connections entered (+1) or left (−1) CLOSE_WAIT. */
  countCloseWait(service: number, change: number): void {
    if (service < 0 || service >= MOST_SERVICES) return;
    const now = (this.closeWait[service] as number) + change;
    this.closeWait[service] = now;
    if (now > (this.closeWaitPeaks[service] as number)) this.closeWaitPeaks[service] = now;
  }

  /** Connections of the service with an end in CLOSE_WAIT, the most of them at one time. */
  closeWaitPeak(service: number): number {
    return this.closeWaitPeaks[service] as number;
  }

  /** Address word 0 to 3, or 4: the port. */
  key(service: number, word: number): number {
    return this.keys[service * 5 + word] as number;
  }

  private address(service: number): string {
    return this.keys.subarray(service * 5, service * 5 + 4).join(" ");
  }

  private place(service: number): void {
    const key = service * 5;
    const keys = this.keys;
    const mask = this.index.length - 1;
    let slot =
      hashOfEndpoint(
        keys[key] as number,
        keys[key + 1] as number,
        keys[key + 2] as number,
        keys[key + 3] as number,
        keys[key + 4] as number,
        this.seed,
      ) & mask;
    while (this.index[slot] !== 0) slot = (slot + 1) & mask;
    this.index[slot] = service + 1;
  }

  private grow(): void {
    this.capacity *= 2;
    this.keys = widened(this.keys, this.capacity * 5);
    this.closeWait = widened(this.closeWait, this.capacity + 1);
    this.closeWaitPeaks = widened(this.closeWaitPeaks, this.capacity + 1);
    const listening = new Uint8Array(this.capacity + 1);
    listening.set(this.listening);
    this.listening = listening;
    const answered = new Float64Array(this.capacity + 1).fill(Number.NEGATIVE_INFINITY);
    answered.set(this.answered);
    this.answered = answered;
    this.index = new Int32Array(this.capacity * 4);
    for (let service = 0; service < this.count; service++) this.place(service);
  }
}

function widened(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}

function portOf(ports: number, endpoint: number): number {
  return endpoint === 0 ? ports >>> 16 : ports & 0xffff;
}
