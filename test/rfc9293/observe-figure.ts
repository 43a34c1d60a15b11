// What a passive observer beside one of the peers can know of a figure: the segments that pass it,
// and those of the printed states that follow from them. Each rule stands here once, by its name.
import type { FigureLine, FigureSegment } from "./read-figure.ts";

type Peer = "A" | "B";

/** The figure as a scenario in the tests' notation; Peer A is its client. */
export function observe(figure: readonly FigureLine[], beside: Peer): string {
  const observer = new Observer(beside);
  return figure.flatMap((line) => observer.see(line)).join("\n");
}

class Observer {
  readonly #near: Peer;
  readonly #seen: FigureSegment[] = [];
  #inFlight: string[] = [];
  readonly #waiting: Record<Peer, string | null> = { A: null, B: null };
  readonly #before: Record<Peer, string | null> = { A: null, B: null };

  constructor(near: Peer) {
    this.#near = near;
  }

  see(line: FigureLine): string[] {
    const { segment } = line;
    const passes = segment !== null && (this.#near === "A" ? segment.passesA : segment.passesB);
    if (segment !== null) this.#follow(segment);
    if (segment !== null && passes) this.#seen.push(segment);
    const printed = { A: line.stateA, B: line.stateB };
    const judged = {
      A: this.#judge("A", printed.A, segment, passes),
      B: this.#judge("B", printed.B, segment, passes),
    };
    if (this.#seen.length === 0) return []; // before the first segment nothing is known
    const columns = `| ${judged.A ?? "-"} | ${judged.B ?? "-"}`;
    if (segment !== null && passes) return [`${notation(segment)} ${columns}`];
    if (line.waits) return ["+60.1 arp"];
    return judged.A === null && judged.B === null ? [] : [`arp ${columns}`];
  }

  #follow(segment: FigureSegment): void {
    if (segment.passesA && segment.passesB) return;
    const leaves = segment.from === "A" ? segment.passesA : segment.passesB;
    if (leaves) this.#inFlight.push(segment.text);
    else this.#inFlight = this.#inFlight.filter((text) => text !== segment.text);
  }

  /** The state that the observer must have for a peer after this line; null where it cannot know. */
  #judge(peer: Peer, printed: string | null, segment: FigureSegment | null, passes: boolean): string | null {
    const label = this.#isNear(peer)
      ? this.#labelWaitsForItsSegment(peer, printed, segment, passes)
      : printed;
    if (label === null) return null;
    const before = this.#before[peer];
    this.#before[peer] = label;
    if (!this.#isNear(peer) && this.#inFlight.length > 0) return null; // the far end: what is on the way decides
    if (segment !== null && this.#receiptOfSynIsNotPresumed(peer, segment) && label !== before) return null;
    if (this.#listensUnseen(peer, label)) return null;
    if (this.#speaksOfAnOlderConnection(peer)) return null;
    return label;
  }

  #isNear(peer: Peer): boolean {
    return peer === this.#near;
  }

  /** Figure 13 prints a peer's state on the line of the other's segment, before its own is printed. */
  #labelWaitsForItsSegment(
    peer: Peer,
    printed: string | null,
    segment: FigureSegment | null,
    passes: boolean,
  ): string | null {
    const label = printed ?? this.#waiting[peer];
    this.#waiting[peer] = segment !== null && !passes ? label : null;
    return segment !== null && !passes ? null : label;
  }

  /** SEMANTICS §1: receipt is never presumed of a SYN or SYN-ACK, except where two SYNs crossed. */
  #receiptOfSynIsNotPresumed(peer: Peer, segment: FigureSegment): boolean {
    if (!segment.flags.includes("S") || segment.from === peer) return false;
    const openers = new Set(this.#seen.filter(({ flags }) => flags === "S").map(({ from }) => from));
    return openers.size < 2;
  }

  /** SEMANTICS §1: LISTEN is shown only after a passive SYN_RECEIVED was reset. */
  #listensUnseen(peer: Peer, label: string): boolean {
    return label === "LISTEN" && !this.#seen.some(({ from, flags }) => from === peer && flags === "S.");
  }

  /** Figure 9: a peer that never answers the captured SYN still holds a connection from before. */
  #speaksOfAnOlderConnection(peer: Peer): boolean {
    const opened = this.#seen.some(({ from, flags }) => from !== peer && flags === "S");
    return opened && !this.#seen.some(({ from, flags }) => from === peer && flags.includes("S"));
  }
}

function notation({ from, sequence, acknowledgement, flags, payload }: FigureSegment): string {
  const ends = from === "A" ? "client > server" : "server > client";
  const ack = acknowledgement === null ? "" : `ack=${acknowledgement}`;
  return `${ends}  ${flags}  seq=${sequence}  ${ack}  len ${payload}`;
}
