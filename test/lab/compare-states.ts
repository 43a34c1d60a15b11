// The kernels' word against ours: states at checkpoints, verdicts at the end. The kernel is the judge.
import type { ConnectionRecord, Side, State, Verdict } from "../../src/record/connection-record.ts";
import type { Checkpoint } from "./lab.ts";
import type { CannotKnow, ExpectedConnection, Scenario, Vantage } from "./scenario.ts";

/** What is to be known of a connection for its ends to be compared. */
export interface SeenConnection {
  readonly id: number;
  readonly client: SeenEndpoint;
  readonly server: SeenEndpoint;
}

type SeenEndpoint = Pick<ConnectionRecord["client"], "ip" | "port" | "state">;

/** One line each. */
export interface Comparison {
  /** States that differ without a told reason. */
  readonly differences: string[];
  /** Told reasons for which no state differed. */
  readonly needless: string[];
}

export async function compareStates(
  scenario: Scenario,
  checkpoints: readonly Checkpoint[],
  analyse: (vantage: Vantage, until: bigint) => Promise<readonly SeenConnection[]>,
  vantages: readonly Vantage[] = ["client", "server"],
): Promise<Comparison> {
  const differences: string[] = [];
  const cannotKnow = scenario.cannotKnow ?? [];
  const needed = new Set<CannotKnow>();
  for (const vantage of vantages)
    for (const checkpoint of checkpoints) {
      const records = await analyse(vantage, BigInt(checkpoint.time));
      for (const { client, server } of fourAddresses(scenario.connections))
        for (const end of ["client", "server"] as const) {
          const kernel = kernelState(checkpoint, client, server, end);
          const inferred = inferredState(records, client, server, end);
          if (agree(kernel, inferred)) continue;
          const told = cannotKnow.find(
            (reason) =>
              reason.checkpoint === checkpoint.name &&
              reason.end === end &&
              reason.inferred === inferred &&
              (reason.vantage ?? vantage) === vantage &&
              client.startsWith(reason.connection ?? ""),
          );
          if (told === undefined)
            differences.push(
              `${checkpoint.name}, seen at the ${vantage}: ${client} > ${server}: ` +
                `the ${end}'s kernel says ${kernel ?? "no socket"}, we infer ${inferred}`,
            );
          else needed.add(told);
        }
    }
  const needless = cannotKnow.filter((reason) => !needed.has(reason)).map((reason) => JSON.stringify(reason));
  return { differences, needless };
}

/** What must be reported at the end, in the order of ids. */
export function expectedVerdicts(connections: readonly ExpectedConnection[], vantage: Vantage): string[] {
  return connections.flatMap((connection) => {
    const own = vantage === "client" ? connection.atClient : connection.atServer;
    const verdict: Verdict | null = own === undefined ? connection.verdict : own;
    if (verdict === null) return [];
    return [`${connectionName(connection, vantage)} ${verdict}`];
  });
}

/** `client > server`, as seen there. */
export function connectionName({ client, server, swappedAt }: ExpectedConnection, vantage: Vantage): string {
  return swappedAt === vantage ? `${server} > ${client}` : `${client} > ${server}`;
}

export function reportedVerdicts(records: readonly ConnectionRecord[]): string[] {
  return [...records]
    .sort((a, b) => a.id - b.id)
    .map(
      (record) => `${endpointName(record, "client")} > ${endpointName(record, "server")} ${record.verdict}`,
    );
}

/** A kernel that lists no socket has closed, listens, or never heard of it: an observer may say each of these. */
function agree(kernel: State | null, inferred: State): boolean {
  if (kernel === null) return inferred === "CLOSED" || inferred === "LISTEN" || inferred === "UNKNOWN";
  return kernel === inferred;
}

function fourAddresses(connections: readonly ExpectedConnection[]): { client: string; server: string }[] {
  const found = new Map(connections.map(({ client, server }) => [`${client} ${server}`, { client, server }]));
  return [...found.values()];
}

function kernelState(checkpoint: Checkpoint, client: string, server: string, end: Side): State | null {
  const [local, remote] = end === "client" ? [client, server] : [server, client];
  const socket = checkpoint.sockets.find(
    (socket) => socket.side === end && socket.local === local && socket.remote === remote,
  );
  return socket?.state ?? null;
}

/** Of the newest connection between the two, whoever is taken for its client; UNKNOWN where there is none. */
function inferredState(records: readonly SeenConnection[], client: string, server: string, end: Side): State {
  const wanted = end === "client" ? client : server;
  let newest: SeenConnection | undefined;
  for (const record of records) {
    const ends = [endpointName(record, "client"), endpointName(record, "server")];
    if (ends.includes(client) && ends.includes(server) && record.id > (newest?.id ?? 0)) newest = record;
  }
  if (newest === undefined) return "UNKNOWN";
  return endpointName(newest, "client") === wanted ? newest.client.state : newest.server.state;
}

export function endpointName(record: SeenConnection, side: Side): string {
  const { ip, port } = record[side];
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}
