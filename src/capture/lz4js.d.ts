// The one function of lz4js that is used; the package has no types.
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
