// What is used of the package cap, which has no types and is not installed everywhere.
declare module "cap" {
  export class Cap {
    /**
     * Begins to capture, always promiscuous; returns the link type's name.
     * @param buffer one packet is written to its beginning before each "packet"; its memory must stay
     *   referenced as long as the handle is open
     */
    open(device: string, filter: string, kernelBuffer: number, buffer: Buffer): string;
    on(event: "packet", listener: (length: number, cut: boolean) => void): this;
    close(): boolean;
  }
  const cap: { readonly Cap: typeof Cap };
  // biome-ignore lint/style/noDefaultExport: what import() makes of a package in CommonJS
  export default cap;
}
