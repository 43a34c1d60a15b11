// Where on its timeline a replay stands, how fast it goes, and where a jump leads. Survives going back, which
// begins the reading anew. Knows neither packets nor connections.
import type { Speed } from "../screen/frame.ts";
import type { PaceRequest } from "../screen/protocol.ts";
import type { WallClock } from "./wall-clock.ts";

/** On the way as fast as packets can be read: to a moment, to the next packet or to the next finding. */
export type Jump =
  | { readonly to: "moment"; readonly at: number; readonly isStart?: true }
  | { readonly to: "packet" }
  | { readonly to: "finding" };

const NANOS = 1e9;

export class Playhead {
  isAtEnd = false;
  jump: Jump | null = null;
  #speed: Speed;
  #isPlaying = true;
  readonly #clock: WallClock;
  /** Nanoseconds since the first packet, at `#since` of the clock. */
  #at = 0;
  #since: number;

  constructor(speed: Speed, clock: WallClock) {
    this.#speed = speed;
    this.#clock = clock;
    this.#since = clock.now();
  }

  get speed(): Speed {
    return this.#speed;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** Nanoseconds of the timeline for one millisecond of the clock; 0 where it stands or goes by what is read. */
  get rate(): number {
    const goesByClock = this.#isPlaying && !this.isAtEnd && this.jump === null;
    return goesByClock && this.#speed !== "max" ? this.#speed * 1e6 : 0;
  }

  /** Whether packets are handed out as fast as they can be read. */
  get isFree(): boolean {
    return this.jump !== null || (this.#isPlaying && this.#speed === "max");
  }

  /** Nanoseconds since the first packet. */
  get position(): number {
    return this.#at + (this.#clock.now() - this.#since) * this.rate;
  }

  /** The first packet is there; playing begins so much later than it. */
  begin(start: number): void {
    this.#since = this.#clock.now();
    if (start <= 0) return;
    if (this.jump === null) this.jump = { to: "moment", at: start, isStart: true };
    else if (this.jump.to === "moment" && this.jump.at < start) this.jump = { to: "moment", at: start };
  }

  /** What was read has come so far. */
  reach(at: number): void {
    if (at > this.#at) this.#at = at;
    this.#since = this.#clock.now();
  }

  /** Everything begins anew. */
  rewind(): void {
    this.#at = 0;
    this.isAtEnd = false;
    this.#since = this.#clock.now();
  }

  /** Stands where the input ends. */
  end(at: number): void {
    this.#at = at;
    this.jump = null;
    this.isAtEnd = true;
  }

  /** Where the jump led. At the greatest speed nothing would be seen of it: it stays there then. */
  arrive(at: number): void {
    const staysThere = this.jump?.to === "finding" || (this.#speed === "max" && !this.#isStart());
    this.jump = null;
    this.reach(at);
    if (staysThere) this.#isPlaying = false;
  }

  /** What the screen asks for. Returns whether what was must be played again from the beginning. */
  pace({ speed, isPlaying, seek, seekFinding, seekPacket }: PaceRequest): boolean {
    this.#keep();
    if (speed !== undefined) this.#speed = speed;
    if (isPlaying !== undefined) {
      this.#isPlaying = isPlaying;
      if (!isPlaying) this.jump = null;
    }
    if (seekFinding && !this.isAtEnd) this.jump = { to: "finding" };
    if (seekPacket && !this.isAtEnd) this.jump = { to: "packet" };
    if (seek === undefined) return false;
    const at = Math.max(0, seek * NANOS);
    if (this.isAtEnd && at >= this.#at) return false;
    this.jump = { to: "moment", at };
    return at < this.#at;
  }

  #isStart(): boolean {
    return this.jump?.to === "moment" && this.jump.isStart === true;
  }

  /** From here on another rate may count. */
  #keep(): void {
    this.#at = this.position;
    this.#since = this.#clock.now();
  }
}
