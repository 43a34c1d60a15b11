// The two functions of lz4js that are used; the package has no types.
declare module "lz4js" {
  /** Unpacks `sLength` bytes of `src` from `sIndex` into `dst` from `dIndex`; returns where it ended. */
  export function decompressBlock(
    src: Uint8Array,
    dst: Uint8Array,
    sIndex: number,
    sLength: number,
    dIndex: number,
  ): number;
}

declare module "lz4js/xxh32.js" {
  /** xxHash32. */
  export function hash(seed: number, src: Uint8Array, index: number, length: number): number;
}
