// pcap_compile: an expression and a link type become a program, or libpcap's words on why not.
import { BpfProgram } from "./bpf-program.ts";
import { type Libpcap, messageIn, type Pointer, roomForMessage } from "./live/libpcap.ts";

/** A program, or why there is none. */
export type Compiled =
  | { readonly program: BpfProgram; readonly failure: null }
  | { readonly program: null; readonly failure: string };

/** Bytes of `struct bpf_program`: how many instructions, and where they stand. */
const PROGRAM_BYTES = 16;
const INSTRUCTION_BYTES = 8;
/** Only what a program returns for a packet that it takes. */
const SNAP_LENGTH = 262_144;
const OPTIMIZED = 1;
/** As tcpdump does for files: of `broadcast` only 255.255.255.255 and 0.0.0.0 are known. */
const NO_NETMASK = 0;

/**
 * Compiles for a saved capture of this link type. libpcap is given the header of such a file, not
 * pcap_open_dead: only so it knows that the other end of a pipe may be another system (its AF_INET6, its
 * byte order), and refuses by itself what no file tells, such as `inbound` on Ethernet.
 * @param linkType LINKTYPE_ number
 * @param bigEndian byte order of the machine that captured
 */
export function compileFilter(
  libpcap: Libpcap,
  expression: string,
  linkType: number,
  bigEndian = false,
): Compiled {
  // A zero byte would end the text for libpcap, and the rest be ignored.
  if (expression.includes("\0")) return { program: null, failure: "syntax error" };
  // In memory of C's own: what is JavaScript's may move or be freed before libpcap reads it.
  const header = captureHeader(linkType, bigEndian);
  const file = libpcap.fmemopen(null, header.length, "w+");
  if (file === null) return { program: null, failure: "no memory for a filter" };
  libpcap.fwrite(header, 1, header.length, file);
  libpcap.rewind(file);
  const error = roomForMessage();
  const handle = libpcap.pcap_fopen_offline(file, error);
  if (handle === null) {
    libpcap.fclose(file);
    return { program: null, failure: messageIn(error) };
  }
  try {
    return compileWith(libpcap, handle, expression);
  } finally {
    libpcap.pcap_close(handle);
  }
}

function compileWith(libpcap: Libpcap, handle: Pointer, expression: string): Compiled {
  const room = new Uint8Array(PROGRAM_BYTES);
  if (libpcap.pcap_compile(handle, room, expression, OPTIMIZED, NO_NETMASK) !== 0) {
    return { program: null, failure: libpcap.pcap_geterr(handle) };
  }
  try {
    const [length] = new Uint32Array(room.buffer, 0, 1) as unknown as [number];
    const [instructions] = new BigUint64Array(room.buffer, 8, 1) as unknown as [bigint];
    const bytes = libpcap.read(instructions, length * INSTRUCTION_BYTES);
    return { program: new BpfProgram(bytes), failure: null };
  } finally {
    libpcap.pcap_freecode(room);
  }
}

/** The 24 bytes with which a classic pcap file begins. */
function captureHeader(linkType: number, bigEndian: boolean): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(24);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0xa1b2c3d4, !bigEndian);
  view.setUint16(4, 2, !bigEndian);
  view.setUint16(6, 4, !bigEndian);
  view.setUint32(16, SNAP_LENGTH, !bigEndian);
  view.setUint32(20, linkType, !bigEndian);
  return header;
}
