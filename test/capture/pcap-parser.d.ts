// What pcap-parser emits, as far as the tests use it; the package has no types.
declare module "pcap-parser" {
  import type { EventEmitter } from "node:events";
  import type { Readable } from "node:stream";

  interface ParsedPacket {
    readonly header: {
      readonly timestampSeconds: number;
      readonly timestampMicroseconds: number;
      readonly capturedLength: number;
      readonly originalLength: number;
    };
    readonly data: Buffer;
  }

  interface Parser extends EventEmitter {
    on(event: "packet", listener: (packet: ParsedPacket) => void): this;
    on(event: "end", listener: () => void): this;
    on(event: "error", listener: (error: Error) => void): this;
  }

  const pcapParser: { parse(input: string | Readable): Parser };
  // biome-ignore lint/style/noDefaultExport: CommonJS, as it is
  export default pcapParser;
}
