// Sentences about the open connection, in English.
import { counted, formatBytes, formatCount, formatDuration } from "../../numbers.ts";
import type { Sentences } from "../../sentence.ts";

type DataIds = "zero-window" | "retransmissions" | "keepalive" | "keepalive-failure" | "capture-loss";

export const DATA_SENTENCES: Pick<Sentences, DataIds> = {
  "zero-window": ({ longestSeconds, totalSeconds, times, probes, stillClosed }, { doer, other }) => {
    const total = formatDuration(totalSeconds);
    const how =
      times === 1
        ? `for ${total}`
        : `for ${total} in all, ${formatCount(times)} times, ${formatDuration(longestSeconds)} at most`;
    const asked = probes > 0 ? `, and ${other} asked ${again(probes)}` : "";
    const end = stillClosed ? "It was still closed at the end" : "Its application did not read in time";
    return `${doer} kept its window at 0 ${how}${asked}. ${end}.`;
  },
  retransmissions: (figures, { doer, other }) => {
    const { retransmitted, dataSegments, share, neverAcknowledged, peerHeard, tries, offsetsSeconds } =
      figures;
    if (!neverAcknowledged) {
      const of = `${formatCount(retransmitted)} of its ${counted(dataSegments, "data segment")}`;
      return `${doer} sent ${of} again, ${percent(share)}: segments or acknowledgements get lost or come late.`;
    }
    const over = offsetsSeconds === null ? "" : ` over ${formatDuration(offsetsSeconds.at(-1) as number)}`;
    const why = peerHeard
      ? ", though it still sent: that segment likely does not get through, or is not accepted there"
      : ": the path or the peer is likely gone";
    return `${doer} sent one segment ${again(tries as number)}${over}, and ${other} never acknowledged it${why}.`;
  },
  keepalive: ({ probes, answered, idleSeconds, intervalSeconds }, { doer, other }) => {
    const every =
      intervalSeconds === null || probes === 1 ? "" : `, one every ${formatDuration(intervalSeconds)}`;
    const all =
      answered >= probes ? "answered" : `answered ${formatCount(answered)} of ${formatCount(probes)}`;
    const idle = formatDuration(idleSeconds);
    return `${doer} sent ${counted(probes, "keepalive probe")} after ${idle} of silence${every}; ${other} ${all}.`;
  },
  "keepalive-failure": (figures, { doer, other }) => {
    const { probes, idleSeconds, intervalSeconds, gaveUp, schedule } = figures;
    const every = intervalSeconds === null ? "" : `, one every ${formatDuration(intervalSeconds)}`;
    const end = gaveUp ? ` ${doer} gave up with an RST.` : "";
    const textbook = schedule === "textbook" ? " 2 h, then every 75 s, is the textbook's schedule." : "";
    return `${other} answers none of ${counted(probes, "keepalive probe")} after ${formatDuration(idleSeconds)} of silence${every}.${end}${textbook}`;
  },
  "capture-loss": (figures, { client, server }) => {
    const { gaps, bytes, sentBy, droppedByKernel = 0, droppedByInterface = 0 } = figures;
    // Of no connection: of the capture.
    if (client === "") return lostLive(droppedByKernel, droppedByInterface);
    const sender = sentBy === "both" ? "both ends" : sentBy === "client" ? client : server;
    const where = gaps === 1 ? "in one place" : `in ${counted(gaps, "place")}`;
    return `The capture misses ${formatBytes(bytes)} that ${sender} sent, ${where}: they were acknowledged all the same.`;
  },
};

function lostLive(byKernel: number, byInterface: number): string {
  const lost = [
    byKernel === 0 && byInterface > 0
      ? ""
      : `The kernel dropped ${counted(byKernel, "packet")} for lack of room in its buffer`,
    byInterface === 0 ? "" : `the interface lost ${counted(byInterface, "packet")}`,
  ].filter((part) => part !== "");
  const [first = "", ...more] = lost;
  const sentence = [`${first.charAt(0).toUpperCase()}${first.slice(1)}`, ...more].join(", and ");
  return `${sentence}: what is told of connections that were alive then may be wrong. A larger --buffer or a --filter helps.`;
}

function again(times: number): string {
  return times === 1 ? "once" : counted(times, "time");
}

/** "2.4 %", "35 %" */
function percent(share: number): string {
  const hundredths = share * 100;
  return `${hundredths < 10 ? Math.round(hundredths * 10) / 10 : Math.round(hundredths)} %`;
}
