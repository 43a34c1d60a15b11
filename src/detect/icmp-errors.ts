// ICMP and ICMPv6 errors about a connection's segments: which finding they make, and its figures. The
// tracker has decided that they quote this connection, and whether one ended the attempt.
import { ICMP } from "../track/connection-layout.ts";
import { LOGGED_ICMP, type LogEntry } from "../track/lifecycle-log.ts";
import { STATES } from "../track/tcp-state-machine.ts";
import type { Judgement } from "./detector.ts";
import type { IcmpFigures } from "./figures.ts";
import type { Story } from "./story.ts";

type IcmpFinding = "icmp-unreachable" | "icmp-ttl-exceeded";

/** IANA's registry "ICMP Type Numbers", type 3 by code. */
const UNREACHABLE_4 = [
  "network unreachable",
  "host unreachable",
  "protocol unreachable",
  "port unreachable",
  "fragmentation needed",
  "source route failed",
  "destination network unknown",
  "destination host unknown",
  "source host isolated",
  "network administratively prohibited",
  "host administratively prohibited",
  "network unreachable for type of service",
  "host unreachable for type of service",
  "communication administratively prohibited",
  "host precedence violation",
  "precedence cutoff in effect",
] as const;

/** "ICMPv6 Code Fields", type 1 by code. */
const UNREACHABLE_6 = [
  "no route to destination",
  "communication administratively prohibited",
  "beyond scope of source address",
  "address unreachable",
  "port unreachable",
  "source address failed policy",
  "reject route to destination",
  "error in source routing header",
  "headers too long",
] as const;

type IcmpName =
  | (typeof UNREACHABLE_4)[number]
  | (typeof UNREACHABLE_6)[number]
  | "time to live exceeded"
  | "hop limit exceeded"
  | "destination unreachable";

/** The finding that an error makes; null: none (parameter problems, reassembly). */
function findingOf(version: 4 | 6, type: number, code: number): IcmpFinding | null {
  if (type === (version === 4 ? 11 : 3)) return code === 0 ? "icmp-ttl-exceeded" : null;
  return type === (version === 4 ? 3 : 1) ? "icmp-unreachable" : null;
}

function nameOf(version: 4 | 6, type: number, code: number): IcmpName {
  if (type === 11) return "time to live exceeded";
  if (version === 6 && type === 3) return "hop limit exceeded";
  return (version === 4 ? UNREACHABLE_4[code] : UNREACHABLE_6[code]) ?? "destination unreachable";
}

/** The errors of the kind of finding `id`, judged together: the last one gives the figures. */
export function judgeIcmpErrors<Id extends IcmpFinding>(id: Id, story: Story): Judgement<Id> | null {
  const version = story.ip(0).includes(":") ? 6 : 4;
  const isUnreachable = story.verdict === "unreachable";
  // Of several kinds of errors about an attempt the last one is its story.
  if (isUnreachable) {
    const last = story.view.word(ICMP);
    if (findingOf(version, last >> 8, last & 0xff) !== id) return null;
  }
  const errors = story
    .entriesOf(LOGGED_ICMP)
    .filter(({ first }) => findingOf(version, first >> 8, first & 0xff) === id);
  const last = errors.at(-1);
  if (last === undefined) return null;
  const about = isUnreachable ? "unanswered-syn" : subjectOf(story, last);
  if (about === null) return null;
  const [type, code] = [last.first >> 8, last.first & 0xff];
  const router = story.routerOf(last);
  const destination = story.peerOf(last.endpoint);
  const icmp: IcmpFigures = {
    version,
    type,
    code,
    name: nameOf(version, type, code),
    router,
    timeToLiveLeft: last.timeToLive,
    about,
    errors: errors.length,
  };
  const since = about === "open-connection" ? story.firstTime : sinceSyn(story, last);
  const judgement = {
    endpoint: router === story.ip(destination) ? destination : null,
    packets: [story.synPacket(last.endpoint), ...errors.map(({ packet }) => story.packetOf(packet))],
    figures: { icmp, afterSeconds: Math.max(0, last.time - since) / 1e9 },
  };
  return (isUnreachable ? judgement : { ...judgement, severity: "info" }) as Judgement<Id>;
}

/** An error as it came. */
export type IcmpError = Pick<IcmpFigures, "version" | "type" | "code" | "name" | "router"> & {
  /** From the last SYN (or SYN-ACK) before it. */
  readonly afterSeconds: number;
};

/** The last one about the connection; null: none, or the log has no more of it. */
export function lastIcmpError(story: Story): IcmpError | null {
  const last = story.entriesOf(LOGGED_ICMP).at(-1);
  if (last === undefined) return null;
  const version = story.ip(0).includes(":") ? 6 : 4;
  const [type, code] = [last.first >> 8, last.first & 0xff];
  const afterSeconds = Math.max(0, last.time - sinceSyn(story, last)) / 1e9;
  const name = nameOf(version, type, code);
  return { version, type, code, name, router: story.routerOf(last), afterSeconds };
}

/** Of whose segment an error speaks that ended nothing; null: of one that came too late to matter. */
function subjectOf(story: Story, error: LogEntry): IcmpFigures["about"] | null {
  const sender = STATES[error.states[0]];
  if (story.opening !== "unseen" && (!story.isHandshakeComplete || error.time < story.handshakeTime)) {
    return error.endpoint === story.client ? "answered-syn" : "syn-ack";
  }
  return sender === "CLOSED" || sender === "UNKNOWN" ? null : "open-connection";
}

/** When the last copy of the SYN (or SYN-ACK) was sent before the error. */
function sinceSyn(story: Story, error: LogEntry): number {
  const copies = story.entries
    .filter(
      ({ kind, endpoint, time }) => kind !== LOGGED_ICMP && endpoint === error.endpoint && time <= error.time,
    )
    .map(({ time }) => time);
  return Math.max(story.synTime(error.endpoint), ...copies);
}
