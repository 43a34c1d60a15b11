// Community ID v1 with seed 0: the name that other tools give to the same addresses and ports.
import { hash } from "node:crypto";
import { isIpv4 } from "./address-text.ts";

const TCP = 6;
/** seed (2), two addresses of 4 or 16 bytes, protocol, padding, two ports. */
const IPV4_LENGTH = 2 + 2 * 4 + 2 + 4;
const IPV6_LENGTH = 2 + 2 * 16 + 2 + 4;
const ipv4Input = new DataView(new ArrayBuffer(IPV4_LENGTH));
const ipv6Input = new DataView(new ArrayBuffer(IPV6_LENGTH));
const ipv4Bytes = new Uint8Array(ipv4Input.buffer);
const ipv6Bytes = new Uint8Array(ipv6Input.buffer);

/** `words`: the address of endpoint 0 (four words), then of endpoint 1, from `at` on; `ports`: 0 << 16 | 1. */
export function communityId(words: Int32Array, at: number, ports: number): string {
  const swap = isGreater(words, at, ports);
  const first = swap ? at + 4 : at;
  const second = swap ? at : at + 4;
  const firstPort = swap ? ports & 0xffff : ports >>> 16;
  const secondPort = swap ? ports >>> 16 : ports & 0xffff;
  const short =
    isIpv4(words[at] as number, words[at + 1] as number, words[at + 2] as number) &&
    isIpv4(words[at + 4] as number, words[at + 5] as number, words[at + 6] as number);
  const input = short ? ipv4Input : ipv6Input;
  let place = 2;
  for (let word = short ? 3 : 0; word < 4; word++, place += 4)
    input.setInt32(place, words[first + word] as number);
  for (let word = short ? 3 : 0; word < 4; word++, place += 4)
    input.setInt32(place, words[second + word] as number);
  input.setUint8(place, TCP);
  input.setUint16(place + 2, firstPort);
  input.setUint16(place + 4, secondPort);
  return `1:${hash("sha1", short ? ipv4Bytes : ipv6Bytes, "base64")}`;
}

/** Whether endpoint 0's address and port come after endpoint 1's, byte by byte. */
function isGreater(words: Int32Array, at: number, ports: number): boolean {
  for (let word = 0; word < 4; word++) {
    const a = (words[at + word] as number) >>> 0;
    const b = (words[at + 4 + word] as number) >>> 0;
    if (a !== b) return a > b;
  }
  return ports >>> 16 > (ports & 0xffff);
}
