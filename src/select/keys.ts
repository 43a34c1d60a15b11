// What can be asked of a connection: one row per key. Parsing, completion and help read this table,
// so that a key is added in one place (and in match.ts, which the compiler then demands).
import { FINDING_IDS } from "../detect/finding.ts";
import type { State } from "../record/connection-record.ts";
import {
  CLOSERS,
  CLOSINGS,
  DIRECTIONS,
  OPENINGS,
  ROLES,
  SEVERITIES,
  STATES,
  TUNNEL_LAYERS,
  VERDICTS,
} from "../record/vocabulary.ts";

interface Key {
  readonly describes: string;
  readonly example: string;
  /** Also with `client.` and `server.`; without a side, either end may hold. */
  readonly sided?: true;
}

/** A key of words: one of `values`, with `:value` behind it where `numbered`; `*` is any where `wildcard`. */
export interface WordKeyRow extends Key {
  readonly kind: "word";
  readonly values: readonly string[];
  readonly wildcard?: true;
  readonly numbered?: true;
}

export interface NumberKeyRow extends Key {
  readonly kind: "number";
  readonly unit: "integer" | "count" | "seconds";
  /** The greatest that makes sense. */
  readonly most?: number;
  /** Better compared (`bytes>10k`) than listed (`port:80,443`). */
  readonly compared?: true;
}

interface AddressKeyRow extends Key {
  readonly kind: "address";
  readonly prefix: boolean;
}

const WORD_KEYS = {
  state: {
    kind: "word",
    values: STATES,
    sided: true,
    describes: "state of either end",
    example: "state:CLOSE_WAIT",
  },
  verdict: {
    kind: "word",
    values: VERDICTS,
    describes: "how the story ended",
    example: "verdict:refused,reset",
  },
  finding: {
    kind: "word",
    values: FINDING_IDS,
    wildcard: true,
    describes: "has this finding (*: any)",
    example: "finding:syn-retry",
  },
  severity: {
    kind: "word",
    values: SEVERITIES,
    describes: "has a finding as bad as this, or worse",
    example: "severity:warning",
  },
  opening: { kind: "word", values: OPENINGS, describes: "how it opened", example: "opening:simultaneous" },
  closing: { kind: "word", values: CLOSINGS, describes: "how it closed", example: "closing:reset" },
  closedBy: {
    kind: "word",
    values: [...CLOSERS, "none"],
    describes: "which end closed first",
    example: "closedBy:server",
  },
  roles: {
    kind: "word",
    values: ROLES,
    describes: "what the choice of client rests on",
    example: "roles:port",
  },
  directions: {
    kind: "word",
    values: DIRECTIONS,
    describes: "whose segments were captured",
    example: "directions:client",
  },
  tunnel: {
    kind: "word",
    values: TUNNEL_LAYERS,
    wildcard: true,
    numbered: true,
    describes: "lies inside this layer (*: any)",
    example: "tunnel:vxlan:42",
  },
} as const satisfies Record<string, WordKeyRow>;

const NUMBER_KEYS = {
  id: { kind: "number", unit: "integer", describes: "number of the connection", example: "id:7,9-19" },
  port: {
    kind: "number",
    unit: "integer",
    most: 65_535,
    sided: true,
    describes: "port of either end",
    example: "port:80,443,8000-9000",
  },
  packets: {
    kind: "number",
    unit: "count",
    sided: true,
    compared: true,
    describes: "packets, both ways",
    example: "packets>100",
  },
  bytes: {
    kind: "number",
    unit: "count",
    sided: true,
    compared: true,
    describes: "payload, both ways",
    example: "bytes>10k",
  },
  duration: {
    kind: "number",
    unit: "seconds",
    compared: true,
    describes: "from the first packet to the last",
    example: "duration>5s",
  },
  handshake: {
    kind: "number",
    unit: "seconds",
    compared: true,
    describes: "from the SYN to the handshake's last ACK, where known",
    example: "handshake>100ms",
  },
} as const satisfies Record<string, NumberKeyRow>;

const ADDRESS_KEYS = {
  host: {
    kind: "address",
    prefix: false,
    sided: true,
    describes: "address of either end",
    example: "host:10.9.0.2",
  },
  net: {
    kind: "address",
    prefix: true,
    sided: true,
    describes: "prefix that holds either end's address",
    example: "net:10.0.0.0/8",
  },
} as const satisfies Record<string, AddressKeyRow>;

export type WordKey = keyof typeof WORD_KEYS;
export type NumberKey = keyof typeof NUMBER_KEYS;
export type AddressKey = keyof typeof ADDRESS_KEYS;
export type SelectKey = WordKey | NumberKey | AddressKey;
export type KeyRow = WordKeyRow | NumberKeyRow | AddressKeyRow;

/** Every key, in the order in which help lists them. */
export const KEYS: Readonly<Record<SelectKey, KeyRow>> = {
  id: NUMBER_KEYS.id,
  state: WORD_KEYS.state,
  verdict: WORD_KEYS.verdict,
  finding: WORD_KEYS.finding,
  severity: WORD_KEYS.severity,
  ...ADDRESS_KEYS,
  port: NUMBER_KEYS.port,
  bytes: NUMBER_KEYS.bytes,
  packets: NUMBER_KEYS.packets,
  duration: NUMBER_KEYS.duration,
  handshake: NUMBER_KEYS.handshake,
  opening: WORD_KEYS.opening,
  closing: WORD_KEYS.closing,
  closedBy: WORD_KEYS.closedBy,
  directions: WORD_KEYS.directions,
  roles: WORD_KEYS.roles,
  tunnel: WORD_KEYS.tunnel,
};

export const KEY_NAMES = Object.keys(KEYS) as SelectKey[];

/** Spelling does not tell keys and values apart: closed-by, closed_by and closedBy are one. */
export function folded(word: string): string {
  return word.toLowerCase().replaceAll(/[-_]/g, "");
}

const KEY_BY_SPELLING = new Map(KEY_NAMES.map((name) => [folded(name), name]));

export function findKey(word: string): SelectKey | undefined {
  return KEY_BY_SPELLING.get(folded(word));
}

/** What ss, netstat, BSD, Windows and conntrack call a state, where folding alone does not lead to it. */
const STATE_ALIASES: Readonly<Record<string, State>> = {
  close: "CLOSED",
  listening: "LISTEN",
  synrecv: "SYN_RECEIVED",
  synrcvd: "SYN_RECEIVED",
  synreceive: "SYN_RECEIVED",
  estab: "ESTABLISHED",
};

/** The value of the closed set that `word` spells; undefined when none. */
export function findValue(key: WordKey, values: readonly string[], word: string): string | undefined {
  const spelling = folded(word);
  const alias =
    key === "state" && Object.hasOwn(STATE_ALIASES, spelling) ? STATE_ALIASES[spelling] : undefined;
  return alias ?? values.find((value) => folded(value) === spelling);
}
