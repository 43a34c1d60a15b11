// Sentences about the opening, in English.
import type { Figures } from "../../../detect/figures.ts";
import { counted, formatBytes, formatDuration } from "../../numbers.ts";
import type { About, Sentences } from "../../sentence.ts";
import { atTimes, forecast, schedulePhrase } from "../schedule.ts";

export type OpeningIds =
  | "connection-refused"
  | "icmp-unreachable"
  | "icmp-ttl-exceeded"
  | "syn-retry"
  | "syn-unanswered"
  | "syn-ack-retry"
  | "half-open-handshake"
  | "handshake-aborted"
  | "stale-syn"
  | "simultaneous-open"
  | "fast-open";

const REFUSED_BY = {
  host: "The RST comes from the host itself: most likely nothing listens there.",
  firewall: "The RST comes over another number of hops than the host's packets: likely a firewall's.",
  unknown: "Nothing listens there, or a firewall rejects it.",
};

const ANSWERS = { "syn-ack": "SYN-ACK", syn: "the other end's SYN", rst: "RST" };

/** A retry so soon after the ACK was under way before that could arrive. */
const CROSSED_SECONDS = 0.1;

export const OPENING_SENTENCES: Pick<Sentences, OpeningIds> = {
  "connection-refused": ({ answerSeconds, tries, likelyFrom }, about) => {
    const times = tries > 1 ? `, ${counted(tries, "time")}` : "";
    return `${way(about)}: refused by RST after ${formatDuration(answerSeconds)}${times}. ${REFUSED_BY[likelyFrom ?? "unknown"]}`;
  },
  "icmp-unreachable": icmp,
  "icmp-ttl-exceeded": icmp,
  "syn-retry": ({ tries, offsetsSeconds, answeredSeconds, answer, schedule }, about) => {
    const came = `${ANSWERS[answer]} only after ${formatDuration(answeredSeconds)}`;
    const whose = schedule === null ? "" : ` ${schedulePhrase(schedule, offsetsSeconds)}.`;
    return `${way(about)}: ${counted(tries, "SYN")} ${atTimes(offsetsSeconds)}, ${came}. A SYN or its answer was lost or dropped.${whose}`;
  },
  "syn-unanswered": (figures, about) => {
    const { tries, offsetsSeconds, silentSeconds, schedule, gaveUp, answeredOtherSecondsBefore } = figures;
    const when = offsetsSeconds.length > 1 ? ` ${atTimes(offsetsSeconds)}` : "";
    const silent = formatDuration((offsetsSeconds.at(-1) as number) + silentSeconds);
    const next = schedule === null ? null : forecast(schedule, gaveUp);
    const whose =
      schedule === null
        ? ""
        : ` ${schedulePhrase(schedule, offsetsSeconds)}${next === null ? "" : `; ${next}`}.`;
    const other =
      answeredOtherSecondsBefore === null
        ? ""
        : ` It answered another SYN ${formatDuration(answeredOtherSecondsBefore)} before: likely a full accept queue or a filter.`;
    return `${way(about)}: ${counted(tries, "SYN")}${when}, no answer for ${silent}.${whose}${other}`;
  },
  "syn-ack-retry": (figures, { client, server }) => {
    const { tries, offsetsSeconds, afterAckSeconds, deferredAcceptLikely, doubt } = figures;
    const sent = `${server} sent its SYN-ACK ${counted(tries, "time")}, ${atTimes(offsetsSeconds)}`;
    if (doubt !== null) return `${sent}. Nothing of ${client} was captured, so the reason cannot be told.`;
    if (afterAckSeconds === null) return `${sent}: it, or the ACK of ${client}, was lost or late.`;
    const after = `${formatDuration(afterAckSeconds)} after the ACK of ${client}`;
    if (deferredAcceptLikely)
      return `${sent}, the first retry ${after}, which sent no data: likely deferred accept, which waits for data.`;
    return afterAckSeconds < CROSSED_SECONDS
      ? `${sent}; the first retry crossed the ACK of ${client}: it, or the SYN-ACK, came late.`
      : `${sent}, the first retry ${after}: that ACK was lost, or the accept queue was full.`;
  },
  "half-open-handshake": ({ tries, offsetsSeconds, waitedSeconds }, { client, server, doer }) => {
    // More SYN-ACKs than these may have answered repeated SYNs.
    const when = offsetsSeconds.length > 1 ? atTimes(offsetsSeconds) : "were sent";
    const sent = tries > 1 ? `${counted(tries, "SYN-ACK")} ${when}` : "its SYN-ACK was sent";
    const waited = formatDuration(waitedSeconds);
    return doer === server && client !== server
      ? `${server} did not take the ACK of ${client}: ${sent}, ${waited} in all. The ACK was lost, or the accept queue is full.`
      : `${server} waits for the last ACK of ${client}: ${sent}, no ACK for ${waited}.`;
  },
  "handshake-aborted": ({ afterSeconds, answered }, { client, server, doer }) => {
    const after = formatDuration(afterSeconds);
    if (doer !== client) {
      return `${server} broke the handshake of ${client} off by RST, ${after} after ${answered ? "its own SYN-ACK" : "the SYN"}.`;
    }
    return answered
      ? `${client} answered the SYN-ACK of ${server} with RST after ${after}: likely a scan, or it no longer wanted the connection.`
      : `${client} sent ${server} an RST ${after} after its SYN, before any SYN-ACK: it no longer wanted the connection.`;
  },
  "stale-syn": ({ otherSynSeconds, answerSeconds }, { client, server }) => {
    const other = `${formatDuration(Math.abs(otherSynSeconds))} ${otherSynSeconds < 0 ? "before" : "later"}`;
    return `${client} rejected the SYN-ACK of ${server} with RST after ${formatDuration(answerSeconds)}: its SYN was likely an old duplicate. The same ports carry another SYN ${other}.`;
  },
  "simultaneous-open": ({ apartSeconds }, { client, server }) =>
    client === server
      ? `${client} connected to itself: its SYN met its own socket, which opens like both ends at once.`
      : `${client} and ${server} both sent a SYN, ${formatDuration(apartSeconds)} apart: a simultaneous open, in which nobody is the server.`,
  "fast-open": ({ payloadBytes }, { client, server }) =>
    `${client} sent ${formatBytes(payloadBytes)} in its SYN and ${server} took them: Fast Open saved a round trip.`,
};

function way({ client, server }: About): string {
  return `${client} → ${server}`;
}

function icmp(
  { icmp: error, afterSeconds }: Figures["icmp-unreachable" | "icmp-ttl-exceeded"],
  about: About,
): string {
  const from = about.doer === null ? `router ${error.router}` : `${error.router} itself`;
  const kind = `ICMP${error.version === 6 ? "v6" : ""} ${error.type}/${error.code}`;
  const times = error.errors > 1 ? `, ${counted(error.errors, "time")}` : "";
  const after = formatDuration(afterSeconds);
  const says = `${from} says "${error.name}" (${kind}${times})`;
  switch (error.about) {
    case "unanswered-syn":
      return `${way(about)}: ${says}, ${after} after the SYN. No better answer came.`;
    case "answered-syn":
      return `${way(about)}: ${says}, ${after} after the SYN, which was answered all the same.`;
    case "syn-ack":
      return `${about.server} → ${about.client}: ${says}, ${after} after the SYN-ACK, which likely does not arrive.`;
    case "open-connection":
      return `${way(about)}: ${says} about a segment of the connection, ${after} after its start. It ends nothing.`;
  }
}
