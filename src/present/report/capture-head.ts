// What was read, in a line or two: names, format, link types, packets, how long, when.
import type { CaptureRecord, DamageRecord, SummaryRecord } from "../../record/report-record.ts";
import { counted, formatBytes, formatCount, formatDuration } from "../../words/numbers.ts";
import { formatLocalSpan, secondsBetween } from "../local-time.ts";
import { clean } from "../terminal/clean.ts";
import type { Glyphs } from "../terminal/glyphs.ts";
import { cutMiddle, widthOf } from "../terminal/width.ts";

const SHOWN_NAMES = 3;
/** The end of a path tells more than its beginning. */
const KEPT_OF_NAME = 24;
const SHOWN_COMMENTS = 3;
/** A snapshot length from here on cuts nothing off. */
const LARGEST_PACKET = 65_535;
const COMMENT_LENGTH = 200;

/** As people write them; a link type that is not here is shown by its own name. */
const LINK_TYPE_WORDS: Readonly<Record<string, string>> = {
  ethernet: "Ethernet",
  "linux-sll": "Linux cooked",
  "linux-sll2": "Linux cooked v2",
  raw: "raw IP",
  null: "loopback",
  loop: "loopback",
  ppp: "PPP",
  nflog: "NFLOG",
  "frame-relay": "Frame Relay",
};

/** The names of the captures in at most `columns`: all of them, or the first and how many more. */
export function captureName({ files }: CaptureRecord, columns: number, ellipsis: string): string {
  const names = files.map(({ name }) => inputName(name));
  const all = names.join(" + ");
  if (names.length <= 1) return cutMiddle(all, columns, ellipsis, KEPT_OF_NAME);
  if (names.length <= SHOWN_NAMES && widthOf(all) <= columns) return all;
  const more = ` and ${counted(names.length - 1, "more", "more")}`;
  return cutMiddle(names[0] ?? "", columns - more.length, ellipsis, KEPT_OF_NAME) + more;
}

/** The facts that follow the name, a piece each. */
export function captureFacts(
  capture: CaptureRecord,
  summary: SummaryRecord,
  glyphs: Glyphs,
  timeZone: string | undefined,
): string[] {
  const { firstTime, lastTime, snapLength } = capture;
  const formats = unique(capture.files.map(({ format }) => format));
  const compressions = unique(capture.files.map(({ compression }) => compression)).filter(
    (name) => name !== "none",
  );
  const linkTypes = capture.linkTypes.map((name) => LINK_TYPE_WORDS[name] ?? clean(name));
  const when = firstTime === null || lastTime === null ? null : { firstTime, lastTime };
  const span =
    when === null ? "" : `, ${formatDuration(secondsBetween(when.firstTime, when.lastTime), glyphs.micro)}`;
  const tcp =
    summary.tcpPackets < summary.packets && summary.tcpPackets > 0
      ? ` (${formatCount(summary.tcpPackets)} TCP)`
      : "";
  const packets = counted(summary.packets, "packet") + tcp;
  return [
    unique([...formats, ...compressions, ...linkTypes]).join(", "),
    summary.packets > 1 ? packets + span : packets,
    snapLength === null || snapLength >= LARGEST_PACKET ? "" : `cut at ${formatBytes(snapLength)}`,
    counted(summary.connections, "connection"),
    when === null ? "" : formatLocalSpan(when.firstTime, when.lastTime, glyphs.until, timeZone),
  ].filter((fact) => fact !== "");
}

/** What the captures say about themselves: harmless, not too long, and filled anew as prose is. */
export function captureComments({ files }: CaptureRecord, ellipsis: string): string[] {
  return files
    .flatMap(({ comments }) => comments)
    .map((comment) => comment.trim().replaceAll(/\s+/g, " "))
    .filter((comment) => comment !== "")
    .slice(0, SHOWN_COMMENTS)
    .map((comment) =>
      comment.length > COMMENT_LENGTH ? comment.slice(0, COMMENT_LENGTH) + ellipsis : comment,
    )
    .map((comment) => `"${clean(comment)}"`);
}

/** One sentence on a damaged input. */
export function damageSentence({ file, byteOffset, packet, message, cutShort }: DamageRecord): string {
  const name = inputName(file);
  const before = packet <= 1 ? "There is nothing before it." : "Everything before it is reported.";
  const byte = `byte ${formatCount(byteOffset)}`;
  if (cutShort) {
    return `${name} ends inside packet ${formatCount(packet)} (${byte}), as a capture that was killed does. ${before}`;
  }
  const reason = clean(message).replace(/\.$/, "");
  return `${name} is damaged at packet ${formatCount(packet)} (${byte}): ${reason}. ${before}`;
}

function inputName(name: string): string {
  return name === "-" ? "standard input" : clean(name);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
