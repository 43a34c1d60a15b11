// Syntax tree → predicate over connection records. Compiled once, so that a record costs no parsing.
import ipaddr from "ipaddr.js";
import { SEVERITY_RANK } from "../detect/finding.ts";
import type {
  ConnectionRecord,
  EndpointRecord,
  Finding,
  Severity,
  Side,
} from "../record/connection-record.ts";
import type {
  AddressTerm,
  CompareTerm,
  Comparison,
  Prefix,
  RangeTerm,
  SelectNode,
  WordTerm,
} from "./syntax-tree.ts";

/** What an expression can ask of a connection: a record, or whatever knows as much of one. */
export interface Selectable
  extends Pick<
    ConnectionRecord,
    | "id"
    | "roles"
    | "opening"
    | "closing"
    | "closedBy"
    | "verdict"
    | "durationSeconds"
    | "synRttSeconds"
    | "ackRttSeconds"
    | "directions"
  > {
  readonly client: SelectableEnd;
  readonly server: SelectableEnd;
  readonly tunnel: readonly string[];
  readonly findings: readonly Pick<Finding, "id" | "severity">[];
}

export type SelectableEnd = Pick<EndpointRecord, "ip" | "port" | "state" | "packets" | "payloadBytes">;

export type Predicate = (record: Selectable) => boolean;

/** Whether a record is one of those that `node` describes. The predicate keeps no state between records. */
export function compileSelect(node: SelectNode): Predicate {
  switch (node.kind) {
    case "and": {
      const parts = node.parts.map(compileSelect);
      return (record) => parts.every((part) => part(record));
    }
    case "or": {
      const parts = node.parts.map(compileSelect);
      return (record) => parts.some((part) => part(record));
    }
    case "not": {
      const part = compileSelect(node.part);
      return (record) => !part(record);
    }
    case "words":
      return compileWords(node);
    case "ranges":
      return compileNumbers(node, (value) =>
        node.ranges.some((range) => value >= range.from && value <= range.to),
      );
    case "compare":
      return compileNumbers(node, COMPARE[node.comparison](node.value));
    case "addresses":
      return compileAddresses(node);
  }
}

/** The ends that a term asks about. */
function ends(side: Side | null): (record: Selectable, holds: (end: SelectableEnd) => boolean) => boolean {
  if (side !== null) return (record, holds) => holds(record[side]);
  return (record, holds) => holds(record.client) || holds(record.server);
}

function compileWords({ key, side, words }: WordTerm): Predicate {
  const wanted: ReadonlySet<string> = new Set(words.map((word) => word.word));
  const any = wanted.has("*");
  switch (key) {
    case "state": {
      const either = ends(side);
      return (record) => either(record, (end) => wanted.has(end.state));
    }
    case "finding":
      return (record) =>
        any ? record.findings.length > 0 : record.findings.some(({ id }) => wanted.has(id));
    case "severity": {
      const mildest = Math.min(...[...wanted].map((severity) => SEVERITY_RANK[severity as Severity]));
      return (record) => record.findings.some(({ severity }) => SEVERITY_RANK[severity] >= mildest);
    }
    case "tunnel":
      return (record) =>
        any
          ? record.tunnel.length > 0
          : record.tunnel.some((layer) => wanted.has(layer) || wanted.has(nameOf(layer)));
    case "closedBy":
      return (record) => wanted.has(record.closedBy ?? "none");
    case "verdict":
    case "opening":
    case "closing":
    case "directions":
    case "roles":
      return (record) => wanted.has(record[key]);
  }
}

/** `vxlan` of `vxlan:42`. */
function nameOf(layer: string): string {
  const colon = layer.indexOf(":");
  return colon < 0 ? layer : layer.slice(0, colon);
}

const COMPARE: Readonly<Record<Comparison, (bound: number) => (value: number) => boolean>> = {
  "<": (bound) => (value) => value < bound,
  "<=": (bound) => (value) => value <= bound,
  ">": (bound) => (value) => value > bound,
  ">=": (bound) => (value) => value >= bound,
  "=": (bound) => (value) => value === bound,
};

function compileNumbers(
  { key, side }: RangeTerm | CompareTerm,
  holds: (value: number) => boolean,
): Predicate {
  const either = ends(side);
  switch (key) {
    case "id":
      return (record) => holds(record.id);
    case "port":
      return (record) => either(record, (end) => holds(end.port));
    case "packets":
      return side === null
        ? ({ client, server }) => holds(client.packets + server.packets)
        : (record) => holds(record[side].packets);
    case "bytes":
      return side === null
        ? ({ client, server }) => holds(client.payloadBytes + server.payloadBytes)
        : (record) => holds(record[side].payloadBytes);
    case "duration":
      return (record) => holds(record.durationSeconds);
    case "handshake":
      // Not measured is neither fast nor slow.
      return ({ synRttSeconds, ackRttSeconds }) =>
        synRttSeconds !== null && ackRttSeconds !== null && holds(synRttSeconds + ackRttSeconds);
  }
}

function compileAddresses({ key, side, prefixes }: AddressTerm): Predicate {
  const either = ends(side);
  if (key === "host") {
    // Records and tree spell addresses alike, so that text decides.
    const wanted: ReadonlySet<string> = new Set(prefixes.map((prefix) => prefix.address));
    return (record) => either(record, (end) => wanted.has(end.ip));
  }
  const contains = remembered(containedIn(prefixes));
  return (record) => either(record, (end) => contains(end.ip));
}

function containedIn(prefixes: readonly Prefix[]): (ip: string) => boolean {
  const ranges = prefixes.map((prefix) => ({ address: ipaddr.parse(prefix.address), bits: prefix.bits }));
  return (ip) => {
    const address = ipaddr.process(ip);
    return ranges.some(
      (range) => range.address.kind() === address.kind() && address.match(range.address, range.bits),
    );
  };
}

const REMEMBERED_AT_MOST = 65_536;

/** The same few addresses come again and again, and parsing one costs more than all else here. */
function remembered(ask: (ip: string) => boolean): (ip: string) => boolean {
  const answers = new Map<string, boolean>();
  return (ip) => {
    let answer = answers.get(ip);
    if (answer === undefined) {
      if (answers.size >= REMEMBERED_AT_MOST) answers.clear();
      answer = ask(ip);
      answers.set(ip, answer);
    }
    return answer;
  };
}
