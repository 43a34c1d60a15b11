// libpcap's functions, called in its shared library through koffi. Both are loaded by the first who needs
// them and by nobody else: whoever reads files without a filter pays for neither. Knows nothing of packets.
import { LibpcapMissing, libpcapPackage } from "./libpcap-package.ts";

/** An address in C's memory. */
export type Pointer = bigint;

/** The functions under their own names (pcap(3PCAP)); what is null there is null here. */
interface PcapFunctions {
  pcap_lib_version(): string;
  pcap_geterr(handle: Pointer): string;
  pcap_close(handle: Pointer): void;
  /** Takes the FILE with it when closed. */
  pcap_fopen_offline(file: Pointer, error: Uint8Array): Pointer | null;
  pcap_compile(
    handle: Pointer,
    program: Uint8Array,
    expression: string,
    optimize: number,
    netmask: number,
  ): number;
  pcap_freecode(program: Uint8Array): void;
  pcap_findalldevs(devices: BigUint64Array, error: Uint8Array): number;
  pcap_freealldevs(devices: Pointer): void;
  pcap_create(device: string, error: Uint8Array): Pointer | null;
  pcap_activate(handle: Pointer): number;
  pcap_set_snaplen(handle: Pointer, bytes: number): number;
  pcap_set_buffer_size(handle: Pointer, bytes: number): number;
  pcap_set_promisc(handle: Pointer, promiscuous: number): number;
  pcap_set_timeout(handle: Pointer, milliseconds: number): number;
  pcap_set_tstamp_precision(handle: Pointer, precision: number): number;
  pcap_set_datalink(handle: Pointer, linkType: number): number;
  pcap_setnonblock(handle: Pointer, nonBlocking: number, error: Uint8Array): number;
  pcap_setfilter(handle: Pointer, program: Uint8Array): number;
  pcap_get_selectable_fd(handle: Pointer): number;
  /** Takes the FILE; closing that closes it. */
  pcap_dump_fopen(handle: Pointer, file: Pointer): Pointer | null;
  pcap_dispatch(handle: Pointer, most: number, callback: Pointer, argument: Pointer): number;
  pcap_stats(handle: Pointer, statistics: Uint8Array): number;
}

export type PollHandle = import("koffi").node.PollHandle;

/** Of C's own library. */
interface CFunctions {
  fmemopen(memory: null, size: number, mode: string): Pointer | null;
  fwrite(bytes: Uint8Array, size: number, count: number, file: Pointer): number;
  /** Both places are written at each flush, until the FILE is closed. */
  open_memstream(bytes: Pointer, size: Pointer): Pointer | null;
  rewind(file: Pointer): void;
  fflush(file: Pointer): number;
  calloc(count: number, size: number): Pointer | null;
  free(memory: Pointer): void;
  memcpy(target: Uint8Array, from: Pointer, length: number): unknown;
  fclose(file: Pointer): number;
}

export interface Libpcap extends PcapFunctions, CFunctions {
  /** The callback that writes a packet into what pcap_dump_fopen returned. */
  readonly pcap_dump: Pointer;
  /** Watches a file descriptor from the event loop. */
  poll(descriptor: number, onReadable: () => void): PollHandle;
  /** A copy of `length` bytes of C's memory. */
  read(from: Pointer, length: number): Uint8Array<ArrayBuffer>;
  /** The text that ends with a zero byte. */
  readText(from: Pointer): string;
}

/** Bytes that libpcap wants for a message (PCAP_ERRBUF_SIZE). */
const ERROR_BYTES = 256;

const PCAP_DECLARATIONS: Readonly<Record<keyof PcapFunctions, string>> = {
  pcap_lib_version: "const char *pcap_lib_version()",
  pcap_geterr: "const char *pcap_geterr(void *handle)",
  pcap_close: "void pcap_close(void *handle)",
  pcap_fopen_offline: "void *pcap_fopen_offline(void *file, _Out_ uint8_t *error)",
  pcap_compile:
    "int pcap_compile(void *handle, _Out_ uint8_t *program, const char *expression, int optimize, uint32_t netmask)",
  pcap_freecode: "void pcap_freecode(uint8_t *program)",
  pcap_findalldevs: "int pcap_findalldevs(_Out_ uint64_t *devices, _Out_ uint8_t *error)",
  pcap_freealldevs: "void pcap_freealldevs(void *devices)",
  pcap_create: "void *pcap_create(const char *device, _Out_ uint8_t *error)",
  pcap_activate: "int pcap_activate(void *handle)",
  pcap_set_snaplen: "int pcap_set_snaplen(void *handle, int bytes)",
  pcap_set_buffer_size: "int pcap_set_buffer_size(void *handle, int bytes)",
  pcap_set_promisc: "int pcap_set_promisc(void *handle, int promiscuous)",
  pcap_set_timeout: "int pcap_set_timeout(void *handle, int milliseconds)",
  pcap_set_tstamp_precision: "int pcap_set_tstamp_precision(void *handle, int precision)",
  pcap_set_datalink: "int pcap_set_datalink(void *handle, int linkType)",
  pcap_setnonblock: "int pcap_setnonblock(void *handle, int nonBlocking, _Out_ uint8_t *error)",
  pcap_setfilter: "int pcap_setfilter(void *handle, uint8_t *program)",
  pcap_get_selectable_fd: "int pcap_get_selectable_fd(void *handle)",
  pcap_dump_fopen: "void *pcap_dump_fopen(void *handle, void *file)",
  pcap_dispatch: "int pcap_dispatch(void *handle, int most, void *callback, void *argument)",
  pcap_stats: "int pcap_stats(void *handle, _Out_ uint8_t *statistics)",
};

const C_DECLARATIONS: Readonly<Record<keyof CFunctions, string>> = {
  fmemopen: "void *fmemopen(void *memory, size_t size, const char *mode)",
  fwrite: "size_t fwrite(const uint8_t *bytes, size_t size, size_t count, void *file)",
  open_memstream: "void *open_memstream(void *bytes, void *size)",
  fflush: "int fflush(void *file)",
  calloc: "void *calloc(size_t count, size_t size)",
  free: "void free(void *memory)",
  memcpy: "void *memcpy(_Out_ uint8_t *target, void *from, size_t length)",
  rewind: "void rewind(void *file)",
  fclose: "int fclose(void *file)",
};

/** Names of the shared library, the newest first. */
const LIBRARIES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ["libpcap.so.1", "libpcap.so.0.8", "libpcap.so"],
  darwin: ["/usr/lib/libpcap.A.dylib", "libpcap.A.dylib"],
  freebsd: ["libpcap.so.8", "libpcap.so"],
  openbsd: ["libpcap.so"],
};

let loading: Promise<Libpcap> | null = null;

/** Rejects with LibpcapMissing where libpcap, or koffi, is not to be had. */
export function loadLibpcap(): Promise<Libpcap> {
  loading ??= load();
  return loading;
}

/** What libpcap wrote into the room for a message. */
export function messageIn(error: Uint8Array): string {
  const end = error.indexOf(0);
  return new TextDecoder().decode(error.subarray(0, end < 0 ? error.length : end)).trim();
}

/** Room for a message. */
export function roomForMessage(): Uint8Array {
  return new Uint8Array(ERROR_BYTES);
}

type Koffi = typeof import("koffi");
type Library = import("koffi").LibraryHandle;

async function load(): Promise<Libpcap> {
  let koffi: Koffi;
  try {
    koffi = await import("koffi");
  } catch {
    throw new LibpcapMissing(
      "the package koffi, through which libpcap is called, is not to be had here; npm install koffi",
    );
  }
  const library = open(koffi);
  if (library === null) throw new LibpcapMissing(`libpcap is not installed; ${await libpcapPackage()}`);
  return {
    ...declared<PcapFunctions>(library, PCAP_DECLARATIONS),
    ...declared<CFunctions>(koffi.load(null), C_DECLARATIONS),
    pcap_dump: library.symbol("pcap_dump"),
    poll: (descriptor, onReadable) => koffi.node.poll(descriptor, { readable: true }, onReadable),
    read: (from, length) => new Uint8Array(koffi.view(from, length).slice(0)),
    readText: (from) => koffi.decode.string(from),
  };
}

function open(koffi: Koffi): Library | null {
  for (const name of LIBRARIES[process.platform] ?? []) {
    try {
      return koffi.load(name);
    } catch {
      // The next name.
    }
  }
  return null;
}

function declared<Functions>(library: Library, declarations: Record<keyof Functions & string, string>) {
  const functions = Object.entries<string>(declarations).map(([name, text]) => [name, library.func(text)]);
  return Object.fromEntries(functions) as Functions;
}
