// Packets and bytes a second over the last few seconds, from counts looked at now and then.
const SPAN_SECONDS = 3;
const LEAST_SECONDS = 0.2;
const MOST_SAMPLES = 64;

interface Sample {
  readonly seconds: number;
  readonly packets: number;
  readonly bytes: number;
}

export class FlowRate {
  packetsPerSecond = 0;
  bytesPerSecond = 0;
  private readonly samples: Sample[] = [];
  /** As it was looked at last. */
  private seconds = Number.NaN;
  private packets = 0;

  /** @param seconds on the clock that counts: the wall's, or the timeline's; never back */
  see(seconds: number, packets: number, bytes: number): void {
    const { samples } = this;
    // (A replay that is paused.)
    const standsStill = seconds === this.seconds && packets === this.packets;
    this.seconds = seconds;
    this.packets = packets;
    if (standsStill) this.packetsPerSecond = this.bytesPerSecond = 0;
    const last = samples.at(-1);
    if (last !== undefined && seconds - last.seconds < SPAN_SECONDS / MOST_SAMPLES) return;
    samples.push({ seconds, packets, bytes });
    while (samples.length > 2 && seconds - (samples[1] as Sample).seconds >= SPAN_SECONDS) samples.shift();
    const first = samples[0] as Sample;
    const span = seconds - first.seconds;
    if (span < LEAST_SECONDS) return;
    this.packetsPerSecond = (packets - first.packets) / span;
    this.bytesPerSecond = (bytes - first.bytes) / span;
  }
}
