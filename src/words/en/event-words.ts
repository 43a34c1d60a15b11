// Lifecycle events in English.
import type { ResetCause, Stack } from "../../detect/figures.ts";
import type { Side } from "../../record/connection-record.ts";
import type { RetryEvent } from "../../record/event-record.ts";
import type { EventWords, Standing } from "../event-words.ts";
import { counted, formatBytes, formatCount, formatDuration } from "../numbers.ts";
import { stackNames } from "./schedule.ts";

const MOST_NAMES = 3;

const REFUSED_BY = {
  host: "most likely nothing listens there",
  firewall: "likely a firewall's, it came over another number of hops than the host's packets",
  unknown: "nothing listens there, or a firewall rejects it",
};

const RESET_CAUSES: Readonly<Record<ResetCause, (other: Side) => string>> = {
  "data-after-close": (other) => `it had closed, and the ${other} still sent data`,
  "late-fin": (other) => `it had closed and was gone when the ${other}'s FIN came`,
  "handshake-rejected": () => "it turned the client away right after the handshake",
  "application-abort": () => "its application likely aborted",
  "abort-or-unread-data": () => "its application likely aborted, or closed with data unread",
  middlebox: () => "in its name, but something on the path likely sent it",
};

export const eventWords: EventWords = {
  sentences: {
    open: ({ opening, synRttSeconds: syn, ackRttSeconds: ack }) => {
      const how =
        opening === "simultaneous"
          ? "both ends opened at once"
          : opening === "fast-open"
            ? "fast open, "
            : "";
      if (opening === "simultaneous") return how;
      if (syn !== null && ack !== null) {
        return `${how}handshake ${formatDuration(syn + ack)} (${formatDuration(syn)} + ${formatDuration(ack)})`;
      }
      if (syn !== null) return `${how}handshake: SYN-ACK after ${formatDuration(syn)}`;
      return ack === null
        ? `${how}handshake complete`
        : `${how}handshake: ACK ${formatDuration(ack)} after the SYN-ACK`;
    },
    refused: ({ afterSeconds, likelyFrom }) =>
      `RST after ${formatDuration(afterSeconds)}: ${REFUSED_BY[likelyFrom ?? "unknown"]}`,
    unreachable: ({ icmp, afterSeconds, server }) => {
      const from = icmp.from === server.ip ? "the host itself" : icmp.from;
      return `ICMP from ${from} after ${formatDuration(afterSeconds)}: ${icmp.name}`;
    },
    retry: (event) => {
      const { of, attempt, sinceFirstSeconds, sinceLastSeconds } = event;
      const first = formatDuration(sinceFirstSeconds);
      const since =
        attempt === 2
          ? `${first} after the first`
          : `${formatDuration(sinceLastSeconds)} after the last, ${first} after the first`;
      return `${of} again, ${since} (${[ordinal(attempt), ...outlook(event)].join("; ")})`;
    },
    "half-open": ({ forSeconds }) =>
      `the last ACK of the handshake is missing for ${formatDuration(forSeconds)}`,
    close: ({ closedBy, durationSeconds, clientBytes, serverBytes }) => {
      const who = closedBy === null ? "" : closedBy === "both" ? "by both at once " : `by the ${closedBy} `;
      return `${who}after ${formatDuration(durationSeconds)}; ${exchanged(clientBytes, serverBytes)}`;
    },
    reset: ({ verdict, by, cause, answered, durationSeconds, clientBytes, serverBytes }) => {
      const after = formatDuration(durationSeconds);
      if (verdict === "aborted") {
        const likely = answered ? ": likely a scan, or not wanted any more" : ", before any SYN-ACK";
        return `handshake broken off by the ${by} after ${after}${by === "client" && answered !== null ? likely : ""}`;
      }
      const why =
        cause === null ? "" : `: ${RESET_CAUSES[cause as ResetCause](by === "client" ? "server" : "client")}`;
      return `by the ${by} after ${after}${why}; ${exchanged(clientBytes, serverBytes)}`;
    },
    state: ({ endpoint, from, to, afterSeconds }) =>
      `${endpoint} ${from} → ${to}${afterSeconds > 0 ? ` after ${formatDuration(afterSeconds)}` : ""}`,
    evict: ({ verdict }) => `dropped, the table of connections is full; until now ${verdict}`,
  },
  afterLoss: "(packets were lost: this may be wrong)",
  standing: (standing) => {
    const { packets, packetsPerSecond, connections, findings, evicted } = standing;
    const found = findings.map(([id, count]) => `${formatCount(count)} ${id}`).join(", ");
    return [
      `${counted(packets, "packet")}, ${formatCount(Math.round(packetsPerSecond))} a second`,
      counted(connections, "connection"),
      ...alive(standing),
      found === "" ? "nothing found" : `found ${found}`,
      lost(standing),
      ...(evicted === 0 ? [] : [`${formatCount(evicted)} evicted`]),
    ].join("; ");
  },
  notPrinted: (lines) => `${counted(lines, "line")} not printed: the reader is too slow`,
  further: (lines, finding) =>
    `${finding === null ? "" : `${finding}: `}and ${formatCount(lines)} more in this second (a file or a pipe gets every line)`,
};

function exchanged(clientBytes: number, serverBytes: number): string {
  if (clientBytes === 0 && serverBytes === 0) return "no data";
  return `client sent ${formatBytes(clientBytes)}, server ${formatBytes(serverBytes)}`;
}

function ordinal(attempt: number): string {
  const tens = attempt % 100;
  const ending = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][attempt % 10] ?? "th");
  return `${attempt}${ending} try`;
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** Whose schedule it is, and what it says. */
function outlook({ schedule, sinceFirstSeconds }: RetryEvent): string[] {
  if (schedule === null || schedule.stacks.length === 0) return [];
  const names = stackNames(schedule.stacks as readonly Stack[]);
  // Where it may be anybody's, it tells nothing.
  const whose = names.length > MOST_NAMES ? "" : `as ${oneOf(names)}: `;
  const { nextSeconds, givesUpSeconds } = schedule;
  if (nextSeconds !== null) return [`${whose}next in ${formatDuration(nextSeconds - sinceFirstSeconds)}`];
  if (givesUpSeconds !== null && givesUpSeconds > sinceFirstSeconds)
    return [`${whose}gives up in ${formatDuration(givesUpSeconds - sinceFirstSeconds)}`];
  return names.length > MOST_NAMES ? [] : [`as ${oneOf(names)}`];
}

function alive({ clients, servers }: Standing): string[] {
  const listed = (states: Standing["clients"]) =>
    states.map(([state, count]) => `${formatCount(count)} ${state}`).join(", ");
  return [
    ...(clients.length === 0 ? [] : [`clients: ${listed(clients)}`]),
    ...(servers.length === 0 ? [] : [`servers: ${listed(servers)}`]),
  ];
}

function lost({ lost: { byKernel, byInterface, lines } }: Standing): string {
  const parts = [
    ...(byKernel === 0 ? [] : [`${counted(byKernel, "packet")} by the kernel`]),
    ...(byInterface === 0 ? [] : [`${counted(byInterface, "packet")} by the interface`]),
    ...(lines === 0 ? [] : [`${counted(lines, "line")} not printed`]),
  ];
  return parts.length === 0 ? "nothing lost" : `lost ${parts.join(", ")}`;
}
