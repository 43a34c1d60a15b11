// The lines under an arrow: what a SYN offers, of what it is a repeat, what is odd about it.
import type { ConnectionRecord } from "../../record/connection-record.ts";
import type { SegmentEntry } from "../../record/trace-record.ts";
import type { LadderWords } from "../../words/ladder-words.ts";
import { formatCount, formatDuration } from "../../words/numbers.ts";
import type { Glyphs } from "../terminal/glyphs.ts";
import type { LadderNote } from "./ladder.ts";

export interface NoteContext {
  readonly words: LadderWords;
  readonly glyphs: Glyphs;
  readonly connection: ConnectionRecord;
  /** The first FIN of each end in this order: which of them crosses the other. */
  readonly crossingFin: SegmentEntry | null;
  /** The end that receives this segment's probe said window 0 last. */
  readonly peerWindowClosed: boolean;
  /** Since when its sender's own window was 0, in seconds of the ladder; null where it was not. */
  readonly windowClosedSince: number | null;
}

export function segmentNotes(entry: SegmentEntry, context: NoteContext): LadderNote[] {
  const { words, glyphs, connection, crossingFin, windowClosedSince } = context;
  const has = (fact: string) => entry.facts.includes(fact);
  const notes: LadderNote[] = [];
  const options = optionsText(entry, context);
  const again = has("copy") ? words.copy : againText(entry, context);
  // A SYN sent again offers the same again.
  if (options !== "" && again === "") notes.push({ text: options });
  if (again !== "") notes.push({ text: again, meaning: has("copy") ? "quiet" : "warning" });
  if (entry.missingBefore > 0) {
    const bytes = words.bytes(entry.missingBefore, formatCount(entry.missingBefore));
    notes.push({ text: words.missingBefore(bytes), meaning: "warning" });
  }
  if (entry.fillsGapBefore !== null) {
    notes.push({ text: words.fillsGap(String(entry.fillsGapBefore)), meaning: "warning" });
  } else if (has("out-of-order") && again === "") {
    notes.push({ text: words.outOfOrder, meaning: "warning" });
  }
  if (has("zero-window") && !entry.flags.includes("RST")) {
    notes.push({ text: words.windowClosed, meaning: "warning" });
  } else if (windowClosedSince !== null && entry.window > 0 && !entry.flags.includes("RST") && !has("copy")) {
    notes.push({ text: words.windowOpen(formatDuration(entry.seconds - windowClosedSince, glyphs.micro)) });
  }
  // RFC 9293 §3.8.6.1: one byte beyond the window, or none as Linux does it.
  if (context.peerWindowClosed && (has("keep-alive") || entry.payloadBytes === 1)) {
    notes.push({ text: words.windowProbe });
  } else if (has("keep-alive")) notes.push({ text: words.keepAlive });
  if (has("rst-not-accepted")) notes.push({ text: words.resetNotAccepted, meaning: "warning" });
  if (has("syn-held")) notes.push({ text: words.synHeld, meaning: "warning" });
  if (entry === crossingFin && connection.closing === "simultaneous") {
    notes.push({ text: words.finsCrossed(entry.from === "client" ? "server" : "client") });
  }
  return notes;
}

/** "again, 1 s after packet 12"; "" where it is no repeat. */
function againText(entry: SegmentEntry, { words, glyphs }: NoteContext): string {
  const { repeats, facts } = entry;
  if (repeats === null) {
    // (tshark calls the SYN-ACK of a crossing open a retransmission of the SYN.)
    const again = facts.includes("retransmission") && !entry.flags.includes("SYN");
    return again && entry.fillsGapBefore === null ? words.againUnseen : "";
  }
  const after = formatDuration(repeats.seconds, glyphs.micro);
  // (As it is typed into a filter of Wireshark.)
  const packet = String(repeats.packet);
  if (repeats.copies === 1) return words.again(packet, after);
  const afterLast = formatDuration(repeats.secondsSinceLast, glyphs.micro);
  return words.tryAgain(repeats.copies + 1, packet, after, afterLast);
}

/** "mss 1460 · scale 10 · sack · timestamps" */
function optionsText({ options, flags }: SegmentEntry, { words, glyphs }: NoteContext): string {
  if (options === null) return "";
  const { mss, windowScale, sackPermitted, timestamps, fastOpenCookie, multipath } = options;
  const offers = [
    mss === null ? "" : `mss ${mss}`,
    windowScale === null ? "" : `scale ${windowScale}`,
    sackPermitted ? "sack" : "",
    timestamps ? "timestamps" : "",
    // (RFC 3168 §6.1.1: a SYN asks with ECE and CWR, a SYN-ACK agrees with ECE alone.)
    flags.includes("ECE") && flags.includes("CWR") !== flags.includes("ACK") ? "ecn" : "",
    multipath ? "multipath" : "",
    fastOpenCookie === null
      ? ""
      : fastOpenCookie === 0
        ? words.cookieRequest
        : words.cookie(words.bytes(fastOpenCookie, String(fastOpenCookie))),
  ];
  // Broken behind the dots only.
  return offers
    .filter((offer) => offer !== "")
    .map((offer) => offer.replaceAll(" ", "\u00a0"))
    .join(`\u00a0${glyphs.dot} `);
}
