// What a file is, by its first bytes and never by its name; and for what is no capture, the
// sentence that says what it is and what to do.
import { isPcapMagic } from "./pcap-file.ts";
import { isSkippableFrame } from "./unzstd.ts";

/** As many first bytes as recognising uses. */
export const RECOGNISED_BYTES = 64;

export type Recognised =
  | { readonly kind: "capture"; readonly format: "pcap" | "pcapng" | "snoop" }
  | { readonly kind: "compressed"; readonly compression: "gzip" | "zstd" | "lz4" }
  /** Frames without content, which may stand before zstd and lz4 alike. */
  | { readonly kind: "skippable" }
  | { readonly kind: "other"; readonly code: "unsupported" | "not-a-capture"; readonly advice: string };

const PCAPNG = 0x0a0d0d0a;
const SNOOP = "snoop\0\0\0";

/** `start`: the first bytes, RECOGNISED_BYTES of them where there are as many. */
export function recognise(start: Uint8Array): Recognised {
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const magic = start.length >= 4 ? view.getUint32(0) : 0;
  const littleMagic = start.length >= 4 ? view.getUint32(0, true) : 0;
  const text = new TextDecoder("latin1").decode(start);

  if (start.length >= 4 && isPcapMagic(magic)) return { kind: "capture", format: "pcap" };
  if (magic === PCAPNG) return { kind: "capture", format: "pcapng" };
  if (text.startsWith(SNOOP)) return { kind: "capture", format: "snoop" };
  if (start[0] === 0x1f && start[1] === 0x8b) return { kind: "compressed", compression: "gzip" };
  if (littleMagic === 0xfd2fb528) return { kind: "compressed", compression: "zstd" };
  if (littleMagic === 0x184d2204 || littleMagic === 0x184c2102)
    return { kind: "compressed", compression: "lz4" };
  if (isSkippableFrame(littleMagic)) return { kind: "skippable" };

  for (const { begins, advice } of COMPRESSED_OTHERWISE) {
    if (text.startsWith(begins)) return { kind: "other", code: "unsupported", advice };
  }
  for (const { begins, what } of OTHER_CAPTURES) {
    if (text.startsWith(begins)) {
      return { kind: "other", code: "unsupported", advice: `${what}: convert it with editcap -F pcapng` };
    }
  }
  return { kind: "other", code: "not-a-capture", advice: whatElse(start, text, view) };
}

const COMPRESSED_OTHERWISE = [
  { begins: "\xfd7zXZ\0", advice: "is compressed with xz: unpack it first, xz -dc FILE | shakedown read -" },
  { begins: "BZh", advice: "is compressed with bzip2: unpack it first, bzip2 -dc FILE | shakedown read -" },
  { begins: "PK\x03\x04", advice: "is a zip archive: unpack it first, unzip -p FILE | shakedown read -" },
  {
    begins: "7z\xbc\xaf\x27\x1c",
    advice: "is a 7-Zip archive: unpack it first, 7z x -so FILE | shakedown read -",
  },
  { begins: "LZIP", advice: "is compressed with lzip: unpack it first, lzip -dc FILE | shakedown read -" },
  {
    begins: "\x1f\x9d",
    advice: "is compressed with compress: unpack it first, zcat FILE | shakedown read -",
  },
];

/** Formats that Wireshark's editcap reads. */
const OTHER_CAPTURES = [
  { begins: "GMBU", what: "is a Microsoft Network Monitor 2 capture" },
  { begins: "RTSS", what: "is a Microsoft Network Monitor 1 capture" },
  { begins: "TRSNIFF data    \x1a", what: "is a Network General Sniffer capture" },
  { begins: "XCP\0", what: "is a NetXRay or Windows Sniffer capture" },
  { begins: "iptrace ", what: "is an AIX iptrace" },
  { begins: "\x7fver", what: "is a WildPackets capture" },
  { begins: "ObserverPktBuffe", what: "is an Observer capture" },
  { begins: "5VIEW", what: "is a 5View capture" },
  { begins: "btsnoop\0", what: "is a Bluetooth snoop log" },
];

const NOT_SAVED = "save the packets themselves, tcpdump -w FILE";

function whatElse(start: Uint8Array, text: string, view: DataView): string {
  if (text.startsWith("\x7fELF")) return "is no capture but a program (ELF): name the capture file";
  if (text.startsWith("MZ")) return "is no capture but a Windows program: name the capture file";
  if (/^\s*\{\s*"log"\s*:/.test(text))
    return `is no capture but a HAR file, which holds no packets: ${NOT_SAVED}`;
  if (/^\s*[{[]/.test(text)) return `is no capture but JSON: ${NOT_SAVED}`;
  if (/^\s*</.test(text))
    return `is no capture but XML or HTML (a page saved instead of the file?): fetch it again, or ${NOT_SAVED}`;
  if (isPcapngBlock(view)) {
    return "begins with a pcapng block but without section header, as the later part of a cut file does: join the parts in order first";
  }
  if (isEventTrace(start)) {
    return "is no capture but perhaps a Windows event trace (ETL): convert it with etl2pcapng FILE.etl FILE.pcapng";
  }
  if (/^[\t\n\r\x20-\x7e]+$/.test(text)) return `is no capture but text: ${NOT_SAVED}`;
  if (start.every((byte) => byte === 0))
    return "is no capture: it begins with zeros only, so the copy may have failed: copy it again";
  const hex = [...start.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `is no capture: it begins with ${hex}, where pcap, pcapng and snoop files begin otherwise: check the file`;
}

/** A plausible type and length of a block that is no section header. */
function isPcapngBlock(view: DataView): boolean {
  if (view.byteLength < 12) return false;
  return [true, false].some((little) => {
    const type = view.getUint32(0, little);
    const length = view.getUint32(4, little);
    return type >= 1 && type <= 10 && length >= 12 && length <= 0x40000 && length % 4 === 0;
  });
}

/** WMI_BUFFER_HEADER: a power of two as the buffer's size, and the filled part of it at 8 and 48. */
function isEventTrace(start: Uint8Array): boolean {
  if (start.length < RECOGNISED_BYTES) return false;
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const size = view.getUint32(0, true);
  const saved = view.getUint32(4, true);
  return size >= 0x1000 && size <= 0x100_0000 && (size & (size - 1)) === 0 && saved > 0 && saved <= size;
}
