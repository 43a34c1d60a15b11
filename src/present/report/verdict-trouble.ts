// What verdicts alone say is wrong, service by service, for a report in which no detector has found
// anything. Takes records or, where none are built, the sums of the services.

import { endpointText } from "../../record/address-text.ts";
import type { ConnectionRecord, EndpointRecord, Verdict } from "../../record/connection-record.ts";
import type { ServiceRecord } from "../../record/report-record.ts";
import { counted, formatCount, formatDuration } from "../../words/numbers.ts";
import type { Glyphs } from "../terminal/glyphs.ts";
import { IdSample, type Problem } from "./problem.ts";

interface Service {
  readonly ip: string;
  readonly port: number;
}

/** Connections of one verdict at one service. */
class Group {
  readonly service: Service;
  readonly ids = new IdSample();
  connections = 0;
  /** The first connection of the group; null when only sums are known. */
  first: ConnectionRecord | null = null;
  byClient = 0;
  byServer = 0;
  synsMost = 0;
  secondsMost = 0;
  firstPacket = Number.POSITIVE_INFINITY;

  constructor(service: Service) {
    this.service = service;
  }

  add(record: ConnectionRecord, seconds: number): void {
    this.connections++;
    if (this.first === null || record.id < this.first.id) this.first = record;
    this.ids.add(record.id);
    if (record.closedBy === "client") this.byClient++;
    if (record.closedBy === "server") this.byServer++;
    this.synsMost = Math.max(this.synsMost, record.client.syn);
    this.secondsMost = Math.max(this.secondsMost, seconds);
    this.firstPacket = Math.min(this.firstPacket, record.firstPacket);
  }
}

interface Trouble {
  readonly severity: "error" | "warning";
  /** The figure that decides: how long it has lasted. */
  readonly seconds: (record: ConnectionRecord) => number;
  /** From which of these seconds on it is trouble. */
  readonly from: number;
  /** Said of one connection, after "client → server: ". */
  readonly one: (record: ConnectionRecord, seconds: string) => string;
  /** Said of several at one service, right behind "server". */
  readonly many: (group: Group, seconds: string) => string;
  /** Said of `connections` at several services, before their names. */
  readonly spread: (connections: string, services: string) => string;
}

const connections = (group: Group) => counted(group.connections, "connection");
const since = (state: EndpointRecord["state"]) => (record: ConnectionRecord) =>
  Math.max(
    record.client.state === state ? record.client.stateSinceSeconds : 0,
    record.server.state === state ? record.server.stateSinceSeconds : 0,
  );
/** How long a FIN has waited for its ACK; nothing where only one side was captured, for the ACK may be on the other. */
const unacknowledged = (record: ConnectionRecord) =>
  record.directions === "both"
    ? Math.max(...(["FIN_WAIT_1", "CLOSING", "LAST_ACK"] as const).map((state) => since(state)(record)))
    : 0;
const lasted = (record: ConnectionRecord) => record.durationSeconds;
const closer = ({ closedBy }: ConnectionRecord) =>
  closedBy === "client" || closedBy === "server" ? `the ${closedBy}` : "both ends";

function closers({ byClient, byServer }: Group): string {
  if (byClient > 0 && byServer > 0)
    return `, ${formatCount(byClient)} of the client, ${formatCount(byServer)} of the server`;
  if (byClient > 0) return " of the client";
  return byServer > 0 ? " of the server" : "";
}

// In the order in which they are told.
const TROUBLE: Partial<Record<Verdict, Trouble>> = {
  unanswered: {
    severity: "error",
    seconds: lasted,
    from: 0,
    one: (record, seconds) =>
      record.client.syn > 1
        ? `no answer to ${counted(record.client.syn, "SYN")} within ${seconds}.`
        : "no answer to its SYN.",
    many: (group) =>
      `: no answer to ${connections(group)}${group.synsMost > 1 ? `, up to ${counted(group.synsMost, "SYN")} each` : ""}.`,
    spread: (count, services) => `${count} to ${services} got no answer`,
  },
  refused: {
    severity: "error",
    seconds: lasted,
    from: 0,
    one: () => "refused by RST: nothing listens there, or a firewall rejects it.",
    many: (group) =>
      ` refused ${connections(group)} by RST: nothing listens there, or a firewall rejects them.`,
    spread: (count, services) => `${count} refused by ${services}`,
  },
  unreachable: {
    severity: "error",
    seconds: lasted,
    from: 0,
    one: () => "an ICMP error came back in place of an answer.",
    many: (group) => `: ICMP errors came back to ${connections(group)} in place of an answer.`,
    spread: (count, services) => `ICMP errors came back to ${count} to ${services}`,
  },
  reset: {
    severity: "warning",
    seconds: lasted,
    from: 0,
    one: (record, seconds) => `cut off by an RST of ${closer(record)}, after ${seconds}.`,
    many: (group) => `: ${connections(group)} cut off by an RST${closers(group)}.`,
    spread: (count, services) => `${count} to ${services} cut off by an RST`,
  },
  aborted: {
    severity: "warning",
    seconds: lasted,
    from: 0,
    one: (record) => `handshake broken off by an RST of ${closer(record)}.`,
    many: (group) => `: ${counted(group.connections, "handshake")} broken off by an RST${closers(group)}.`,
    spread: (count, services) => `${count} to ${services} broken off by an RST during the handshake`,
  },
  "half-open": {
    severity: "warning",
    seconds: since("SYN_RECEIVED"),
    from: 3,
    one: (_record, seconds) => `the server has waited for the last ACK of the handshake for ${seconds}.`,
    many: (group, seconds) =>
      `: ${connections(group)} without the last ACK of the handshake, the oldest for ${seconds}.`,
    spread: (count, services) => `${count} to ${services} without the last ACK of the handshake`,
  },
  "half-closed": {
    severity: "warning",
    seconds: since("CLOSE_WAIT"),
    // The default of --close-wait-age.
    from: 60,
    one: (record, seconds) =>
      `the ${record.client.state === "CLOSE_WAIT" ? "client" : "server"} has been in CLOSE_WAIT for ${seconds}: its application has not closed.`,
    many: (group, seconds) =>
      `: ${connections(group)} in CLOSE_WAIT, the oldest for ${seconds}: the application has not closed them.`,
    spread: (count, services) =>
      `${count} to ${services} in CLOSE_WAIT: the applications have not closed them`,
  },
  closing: {
    severity: "warning",
    seconds: unacknowledged,
    // Two tries more would have come by then.
    from: 3,
    one: (_record, seconds) => `a FIN has waited for its ACK for ${seconds}: the close does not complete.`,
    many: (group, seconds) =>
      `: ${connections(group)} with a FIN that waits for its ACK, the oldest for ${seconds}.`,
    spread: (count, services) => `${count} to ${services} with a FIN that waits for its ACK`,
  },
};

/** More groups than this are only counted; a scan of all addresses must not fill the memory. */
const MOST_GROUPS = 4096;
/** Of several services with the same verdict, those with the most connections are named. */
const NAMED_SERVICES = 3;

class VerdictGroups {
  readonly groups = new Map<string, Group>();
  readonly ids = new IdSample();
  connections = 0;
  firstPacket = Number.POSITIVE_INFINITY;
}

export class VerdictTrouble {
  readonly #verdicts = new Map<Verdict, VerdictGroups>();
  #groups = 0;

  add(record: ConnectionRecord): void {
    const trouble = TROUBLE[record.verdict];
    if (trouble === undefined) return;
    const seconds = trouble.seconds(record);
    if (seconds < trouble.from) return;
    const found = this.#found(record.verdict);
    found.connections++;
    found.ids.add(record.id);
    found.firstPacket = Math.min(found.firstPacket, record.firstPacket);
    this.#group(found, record.server)?.add(record, seconds);
  }

  /** The same from the sums; what depends on an age is not told then. */
  addService(service: ServiceRecord): void {
    for (const [verdict, count] of Object.entries(service.verdicts) as [Verdict, number][]) {
      if (count === 0 || TROUBLE[verdict] === undefined || TROUBLE[verdict].from > 0) continue;
      const found = this.#found(verdict);
      found.connections += count;
      const group = this.#group(found, service);
      if (group !== undefined) group.connections += count;
    }
  }

  #found(verdict: Verdict): VerdictGroups {
    let found = this.#verdicts.get(verdict);
    if (found === undefined) {
      found = new VerdictGroups();
      this.#verdicts.set(verdict, found);
    }
    return found;
  }

  #group(found: VerdictGroups, { ip, port }: Service): Group | undefined {
    const key = `${ip} ${port}`;
    let group = found.groups.get(key);
    if (group === undefined && this.#groups < MOST_GROUPS) {
      this.#groups++;
      group = new Group({ ip, port });
      found.groups.set(key, group);
    }
    return group;
  }

  problems(glyphs: Glyphs): Problem[] {
    const problems: Problem[] = [];
    for (const [verdict, trouble] of Object.entries(TROUBLE) as [Verdict, Trouble][]) {
      const found = this.#verdicts.get(verdict);
      if (found === undefined) continue;
      const groups = [...found.groups.values()].sort((a, b) => b.connections - a.connections);
      const kept = groups.reduce((sum, group) => sum + group.connections, 0);
      const only = groups.length === 1 && kept === found.connections ? groups[0] : undefined;
      if (only !== undefined) {
        problems.push(groupProblem(verdict, trouble, only, glyphs));
      } else {
        const capped = kept < found.connections;
        problems.push(spreadProblem(verdict, trouble, found, groups, capped, glyphs));
      }
    }
    return problems;
  }
}

function groupProblem(verdict: Verdict, trouble: Trouble, group: Group, glyphs: Glyphs): Problem {
  const server = endpointText(group.service);
  const seconds = formatDuration(group.secondsMost, glyphs.micro);
  const sentence =
    group.connections === 1 && group.first !== null
      ? `${group.first.client.ip} ${glyphs.arrow} ${server}: ${trouble.one(group.first, seconds)}`
      : `${server}${trouble.many(group, seconds)}`;
  return {
    severity: trouble.severity,
    name: verdict,
    sentence,
    where: where(group.ids, group.firstPacket, glyphs),
    connections: group.connections,
  };
}

/** Empty where only sums are known. */
function where(ids: IdSample, firstPacket: number, { dot }: Glyphs): string {
  if (ids.count === 0) return "";
  return `${ids.text} ${dot} ${ids.count === 1 ? "from" : "since"} packet ${firstPacket}`;
}

function spreadProblem(
  verdict: Verdict,
  trouble: Trouble,
  found: VerdictGroups,
  groups: readonly Group[],
  capped: boolean,
  glyphs: Glyphs,
): Problem {
  const host = groups.every(({ service }) => service.ip === groups[0]?.service.ip)
    ? groups[0]?.service.ip
    : null;
  const several =
    host === null ? counted(groups.length, "service") : `${counted(groups.length, "port")} of ${host}`;
  const services = `${capped ? "more than " : ""}${several}`;
  const most = groups[0]?.connections;
  const named = groups.slice(0, NAMED_SERVICES).map(({ service, connections }) => {
    const name = host === null ? endpointText(service) : String(service.port);
    return most === 1 ? name : `${name} (${formatCount(connections)})`;
  });
  const said = trouble.spread(counted(found.connections, "connection"), services);
  return {
    severity: trouble.severity,
    name: verdict,
    sentence: `${said}: ${named.join(", ")}${named.length < groups.length ? `, ${glyphs.ellipsis}` : "."}`,
    where: where(found.ids, found.firstPacket, glyphs),
    connections: found.connections,
  };
}
