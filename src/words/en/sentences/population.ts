// Sentences about services and hosts, in English.
import { counted, formatCount, formatDuration } from "../../numbers.ts";
import type { Sentences } from "../../sentence.ts";

export type PopulationIds =
  | "accept-queue-overflow"
  | "slow-handshake"
  | "syn-flood"
  | "port-scan"
  | "close-wait-excess"
  | "port-exhaustion";

export const POPULATION_SENTENCES: Pick<Sentences, PopulationIds> = {
  "accept-queue-overflow": ({ connectionsTotal, withinSeconds, clients }, { subject }) => {
    const whose = clients === 1 ? "one client" : `${formatCount(clients)} clients`;
    const when = withinSeconds === 0 ? "at one time" : `within ${formatDuration(withinSeconds)}`;
    return `${subject} repeated SYN-ACKs that were already acknowledged, in ${formatCount(connectionsTotal)} connections of ${whose} ${when}: its accept queue is likely full.`;
  },
  "slow-handshake": ({ handshakeSeconds, medianSeconds, comparedWith }, { client, server, doer }) =>
    `${client} → ${server}: the handshake took ${formatDuration(handshakeSeconds)}; the median of ${formatCount(comparedWith)} earlier ones is ${formatDuration(medianSeconds)}. Most of the time ${doer} let the other wait.`,
  "syn-flood": ({ attempts, completed, withinSeconds, retried, clients }, { subject }) => {
    const done = completed === 0 ? "no handshake" : counted(completed, "handshake");
    const again = retried === 0 ? "None" : `Only ${formatCount(retried)}`;
    const forged = clients === 1 ? "" : ", its sources perhaps forged";
    return `${subject}: ${formatCount(attempts)} SYNs from ${clients === 1 ? "one address" : `${formatCount(clients)} addresses`} within ${formatDuration(withinSeconds)} came to nothing, ${done} ${completed > 1 ? "were" : "was"} completed. ${again} came again: likely a flood${forged}.`;
  },
  "port-scan": (figures, { subject }) => {
    const { kind, count, target, targetPort, withinSeconds, refused, unanswered, other } = figures;
    const total = figures.connectionsTotal;
    const what =
      kind === "ports"
        ? `${counted(count, "port")} of ${target}`
        : `port ${targetPort} of ${counted(count, "host")}`;
    const outcomes = [
      [refused, "refused"],
      [unanswered, "unanswered"],
      [other, "ended otherwise"],
    ] as const;
    const how = outcomes.filter(([of]) => of > 0).map(([of, name]) => `${formatCount(of)} ${name}`);
    const all = total > count ? `Of ${formatCount(total)} failed attempts in all` : "Of its attempts";
    return `${subject} tried ${what} within ${formatDuration(withinSeconds)} and failed: likely a scan. ${all}: ${how.join(", ")}.`;
  },
  "close-wait-excess": ({ holder, client, now, most, oldestSeconds, growing, process }, { subject }) => {
    const oldest = formatDuration(oldestSeconds);
    const who = holder === "service" ? subject : `${client}, as client of ${subject},`;
    const many =
      now === most
        ? `holds ${formatCount(now)} connections in CLOSE_WAIT`
        : `held up to ${formatCount(most)} connections in CLOSE_WAIT at one time, now ${formatCount(now)}`;
    const ever = now === 0 ? "closes them late" : "does not close them";
    const program = process === undefined ? "its program" : `pid ${process.pid} (${process.name})`;
    return `${who} ${many}, the oldest for ${oldest}${growing ? ", and their number grows" : ""}: ${program} ${ever}.`;
  },
  "port-exhaustion": ({ client, ports, inTimeWait, range }, { subject }) => {
    const of = range === "linux" ? "of Linux's usual 28,232" : "of the 16,384 from 49152 up";
    return `${client} uses ${formatCount(ports)} ports towards ${subject}, ${formatCount(inTimeWait)} of them in TIME_WAIT: ${of} few are left, and new connections will fail.`;
  },
};
