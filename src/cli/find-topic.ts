// Which topics of `explain` somebody means: by name, by the words of other tools, by near spelling.
import { FINDING_IDS } from "../detect/finding.ts";
import { STATES, VERDICTS } from "../record/vocabulary.ts";
import { findValue } from "../select/keys.ts";
import { nearSpellings } from "../select/near-spellings.ts";

export interface TopicName {
  readonly kind: "state" | "verdict" | "finding";
  readonly id: string;
}

export type Found =
  | { readonly kind: "exact"; readonly topics: readonly TopicName[] }
  /** Spelled differently, but nothing else can be meant. */
  | { readonly kind: "near"; readonly topics: readonly TopicName[] }
  /** Ids, best first; empty when nothing is near. */
  | { readonly kind: "unclear"; readonly ids: readonly string[] };

/** Every topic, in the order in which they are listed. */
export const TOPIC_NAMES: readonly TopicName[] = [
  ...STATES.map((id) => ({ kind: "state", id }) as const),
  ...VERDICTS.map((id) => ({ kind: "verdict", id }) as const),
  ...FINDING_IDS.map((id) => ({ kind: "finding", id }) as const),
];

/**
 * What sockets' errors, Zeek, Suricata, OpenTelemetry and textbooks say, folded. States by their names
 * in ss, netstat, Windows and conntrack are understood as in `--select`.
 */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  // The same word, for what was done and for how it was found.
  halfclose: ["half-close", "half-closed"],
  halfclosed: ["half-closed", "half-close"],
  // errno and what programs say of it
  econnrefused: ["refused"],
  econnreset: ["reset"],
  connectionreset: ["reset"],
  connectionresetbypeer: ["reset"],
  epipe: ["reset"],
  brokenpipe: ["reset"],
  econnaborted: ["aborted"],
  etimedout: ["unanswered"],
  timedout: ["unanswered"],
  timeout: ["unanswered"],
  connectiontimedout: ["unanswered"],
  ehostunreach: ["unreachable"],
  enetunreach: ["unreachable"],
  hostunreachable: ["unreachable"],
  netunreachable: ["unreachable"],
  networkisunreachable: ["unreachable"],
  noroutetohost: ["unreachable"],
  eaddrnotavail: ["port-exhaustion"],
  cannotassignrequestedaddress: ["port-exhaustion"],
  // Zeek's conn_state
  s0: ["unanswered", "connecting"],
  s1: ["open"],
  sf: ["closed"],
  rej: ["refused"],
  s2: ["half-closed"],
  s3: ["half-closed"],
  rsto: ["reset"],
  rstr: ["reset"],
  rstos0: ["aborted"],
  oth: ["partial"],
  // conntrack, Suricata, Windows
  synsent2: ["simultaneous-open"],
  tcpreuse: ["time-wait-reuse"],
  deletetcb: ["CLOSED"],
  // textbooks
  rst: ["reset"],
  msl: ["TIME_WAIT"],
  "2msl": ["TIME_WAIT"],
  handshake: ["SYN_RECEIVED", "ESTABLISHED"],
  threewayhandshake: ["SYN_RECEIVED", "ESTABLISHED"],
  fourwayclose: ["closed"],
  crossingclose: ["simultaneous-close"],
  tfo: ["fast-open"],
  backlog: ["accept-queue-overflow", "syn-flood"],
  somaxconn: ["accept-queue-overflow"],
  linger: ["reset"],
};

/** Fewer letters stand in too many names. */
const SHORTEST_PART = 3;
/** Shorter names stand in other words by chance. */
const SHORTEST_WITHIN = 5;

/** How `explain` takes words: "fin wait 1", FIN-WAIT-1 and finwait1 are one. `kind:id` means that kind only. */
export function findTopic(words: readonly string[]): Found {
  const text = words.join(" ").trim();
  const [, kind, rest] = /^(state|verdict|finding) *: *(.*)$/i.exec(text) ?? [];
  const names =
    kind === undefined ? TOPIC_NAMES : TOPIC_NAMES.filter((name) => name.kind === kind.toLowerCase());
  const wanted = folded(rest ?? text);
  const exact = exactly(wanted, names);
  if (exact.length > 0) return { kind: "exact", topics: exact };
  const near = nearly(wanted, names);
  const ids = [...new Set(near.map(({ id }) => id))];
  return ids.length === 1 ? { kind: "near", topics: near } : { kind: "unclear", ids };
}

function exactly(wanted: string, names: readonly TopicName[]): TopicName[] {
  const own = names.filter(({ id }) => folded(id) === wanted);
  const state = findValue("state", STATES, wanted);
  const others = Object.hasOwn(OTHER_WORDS, wanted) ? OTHER_WORDS[wanted] : undefined;
  const ids = [...(state === undefined ? [] : [state]), ...(others ?? [])];
  const meant = ids.flatMap((id) => names.filter((name) => name.id === id));
  return [...new Set([...own, ...meant])];
}

/** What contains the letters, or stands in them ("the close_wait state"); else what is spelled nearly so. */
function nearly(wanted: string, names: readonly TopicName[]): TopicName[] {
  if (wanted.length >= SHORTEST_PART) {
    const containing = names.filter(({ id }) => folded(id).includes(wanted));
    if (containing.length > 0) return containing;
  }
  const spellings = [...new Set([...names.map(({ id }) => folded(id)), ...Object.keys(OTHER_WORDS)])];
  const within = spellings.filter(
    (spelling) => spelling.length >= SHORTEST_WITHIN && wanted.includes(spelling),
  );
  const near = within.length > 0 ? longest(within) : nearSpellings(wanted, spellings);
  return [...new Set(near.flatMap((spelling) => exactly(spelling, names)))];
}

function longest(words: readonly string[]): string[] {
  const most = Math.max(...words.map((word) => word.length));
  return words.filter((word) => word.length === most);
}

function folded(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
