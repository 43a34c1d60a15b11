// One interface as a source of bytes: libpcap writes each batch of packets as the records of a pcap file
// into memory, so that live packets come through the reader of files. Knows no record and no protocol.
import { setImmediate as loopTurn, setTimeout as pause } from "node:timers/promises";
import type { ByteSource } from "../byte-source.ts";
import { CaptureError } from "../capture-error.ts";
import { FilterError } from "../filter-error.ts";
import type { CaptureStatistics } from "../packet-source.ts";
import { type Libpcap, messageIn, type Pointer, roomForMessage } from "./libpcap.ts";
import { BUFFER_BYTES } from "./live-capture.ts";
import { MemoryFile } from "./memory-file.ts";
import { Readiness } from "./readiness.ts";
import { WideCounters } from "./wide-counters.ts";

export interface InterfaceOptions {
  /** Bytes of a packet that are kept. Default 262,144: all of it. */
  readonly snapLength?: number;
  /** The kernel's buffer, in bytes. Default 32 MiB. */
  readonly bufferBytes?: number;
  /** Also frames for other hosts. Default true, as tcpdump. */
  readonly promiscuous?: boolean;
  /** How long the kernel may gather a batch. Default 100. */
  readonly timeoutMilliseconds?: number;
  /** In the language of pcap-filter(7); run by the kernel. */
  readonly filter?: string;
}

const SNAP_LENGTH = 262_144;
/** How long the kernel gathers a batch where nothing else is asked for. */
export const TIMEOUT_MILLISECONDS = 100;
/** Of one batch. */
const MOST_PACKETS = 1024;
/** Where packets come, several of the kernel's blocks are worth one awakening. */
const GATHER_MILLISECONDS = 10;
/** Where packets never cease, stopping takes so long at most. */
const DRAIN_MILLISECONDS = 1000;

/** What libpcap says of nflog where there is no packet just now (EAGAIN); of others it says 0. */
const NOTHING_THERE = /Resource temporarily unavailable$/;

const PCAP_TSTAMP_PRECISION_NANO = 1;
const PCAP_ERROR_NO_SUCH_DEVICE = -5;
const PCAP_ERROR_PERM_DENIED = -8;
const PCAP_ERROR_IFACE_NOT_UP = -9;
const PCAP_ERROR_PROMISC_PERM_DENIED = -11;
const PCAP_NETMASK_UNKNOWN = 0xffffffff;
const OPTIMIZED = 1;
const NON_BLOCKING = 1;
const LINUX_SLL2 = 276;

export class LiveDevice implements ByteSource {
  readonly name: string;
  bytesRead = 0;
  /** libpcap's words on why nothing comes any more, as when the interface is gone; null while all is well. */
  trouble: string | null = null;
  /** When the kernel was last asked and had nothing, on CLOCK_MONOTONIC in milliseconds. */
  emptyAt = Number.NEGATIVE_INFINITY;
  readonly #libpcap: Libpcap;
  readonly #handle: Pointer;
  readonly #memory: MemoryFile;
  readonly #dumper: Pointer;
  readonly #readiness: Readiness;
  readonly #counters = new WideCounters();
  #closed = false;
  /** When what the kernel still holds must be taken; Infinity as long as capturing goes on. */
  #lastMoment = Infinity;
  /** Stopped, and the kernel had time to hand over its last batch. */
  #settled = false;
  /** Packets came since the kernel last had nothing. */
  #busy = false;
  readonly #timeoutMilliseconds: number;

  private constructor(
    libpcap: Libpcap,
    name: string,
    handle: Pointer,
    memory: MemoryFile,
    dumper: Pointer,
    timeoutMilliseconds: number,
  ) {
    this.name = name;
    this.#libpcap = libpcap;
    this.#handle = handle;
    this.#memory = memory;
    this.#dumper = dumper;
    this.#timeoutMilliseconds = timeoutMilliseconds;
    this.#readiness = new Readiness(libpcap, libpcap.pcap_get_selectable_fd(handle));
  }

  /**
   * Begins to capture. Throws CaptureError where the interface cannot be captured on, FilterError for a
   * filter that libpcap does not understand.
   */
  static open(libpcap: Libpcap, name: string, options: InterfaceOptions = {}): LiveDevice {
    const error = roomForMessage();
    const handle = libpcap.pcap_create(name, error);
    if (handle === null) throw new CaptureError("unreadable", name, 0, `${name}: ${messageIn(error)}`);
    try {
      activate(libpcap, name, handle, options);
      if (options.filter !== undefined) setFilter(libpcap, handle, options.filter);
      const memory = new MemoryFile(libpcap);
      const dumper = libpcap.pcap_dump_fopen(handle, memory.file);
      if (dumper === null) {
        memory.close();
        throw new CaptureError("unsupported", name, 0, `${name}: ${libpcap.pcap_geterr(handle)}`);
      }
      const { timeoutMilliseconds = TIMEOUT_MILLISECONDS } = options;
      return new LiveDevice(libpcap, name, handle, memory, dumper, timeoutMilliseconds);
    } catch (failure) {
      libpcap.pcap_close(handle);
      throw failure;
    }
  }

  /** Waits until packets come; resolves to 0 when closed, or when stopped or in trouble the kernel holds no more. */
  async read(target: Uint8Array, at: number): Promise<number> {
    // Where packets never cease, signals and timers get their turn all the same.
    await loopTurn();
    while (!this.#closed) {
      if (this.#memory.available === 0 && performance.now() < this.#lastMoment) this.#takeBatch();
      const count = this.#memory.take(target, at);
      if (count > 0) {
        this.bytesRead += count;
        return count;
      }
      if (this.#lastMoment !== Infinity) {
        if (this.#settled) return 0;
        // The kernel hands a batch over when it is full or its time is up.
        await pause(2 * this.#timeoutMilliseconds);
        this.#settled = true;
        continue;
      }
      if (this.#busy) {
        this.#busy = false;
        await pause(Math.min(GATHER_MILLISECONDS, this.#timeoutMilliseconds));
      } else await this.#readiness.wait();
    }
    return 0;
  }

  /** Asks the kernel now, where a read waits for it to speak up. */
  ask(): void {
    this.#readiness.wake();
  }

  /** Waits for nothing more: what the kernel holds is handed out, then the end. */
  stop(): void {
    this.#lastMoment = Math.min(this.#lastMoment, performance.now() + DRAIN_MILLISECONDS);
    this.#readiness.wake();
  }

  statistics(): CaptureStatistics {
    if (!this.#closed) {
      const room = new Uint32Array(new ArrayBuffer(32));
      const status = this.#libpcap.pcap_stats(this.#handle, new Uint8Array(room.buffer));
      if (status === 0) this.#counters.follow(room);
    }
    const [received, droppedByKernel, droppedByInterface] = this.#counters.totals;
    return { received, droppedByKernel, droppedByInterface };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.statistics();
    this.#closed = true;
    this.#readiness.close();
    this.#memory.close();
    this.#libpcap.pcap_close(this.#handle);
  }

  /** One call for up to a thousand packets: none of them is touched here. */
  #takeBatch(): void {
    const { pcap_dump: dump } = this.#libpcap;
    this.#memory.rewind();
    const now = performance.now();
    let taken = this.#libpcap.pcap_dispatch(this.#handle, MOST_PACKETS, dump, this.#dumper);
    if (taken < 0 && NOTHING_THERE.test(this.#libpcap.pcap_geterr(this.#handle))) taken = 0;
    if (taken < 0) {
      this.trouble ??= this.#libpcap.pcap_geterr(this.#handle);
      // What came before it can still be had.
      this.stop();
    }
    if (taken === 0) this.emptyAt = now;
    else this.#busy = true;
    this.#memory.flush();
  }
}

function activate(
  libpcap: Libpcap,
  name: string,
  handle: Pointer,
  {
    snapLength = SNAP_LENGTH,
    bufferBytes = BUFFER_BYTES,
    promiscuous = true,
    timeoutMilliseconds = TIMEOUT_MILLISECONDS,
  }: InterfaceOptions,
): void {
  libpcap.pcap_set_snaplen(handle, snapLength);
  libpcap.pcap_set_buffer_size(handle, bufferBytes);
  libpcap.pcap_set_promisc(handle, promiscuous ? 1 : 0);
  libpcap.pcap_set_timeout(handle, timeoutMilliseconds);
  // Where it cannot be had, the file header that libpcap writes says microseconds.
  libpcap.pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO);
  const status = libpcap.pcap_activate(handle);
  if (status < 0) throw refused(name, status, libpcap.pcap_geterr(handle).trim());
  // Where libpcap knows it: which interface of all each packet was seen on, as tcpdump asks for too.
  if (name === "any") libpcap.pcap_set_datalink(handle, LINUX_SLL2);
  const error = roomForMessage();
  if (libpcap.pcap_setnonblock(handle, NON_BLOCKING, error) !== 0) {
    throw new CaptureError("unsupported", name, 0, `${name}: ${messageIn(error)}`);
  }
}

function refused(name: string, status: number, words: string): CaptureError {
  const said = words === "" ? "" : ` (${words.replaceAll(/\s+/g, " ")})`;
  switch (status) {
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED: {
      const message = `${name}: this user may not capture${said}; use sudo`;
      return new CaptureError("not-permitted", name, 0, message);
    }
    case PCAP_ERROR_NO_SUCH_DEVICE: {
      const message = `there is no interface ${name}${said}; shakedown interfaces lists them`;
      return new CaptureError("not-found", name, 0, message);
    }
    case PCAP_ERROR_IFACE_NOT_UP:
      return new CaptureError("unreadable", name, 0, `${name} is down${said}; ${switchOn(name)}`);
    default: {
      const message = `${name} cannot be captured on${said || ` (libpcap's error ${status})`}`;
      return new CaptureError("unreadable", name, 0, message);
    }
  }
}

function switchOn(name: string): string {
  return `switch it on first: ${process.platform === "linux" ? `ip link set ${name} up` : `ifconfig ${name} up`}`;
}

function setFilter(libpcap: Libpcap, handle: Pointer, expression: string): void {
  const program = new Uint8Array(new ArrayBuffer(16));
  if (libpcap.pcap_compile(handle, program, expression, OPTIMIZED, PCAP_NETMASK_UNKNOWN) !== 0) {
    throw new FilterError(expression, null, `"${expression}": ${libpcap.pcap_geterr(handle)}`);
  }
  const status = libpcap.pcap_setfilter(handle, program);
  libpcap.pcap_freecode(program);
  if (status !== 0) {
    throw new FilterError(expression, null, `"${expression}": ${libpcap.pcap_geterr(handle)}`);
  }
}
