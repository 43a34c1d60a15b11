// States of a traced connection as they turned out to be. While the packets come, what the other end
// has received is presumed (SEMANTICS §1); a later packet may refute it, and then the state goes back
// against the arrows of RFC 9293 figure 5. Here the presumption is taken out of the packets between.
import { ACK, FIN, KIND_TCP, SYN } from "../decode/segment.ts";
import {
  CLOSED,
  CLOSING,
  ESTABLISHED,
  FIN_WAIT_1,
  LISTEN,
  nextState,
  RCV_ACK_OF_FIN,
  RCV_ACK_OF_SYN,
  RCV_FIN,
  RCV_RST,
  RCV_SYN,
  SHOWN_OPEN,
  SND_FIN,
  SND_RST,
  SND_SYN,
  SND_SYN_ACK,
  STATES,
  SYN_RECEIVED,
  UNKNOWN,
} from "./tcp-state-machine.ts";
import type { Traced } from "./traced.ts";

/** Events that an end really has; the refutations are ours. */
const EVENTS = [
  SND_SYN,
  RCV_SYN,
  SND_SYN_ACK,
  RCV_ACK_OF_SYN,
  SND_FIN,
  RCV_FIN,
  RCV_ACK_OF_FIN,
  SND_RST,
  RCV_RST,
  SHOWN_OPEN,
];

/** By state: what an endpoint can become from there. Over is over: nothing leaves CLOSED but a program that listens. */
const REACHABLE: readonly ReadonlySet<number>[] = STATES.map((_, state) => reachableFrom(state));

function reachableFrom(start: number): ReadonlySet<number> {
  if (start === UNKNOWN) return new Set(STATES.keys());
  const reached = new Set<number>([start]);
  // (A Set's walk meets what is added on the way.)
  for (const state of reached) {
    if (state === CLOSED || state === LISTEN) reached.add(start === state ? SYN_RECEIVED : state);
    else for (const event of EVENTS) reached.add(nextState(state, event));
    if (start === CLOSED || start === LISTEN) break;
  }
  return reached;
}

/** Corrects the states of both ends in place. Returns what each was before the first packet. */
export function correctStates(trace: readonly Traced[]): [number, number] {
  return [correctEnd(trace, 0), correctEnd(trace, 1)];
}

function correctEnd(trace: readonly Traced[], end: 0 | 1): number {
  const initial = initialState(trace, end);
  // What the end went through, as far as it stands; from which packet on.
  const path = [{ state: initial, from: 0 }];
  trace.forEach(({ states }, index) => {
    const state = states[end] === UNKNOWN && path.length === 1 ? initial : states[end];
    let top = path.at(-1) as { state: number; from: number };
    if (state === top.state) return;
    while (path.length > 1 && !(REACHABLE[top.state] as ReadonlySet<number>).has(state)) {
      path.pop();
      top = path.at(-1) as { state: number; from: number };
    }
    if (state !== top.state) path.push({ state, from: index });
  });
  for (const [step, { state, from }] of path.entries()) {
    const to = path[step + 1]?.from ?? trace.length;
    for (let index = from; index < to; index++) (trace[index] as Traced).states[end] = state;
  }
  showCrossing(trace, end);
  return initial;
}

/** An end whose FIN crosses the other's is in FIN_WAIT_1 until it answers the other's. */
function showCrossing(trace: readonly Traced[], end: 0 | 1): void {
  const at = trace.findIndex(({ states }) => states[end] === CLOSING);
  const fin = trace[at];
  if (fin === undefined || fin.run || fin.endpoint !== end || (fin.flags & FIN) === 0) return;
  for (let index = at; index < trace.length; index++) {
    const { states, ...packet } = trace[index] as Traced;
    const answers = index > at && !packet.run && packet.endpoint === end;
    if (states[end] !== CLOSING || answers) return;
    states[end] = FIN_WAIT_1;
  }
}

/** What an end must have been before the first packet, where its first known state tells. */
function initialState(trace: readonly Traced[], end: 0 | 1): number {
  const first = trace.find(({ states }) => states[end] !== UNKNOWN);
  const opened = trace.some(
    (packet) => !packet.run && packet.kind === KIND_TCP && (packet.flags & SYN) !== 0,
  );
  if (first === undefined || !opened) return UNKNOWN;
  const own = trace.find(
    (packet) =>
      !packet.run && packet.kind === KIND_TCP && packet.endpoint === end && (packet.flags & SYN) !== 0,
  );
  if (own !== undefined && !own.run) return (own.flags & ACK) !== 0 ? LISTEN : CLOSED;
  if (first.states[end] === ESTABLISHED) {
    // Its SYN was not captured: it sent the one that the other did not.
    const other = trace.find(
      (packet) => !packet.run && packet.kind === KIND_TCP && (packet.flags & SYN) !== 0,
    );
    return other !== undefined && !other.run && (other.flags & ACK) !== 0 ? CLOSED : LISTEN;
  }
  return first.states[end] === CLOSED ? CLOSED : UNKNOWN;
}
