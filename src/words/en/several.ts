// Several connections with the same kind of finding, in English.
import { counted, formatBytes, formatCount, formatDuration } from "../numbers.ts";
import type { ProblemWords, Several, SeveralId, SeveralSentences } from "../several.ts";

const CAUSES: Readonly<Record<string, string>> = {
  "data-after-close": "data after close",
  "late-fin": "a FIN after close",
  "handshake-rejected": "rejected right after the handshake",
  "application-abort": "abort by the application",
  "abort-or-unread-data": "abort or unread data",
  middlebox: "a middlebox",
};

const connections = ({ connections: count }: Several<SeveralId>) => counted(count, "connection");

/** Whose doing, where it is known of all. */
function doers({ byClient, byServer, connections: count }: Several<SeveralId>): string {
  if (byClient === count) return " of the client";
  if (byServer === count) return " of the server";
  if (byClient + byServer < count) return "";
  return `, ${formatCount(byClient)} of the client, ${formatCount(byServer)} of the server`;
}

/** "port unreachable (4), host unreachable (1)" */
function listed(variants: Several<SeveralId>["variants"], words: Readonly<Record<string, string>>): string {
  return variants
    .map(([variant, count]) => `${words[variant] ?? variant} (${formatCount(count)})`)
    .join(", ");
}

const upTo = (tries: number, what: string, plural?: string) => `up to ${counted(tries, what, plural)} each`;

const several: SeveralSentences = {
  "connection-refused": (found) => {
    const [only] = found.variants.length === 1 ? (found.variants[0] as [string, number]) : [""];
    if (only === "host") return `${connections(found)} refused by RST: nothing listens there.`;
    if (only === "firewall") return `${connections(found)} refused by RST, likely of a firewall.`;
    return `${connections(found)} refused by RST: nothing listens there, or a firewall rejects them.`;
  },
  "icmp-unreachable": (found) =>
    `${connections(found)} got ICMP errors in place of an answer: ${listed(found.variants, {})}.`,
  "icmp-ttl-exceeded": (found) =>
    `${connections(found)} got ICMP errors in place of an answer: the time to live ran out on the way, likely a routing loop.`,
  "syn-retry": (found) =>
    `${connections(found)} answered only after the SYN was sent again, the slowest after ${formatDuration(found.worst.answeredSeconds)}.`,
  "syn-unanswered": (found) =>
    `${connections(found)} got no answer${found.worst.tries > 1 ? ` to ${upTo(found.worst.tries, "SYN")}` : ""}.`,
  "syn-ack-retry": (found) =>
    `${connections(found)} with the SYN-ACK sent again, ${upTo(found.worst.tries, "try", "tries")}.`,
  "half-open-handshake": (found) =>
    `${connections(found)} never got the last ACK of the handshake; the longest has waited for ${formatDuration(found.worst.waitedSeconds)}.`,
  "handshake-aborted": (found) =>
    `${counted(found.connections, "handshake")} broken off by an RST${doers(found)}.`,
  "stale-syn": (found) =>
    `${connections(found)} opened by an old SYN: its answer was rejected by the client's RST.`,
  "slow-handshake": ({ connections: count, worst }) =>
    `${counted(count, "handshake")} much slower than usual, the slowest ${formatDuration(worst.handshakeSeconds)} against ${formatDuration(worst.medianSeconds)}.`,
  "zero-window": (found) =>
    `${connections(found)} held up by a closed window${doers(found)}, the longest for ${formatDuration(found.worst.longestSeconds)}.`,
  retransmissions: (found) =>
    `${connections(found)} with lost data sent again, the worst ${formatCount(found.worst.retransmitted)} of ${counted(found.worst.dataSegments, "segment")}.`,
  "keepalive-failure": (found) =>
    `${connections(found)} with keepalive probes that nobody answered, ${upTo(found.worst.probes, "probe")}.`,
  "rst-out-of-window": (found) =>
    `${connections(found)} met an RST with a wrong number, and went on: somebody guesses, or it is very late.`,
  "peer-lost-state": (found) =>
    `${connections(found)} unknown to one end all of a sudden${doers(found)}: it restarted, or dropped its state.`,
  "capture-loss": (found) =>
    `${connections(found)} acknowledge bytes that were not captured, up to ${formatBytes(found.worst.bytes)}: the capture missed packets.`,
  reset: (found) => {
    const known = found.variants.filter(([variant]) => variant !== "");
    const [first] = known;
    const causes =
      first === undefined
        ? ""
        : first[1] === found.connections
          ? ` Likely cause: ${CAUSES[first[0]] ?? first[0]}.`
          : ` Likely causes: ${listed(known, CAUSES)}.`;
    return `${connections(found)} cut off by an RST${doers(found)}.${causes}`;
  },
  "fin-retry": (found) =>
    `${connections(found)} with the FIN sent again, ${upTo(found.worst.tries, "FIN")}: its ACK is lost or late.`,
  "last-ack-stuck": (found) =>
    `${connections(found)} repeat the second FIN, ${upTo(found.worst.tries, "FIN")}: the last ACK does not arrive.`,
  "close-wait-stuck": (found) =>
    `${connections(found)} in CLOSE_WAIT, the oldest for ${formatDuration(found.worst.seconds)}: the application has not closed them.`,
  "fin-wait-2-stuck": (found) =>
    `${connections(found)} half-closed and silent, the oldest in FIN_WAIT_2 for ${formatDuration(found.worst.seconds)}.`,
  "time-wait-assassination": (found) =>
    `${connections(found)} in TIME_WAIT met an RST, which may have ended it too early.`,
  "delayed-segment": (found) => `${connections(found)} met segments of an earlier connection of theirs.`,
};

/** "connections 7, 9-19 and 30 more" */
function enumerated(noun: string, count: number, list: string, more: number): string {
  return `${count === 1 ? noun : `${noun}s`} ${list}${more > 0 ? ` and ${formatCount(more)} more` : ""}`;
}

export const problemWords: ProblemWords = {
  several,
  atService: (service, sentence) => `${service}: ${sentence}`,
  atServices: (sentence, { count, atLeast, host, names }) => {
    const several = host === null ? counted(count, "service") : `${counted(count, "port")} of ${host}`;
    const end = names.length < count ? ", …" : ".";
    return `${sentence} ${atLeast ? "More than " : ""}${several}: ${names.join(", ")}${end}`;
  },
  connections: (count, ids, more) => enumerated("connection", count, ids, more),
  packets: (count, numbers, more) => enumerated("packet", count, numbers, more),
  sincePacket: (packet) => `since packet ${packet}`,
  moreKinds: (kinds, connections, ids) =>
    `${counted(kinds, "more kind", "more kinds")}, ${counted(connections, "connection")}: ${ids.join(", ")}`,
  alsoSeen: (counts) => `Also seen, no problem: ${counts.join(", ")}`,
  nothingWrong: "Nothing wrong found.",
  nothingWrongBeforeDamage: "Nothing wrong found in what could be read.",
};
