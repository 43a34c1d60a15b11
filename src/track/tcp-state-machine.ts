// RFC 9293 §3.3.2, figure 5, as a table: one line an arrow, compiled to one Uint8Array.
// Knows no numbers, timers or guesses: whether an event counts is decided in control-events.ts.

export const STATES = [
  "UNKNOWN",
  "CLOSED",
  "LISTEN",
  "SYN_SENT",
  "SYN_RECEIVED",
  "ESTABLISHED",
  "FIN_WAIT_1",
  "FIN_WAIT_2",
  "CLOSE_WAIT",
  "CLOSING",
  "LAST_ACK",
  "TIME_WAIT",
] as const;

export const UNKNOWN = 0;
export const CLOSED = 1;
export const LISTEN = 2;
export const SYN_SENT = 3;
export const SYN_RECEIVED = 4;
export const ESTABLISHED = 5;
export const FIN_WAIT_1 = 6;
export const FIN_WAIT_2 = 7;
export const CLOSE_WAIT = 8;
export const CLOSING = 9;
export const LAST_ACK = 10;
export const TIME_WAIT = 11;

/** What moves an endpoint: `snd` what it sent itself, `rcv` what it is known or presumed to have received. */
export const EVENTS = [
  "snd SYN",
  "rcv SYN",
  "snd SYN-ACK",
  "rcv ACK of SYN",
  "snd FIN",
  "rcv FIN",
  "rcv ACK of FIN",
  "snd RST",
  "rcv RST",
  "shown open",
  "FINs crossed",
  "ACK of SYN refuted",
  "ACK of FIN refuted",
  "ICMP error",
  "FIN refuted",
] as const;

export const SND_SYN = 0;
export const RCV_SYN = 1;
export const SND_SYN_ACK = 2;
export const RCV_ACK_OF_SYN = 3;
export const SND_FIN = 4;
export const RCV_FIN = 5;
export const RCV_ACK_OF_FIN = 6;
export const SND_RST = 7;
export const RCV_RST = 8;
/** A segment that only an open connection sends, where the handshake was not captured whole. */
export const SHOWN_OPEN = 9;
/** Neither end's first FIN acknowledges the other's: what was presumed of their receipt was wrong. */
export const FINS_CROSSED = 10;
/** The SYN-ACK was repeated: the ACK of it did not arrive, or found no room. */
export const ACK_OF_SYN_REFUTED = 11;
/** The FIN was repeated: the ACK of it did not arrive. */
export const ACK_OF_FIN_REFUTED = 12;
export const ICMP_ERROR_RECEIVED = 13;
/** The end repeats its own FIN without acknowledging the other's, which did not arrive. */
export const FIN_REFUTED = 14;

type StateName = (typeof STATES)[number];
type EventName = (typeof EVENTS)[number];

/** From, event, to. What is not listed changes nothing. */
const ARROWS: readonly (readonly [StateName, EventName, StateName])[] = [
  // Opening. A captured endpoint begins as UNKNOWN, where the figure says CLOSED or LISTEN.
  ["UNKNOWN", "snd SYN", "SYN_SENT"],
  ["CLOSED", "snd SYN", "SYN_SENT"],
  ["LISTEN", "snd SYN", "SYN_SENT"],
  ["UNKNOWN", "snd SYN-ACK", "SYN_RECEIVED"],
  ["CLOSED", "snd SYN-ACK", "SYN_RECEIVED"],
  ["LISTEN", "snd SYN-ACK", "SYN_RECEIVED"],
  ["SYN_SENT", "rcv SYN", "SYN_RECEIVED"],
  ["SYN_RECEIVED", "rcv ACK of SYN", "ESTABLISHED"],
  ["UNKNOWN", "shown open", "ESTABLISHED"],
  ["LISTEN", "shown open", "ESTABLISHED"],
  ["SYN_SENT", "shown open", "ESTABLISHED"],
  ["SYN_RECEIVED", "shown open", "ESTABLISHED"],
  // Closing first.
  ["SYN_RECEIVED", "snd FIN", "FIN_WAIT_1"],
  ["ESTABLISHED", "snd FIN", "FIN_WAIT_1"],
  ["FIN_WAIT_1", "rcv ACK of FIN", "FIN_WAIT_2"],
  ["FIN_WAIT_2", "rcv FIN", "TIME_WAIT"],
  // Closing second.
  ["SYN_RECEIVED", "rcv FIN", "CLOSE_WAIT"],
  ["ESTABLISHED", "rcv FIN", "CLOSE_WAIT"],
  ["CLOSE_WAIT", "snd FIN", "LAST_ACK"],
  ["LAST_ACK", "rcv ACK of FIN", "CLOSED"],
  // Closing at once.
  ["FIN_WAIT_1", "rcv FIN", "CLOSING"],
  ["CLOSING", "rcv ACK of FIN", "TIME_WAIT"],
  ["ESTABLISHED", "FINs crossed", "CLOSING"],
  ["FIN_WAIT_1", "FINs crossed", "CLOSING"],
  ["FIN_WAIT_2", "FINs crossed", "CLOSING"],
  ["CLOSE_WAIT", "FINs crossed", "CLOSING"],
  ["LAST_ACK", "FINs crossed", "CLOSING"],
  ["TIME_WAIT", "FINs crossed", "CLOSING"],
  // Resets (RFC 9293 §3.5.3). A passive SYN_RECEIVED goes back to LISTEN.
  ...STATES.map((state) => [state, "snd RST", "CLOSED"] as const),
  ...STATES.slice(SYN_SENT).map(
    (state) => [state, "rcv RST", state === "SYN_RECEIVED" ? "LISTEN" : "CLOSED"] as const,
  ),
  // Presumptions about the end that the capture cannot see, refuted by a repeat.
  ["ESTABLISHED", "ACK of SYN refuted", "SYN_RECEIVED"],
  ["CLOSE_WAIT", "ACK of SYN refuted", "SYN_RECEIVED"],
  ["FIN_WAIT_2", "ACK of FIN refuted", "FIN_WAIT_1"],
  ["TIME_WAIT", "ACK of FIN refuted", "CLOSING"],
  ["CLOSED", "ACK of FIN refuted", "LAST_ACK"],
  ["TIME_WAIT", "FIN refuted", "FIN_WAIT_2"],
  ["CLOSING", "FIN refuted", "FIN_WAIT_1"],
  ["SYN_SENT", "ICMP error", "CLOSED"],
];

const EVENT_COUNT = EVENTS.length;
const TABLE = new Uint8Array(STATES.length * EVENT_COUNT);
for (let state = 0; state < STATES.length; state++)
  TABLE.fill(state, state * EVENT_COUNT, (state + 1) * EVENT_COUNT);
for (const [from, event, to] of ARROWS) {
  TABLE[STATES.indexOf(from) * EVENT_COUNT + EVENTS.indexOf(event)] = STATES.indexOf(to);
}

/** The state after the event; the same state where RFC 9293 has no arrow. */
export function nextState(state: number, event: number): number {
  return TABLE[state * EVENT_COUNT + event] as number;
}
