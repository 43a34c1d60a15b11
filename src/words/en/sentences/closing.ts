// Sentences about the teardown, and about what does not belong to the connection, in English.
import type { Doubt, ResetCause, Retries } from "../../../detect/figures.ts";
import { counted, formatBytes, formatCount, formatDuration } from "../../numbers.ts";
import type { Sentences } from "../../sentence.ts";

type ClosingIds =
  | "challenge-ack"
  | "rst-out-of-window"
  | "peer-lost-state"
  | "reset"
  | "half-close"
  | "simultaneous-close"
  | "fin-retry"
  | "last-ack-stuck"
  | "close-wait-stuck"
  | "fin-wait-2-stuck"
  | "time-wait-reuse"
  | "time-wait-assassination"
  | "delayed-segment";

export const CLOSING_SENTENCES: Pick<Sentences, ClosingIds> = {
  "challenge-ack": ({ provokedBy, afterSeconds, times }, { doer, other }) => {
    const what =
      provokedBy === "syn" ? "a SYN inside the connection" : "an RST that fits the window but is not exact";
    const often = times === 1 ? "" : `, ${counted(times, "time")}`;
    return `${doer} sent ${what}; after ${formatDuration(afterSeconds)} ${other} asked back with an ACK${often}, and changed nothing.`;
  },
  "rst-out-of-window": ({ resets, distanceBytes, timeToLiveDiffers }, { doer, other }) => {
    const what = resets === 1 ? "An RST" : `${formatCount(resets)} RSTs`;
    const off =
      distanceBytes === 0
        ? "with the right number"
        : `${formatBytes(Math.abs(distanceBytes))} ${distanceBytes < 0 ? "below" : "above"} the expected number`;
    const likely = timeToLiveDiffers ? " By its time to live another host likely sent it." : "";
    return `${what} in the name of ${doer}, ${resets === 1 ? off : `the first ${off}`}, did not end the connection: ${other} went on.${likely}`;
  },
  "peer-lost-state": ({ how, afterSeconds }, { doer, other }) => {
    const after = ` after ${formatDuration(afterSeconds)}`;
    if (how === "rst-answers-segment") {
      return `${doer} answered a segment of ${other}${after} with the RST of a host that has no such connection: it likely restarted, or a box between forgot.`;
    }
    if (how === "syn-met-old-connection") {
      return `${doer} sent a new SYN into a connection that ${other} still held, and reset it when that answered with old numbers: it likely restarted.`;
    }
    return `${other} answered the SYN of ${doer}${after} with an ACK of other numbers: it likely still holds an older connection, of which ${doer} knows nothing.`;
  },
  reset: (figures, { doer, other }) => {
    const { cause, afterSeconds, sentBytes, receivedBytes, timeToLive, usualTimeToLive, doubt } = figures;
    const after = formatDuration(afterSeconds);
    if (cause === "middlebox") {
      const why = isAlike(timeToLive, usualTimeToLive)
        ? "and that end went on"
        : `its time to live is ${timeToLive}, not ${usualTimeToLive}`;
      return `An RST in the name of ${doer} ended the connection after ${after}, ${why}: something on the path likely sent it.${because(doubt)}`;
    }
    const bytes = `${formatBytes(sentBytes)} sent and ${formatBytes(receivedBytes)} received`;
    const likely = cause === null ? "" : ` ${RESET_CAUSES[cause](other ?? "")}`;
    return `${doer} reset the connection after ${after}, ${bytes}.${likely}${because(doubt)}`;
  },
  "half-close": ({ bytes, seconds }, { doer, other }) =>
    `${doer} closed its direction, and ${other} still sent ${formatBytes(bytes)} in the ${formatDuration(seconds)} after that. That is legal.`,
  "simultaneous-close": ({ apartSeconds }, { client, server }) =>
    `${client} and ${server} closed at once: their FINs, ${formatDuration(apartSeconds)} apart, crossed. Nothing is wrong.`,
  "fin-retry": ({ acknowledged, doubt, ...retries }, { doer }) => {
    const end = acknowledged
      ? "In the end it was acknowledged."
      : doubt === "one-sided"
        ? "Whether it was acknowledged this capture of one side cannot tell."
        : "No acknowledgement of it was captured since.";
    return `${doer} sent its FIN again, ${again(retries)}. ${end}`;
  },
  "last-ack-stuck": ({ lastAckCaptured, acknowledged, ...retries }, { doer, other }) => {
    const why = acknowledged
      ? `the ACK of ${other} likely reached it only after that`
      : lastAckCaptured
        ? `the last ACK of ${other} was captured, and did not reach it`
        : `${other} sends no last ACK, or it is lost before this capture`;
    return `${doer} repeats its FIN, ${again(retries)}: ${why}.`;
  },
  "close-wait-stuck": ({ seconds, process }, { doer, other }) => {
    const who = process === undefined ? "its application" : `pid ${process.pid} (${process.name})`;
    return `${doer} has been in CLOSE_WAIT for ${formatDuration(seconds)}: ${who} neither sends nor closes, though ${other} has closed.`;
  },
  "fin-wait-2-stuck": ({ seconds, idleSeconds, bytesAfterFin }, { doer, other }) =>
    `${doer} closed ${formatDuration(seconds)} ago and waits for the FIN of ${other}, which sent ${formatBytes(bytesAfterFin)} since, and nothing for ${formatDuration(idleSeconds)}.`,
  "time-wait-reuse": ({ afterSeconds, allowedBy, previous }, { client, server }) => {
    const why =
      allowedBy === null
        ? "what allowed it the packets do not show"
        : `a ${allowedBy === "timestamp" ? "newer timestamp" : "higher number"} allows it`;
    return `${client} and ${server} used the same ports again ${formatDuration(afterSeconds)} after connection ${formatCount(previous)}, still in TIME_WAIT: ${why}.`;
  },
  "time-wait-assassination": ({ afterSeconds }, { doer, other }) =>
    `${doer} answered an ACK of ${other} in TIME_WAIT after ${formatDuration(afterSeconds)} with an RST that fits: it may have ended TIME_WAIT too early.`,
  "delayed-segment": ({ segments, bytes }, { doer }) => {
    const what = segments === 1 ? "A segment" : `${formatCount(segments)} segments`;
    const size = bytes > 0 ? ` with ${formatBytes(bytes)}` : "";
    return `${what} of ${doer}${size} ${segments === 1 ? "belongs" : "belong"} to an earlier connection on the same ports, and arrived in this one.`;
  },
};

const RESET_CAUSES: Readonly<Record<Exclude<ResetCause, "middlebox">, (other: string) => string>> = {
  "data-after-close": (other) => `It had closed, and ${other} still sent data.`,
  "late-fin": (other) => `It had closed and was gone when the FIN of ${other} came.`,
  "handshake-rejected": () => "It turned the client away right after the handshake.",
  "application-abort": () => "Its application likely aborted.",
  "abort-or-unread-data": () => "Its application likely aborted, or closed with data unread.",
};

/** "once, after 0.2 s", "8 times in 26.8 s, as Linux does" */
function again({ offsetsSeconds, tries, schedule }: Retries): string {
  const last = formatDuration(offsetsSeconds.at(-1) as number);
  const times = tries === 2 ? `once, after ${last}` : `${formatCount(tries - 1)} times in ${last}`;
  // A FIN's schedule tells no other stack.
  return schedule === null || tries < 4 ? times : `${times}, as Linux does`;
}

/** A hop more or less tells nothing. */
function isAlike(timeToLive: number | null, usual: number | null): boolean {
  return timeToLive === null || usual === null || Math.abs(timeToLive - usual) < 2;
}

function because(doubt: Doubt): string {
  if (doubt === "one-sided") return " Only one side was captured.";
  if (doubt === "mid-stream") return " Its beginning was not captured.";
  return doubt === "lossy" ? " The capture misses packets of it." : "";
}
