// The custom blocks of a pcapng file, by a walk over its blocks. Knows nothing of what is in them.

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** To be copied by tools that do not know them, and not. */
const CUSTOM_BLOCKS = [0x00000bad, 0x40000bad];

/** 0 where the file is no pcapng. */
export function customBlocksIn(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let littleEndian = true;
  let found = 0;
  for (let at = 0; at + 12 <= file.length; ) {
    if (view.getUint32(at, true) === SECTION_HEADER)
      littleEndian = view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC;
    else if (at === 0) return 0;
    else if (CUSTOM_BLOCKS.includes(view.getUint32(at, littleEndian))) found++;
    const length = view.getUint32(at + 4, littleEndian);
    if (length < 12) break;
    at += length;
  }
  return found;
}
