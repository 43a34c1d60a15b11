// Zeek's view of a capture: the rows of conn.log in the baselines of its own tests. A row says who
// opened (`orig`), what both ends sent (`history`, FACTS §1.4: upper case is orig) and how it ended.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { CORPUS, truthText } from "./corpus.ts";
import { canonicalAddress, endpointName } from "./judged-connection.ts";
import { tsvRows } from "./tsv.ts";

export interface ZeekEnd {
  /** null where the baseline left the columns out. */
  readonly packets: number | null;
  /** Which kinds of segment it sent, out of S H F R D, I (FIN with RST), Q (SYN with FIN or RST), C (bad checksum), G (gap in what came from it). */
  readonly sent: ReadonlySet<string>;
}

export interface ZeekConnection {
  /** Endpoint names, or null where the baseline left the addresses out. */
  readonly addresses: { readonly orig: string; readonly resp: string } | null;
  readonly orig: ZeekEnd;
  readonly resp: ZeekEnd;
  readonly history: string;
  /** null where the baseline left it out. */
  readonly state: string | null;
}

export interface ZeekLog {
  /** Zeek's test that it belongs to. */
  readonly test: string;
  /** The command that made it: options and filters that explain what it does not show. */
  readonly command: string;
  readonly connections: readonly ZeekConnection[];
}

/** The different conn.log that Zeek's tests expect of a capture; equal ones once. */
export function zeekLogs(captureName: string): ZeekLog[] {
  const prefix = captureName.slice(captureName.indexOf("/") + 1);
  const logs = new Map<string, ZeekLog>();
  for (const file of zeekFiles()) {
    if (!file.startsWith(`${prefix}.`)) continue;
    const log = parseZeekLog(truthText("zeek", join("zeek", file)) ?? "");
    if (log.connections.length > 0) logs.set(log.connections.map(rowText).sort().join("\n"), log);
  }
  return [...logs.values()];
}

let files: string[] | null = null;
function zeekFiles(): string[] {
  if (CORPUS === null) return [];
  files ??= readdirSync(join(CORPUS, "truth/zeek/zeek"))
    .filter((file) => file.endsWith(".tsv"))
    .sort();
  return files;
}

export function parseZeekLog(text: string): ZeekLog {
  const remark = (name: string) => new RegExp(`^# ${name}: (.*)$`, "m").exec(text)?.[1] ?? "";
  const connections = tsvRows(text)
    .filter((row) => row["proto"] === "tcp")
    .map(readRow);
  return { test: remark("btest"), command: remark("command"), connections };
}

type Row = Readonly<Record<string, string>>;

function readRow(row: Row): ZeekConnection {
  const history = row["history"] ?? "";
  // Other names of the same columns, in the baselines that rename them.
  const orig = [
    row["id.orig_h"] ?? row["id_orig_h"] ?? row["src"],
    row["id.orig_p"] ?? row["id_orig_p"] ?? row["src_port"],
  ];
  const resp = [
    row["id.resp_h"] ?? row["id_resp_h"] ?? row["dst"],
    row["id.resp_p"] ?? row["id_resp_p"] ?? row["dst_port"],
  ];
  return {
    addresses: orig[0] && resp[0] ? { orig: name(orig), resp: name(resp) } : null,
    orig: { packets: optionalNumber(row["orig_pkts"]), sent: lettersOf(history, /[A-Z]/g) },
    resp: { packets: optionalNumber(row["resp_pkts"]), sent: lettersOf(history, /[a-z]/g) },
    history,
    state: row["conn_state"] ?? null,
  };
}

function name([ip, port]: readonly (string | undefined)[]): string {
  return endpointName({ ip: canonicalAddress(ip ?? ""), port: Number(port) });
}

function optionalNumber(text: string | undefined): number | null {
  return text === undefined || text === "-" ? null : Number(text);
}

/** The letters of one end, in upper case. */
function lettersOf(history: string, ownCase: RegExp): ReadonlySet<string> {
  return new Set([...history.matchAll(ownCase)].map(([letter]) => letter.toUpperCase()));
}

function rowText(connection: ZeekConnection): string {
  const { addresses, orig, resp, history, state } = connection;
  return [addresses?.orig, addresses?.resp, orig.packets, resp.packets, history, state].join("\t");
}
