// A ladder's words in English.
import type { LadderWords } from "../ladder-words.ts";

export const ladderWords: LadderWords = {
  start: "start",
  since: "since",
  packet: "packet",
  side: { client: "client", server: "server" },
  connection: (id) => `connection ${id}`,
  outcome: (verdict, by) => {
    if (by === null) return verdict;
    return by === "both" ? `${verdict}, by both at once` : `${verdict}, by the ${by}`;
  },
  handshake: (syn, ack, whole) =>
    whole === ""
      ? `handshake: ${syn !== "" ? `SYN-ACK after ${syn}` : `ACK after ${ack}`}`
      : `handshake ${whole} (${syn} + ${ack})`,
  bytes: (count, figure) => `${figure} ${count === 1 ? "byte" : "bytes"}`,
  segments: (count, figure) => `${figure} ${count === 1 ? "segment" : "segments"}`,
  bytesFrom: (bytes, side) => `${bytes} from the ${side}`,
  retransmitted: (_count, figure) => `${figure} retransmitted`,
  silence: (duration) => `${duration} of silence`,

  list: (parts) => parts.join(", "),

  again: (packet, after) => `again ${after} after packet ${packet}`,
  tryAgain: (nth, packet, after, afterLast) =>
    `try ${nth}, ${afterLast} after the last, ${after} after packet ${packet}`,
  againUnseen: "sent again; the first was not captured",
  copy: "the same frame captured again",
  missingBefore: (bytes) => `${bytes} before it not captured so far`,
  fillsGap: (packet) => `was missing before packet ${packet}`,
  outOfOrder: "out of order",
  windowClosed: "window 0: no room for more",
  windowOpen: (after) => `window open again, after ${after}`,
  windowProbe: "probes the closed window",
  keepAlive: "keepalive probe",
  resetNotAccepted: "not accepted: its number does not fit",
  synHeld: "its number does not fit this connection",
  finsCrossed: (side) => `the FINs crossed: this one does not acknowledge the ${side}'s`,
  cookieRequest: "asks for a Fast Open cookie",
  cookie: (bytes) => `Fast Open cookie, ${bytes}`,
  notCaptured: "not captured; what follows proves it",
  fragment: (bytes) => `a later fragment, ${bytes}`,
  icmpFrom: (router, about) => `from ${router}, about ${about === "SYN" ? "the SYN" : about}`,

  beginsInTheMiddle: "The capture begins inside this connection.",
  onlySide: (side) => `Only segments of the ${side} were captured.`,
  previous: (id) => `The same addresses and ports as connection ${id} before.`,
  evicted: "Dropped from the table before its end: what came later is not here.",
  twoMslOver: "2MSL over",
  gaveUp: "given up",
  captureEnds: (after) => `the capture ends ${after} later`,

  base: { acknowledged: "from an acknowledgement", first: "the first captured" },
  folded: (count, figure) =>
    `${figure} ${count === 1 ? "segment" : "segments"} folded; --all draws every one`,
  leftOut: (count, figure) =>
    `${figure} ${count === 1 ? "segment" : "segments"} left out in the middle: more than a drawing holds`,
  explain: "what it means and what to do",
};
