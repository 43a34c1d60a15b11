// What stands on an arrow: flags, numbers as in the textbooks (x and y are the ends' first numbers),
// bytes.
import type { Side } from "../../record/connection-record.ts";
import type { SegmentEntry } from "../../record/trace-record.ts";
import type { LadderWords } from "../../words/ladder-words.ts";
import { formatCount } from "../../words/numbers.ts";

const NUMBER: Readonly<Record<Side, string>> = { client: "x", server: "y" };

export interface Label {
  readonly label: string;
  /** What a narrow drawing leaves out. */
  readonly detail?: string;
}

/** `singleEnd`: the connection is to itself, and all its numbers are x. */
export function segmentLabel(entry: SegmentEntry, words: LadderWords, singleEnd: boolean): Label {
  const { flags, from, sequence, acknowledgement, relativeSequence, relativeAcknowledgement, payloadBytes } =
    entry;
  const peer: Side = singleEnd || from === "server" ? "client" : "server";
  // A number that can be compared with nothing is told as it is.
  const numbers = [
    `seq=${relativeSequence === null ? sequence : numberText(from, relativeSequence)}`,
    acknowledgement === null
      ? ""
      : `ack=${relativeAcknowledgement === null ? acknowledgement : numberText(peer, relativeAcknowledgement)}`,
  ].filter((text) => text !== "");
  const payload = payloadBytes > 0 ? words.bytes(payloadBytes, formatCount(payloadBytes)) : "";
  const names = (["SYN", "FIN", "RST"] as const).filter((name) => flags.includes(name));
  if (names.length > 0) {
    const answers = flags.includes("SYN") && flags.includes("ACK") ? ["ACK"] : [];
    return { label: [...names, ...answers, payload, ...numbers].filter((text) => text !== "").join(" ") };
  }
  const pushes = flags.includes("PSH") ? ["PSH"] : [];
  if (payload !== "") return { label: payload, detail: [...pushes, ...numbers].join(" ") };
  if (!flags.includes("ACK")) return { label: [...pushes, "no flags", ...numbers].slice(0, 2).join(" ") };
  return { label: [...pushes, "ACK", ...numbers.slice(1)].join(" ") };
}

/** "x", "y+1", "x-1". */
export function numberText(side: Side, relative: number): string {
  const letter = NUMBER[side];
  if (relative === 0) return letter;
  return relative < 0 ? `${letter}${relative}` : `${letter}+${relative}`;
}
