// tcptrace's, Arkime's and Suricata's views of a capture, as sums for each four addresses.
import { truthText } from "./corpus.ts";
import { groupBy } from "./group-by.ts";
import { canonicalAddress, endpointName, pairName } from "./judged-connection.ts";
import type { PairFigures } from "./pair-figures.ts";
import { tsvRows } from "./tsv.ts";

type Row = Readonly<Record<string, string>>;

/** tcptrace's rows: a comma at the end of each line, addresses with leading zeros. */
export function tcptraceFigures(captureName: string): PairFigures[] {
  return parseTcptrace(truthText("tcptrace", `${captureName}.csv`) ?? "");
}

export function parseTcptrace(text: string): PairFigures[] {
  const table = text.replaceAll("\t", " ").replaceAll(",", "\t");
  const rows = tsvRows(table).filter((row) => (row["host_a"] ?? "") !== "");
  const name = (row: Row, end: "a" | "b") =>
    endpointName({ ip: tcptraceAddress(row[`host_${end}`] ?? ""), port: Number(row[`port_${end}`]) });
  return sums(
    rows,
    (row) => [name(row, "a"), name(row, "b")],
    (row, end) => {
      const direction = end === 0 ? "a2b" : "b2a";
      const [syn, fin] = (row[`SYN/FIN_pkts_sent_${direction}`] ?? "").split("/");
      return {
        packets: Number(row[`total_packets_${direction}`]),
        rst: Number(row[`resets_sent_${direction}`]),
        anySyn: Number(syn),
        fin: Number(fin),
      };
    },
  );
}

/** `2001:04f8:0004::1`, and `:1` for `::1`. */
function tcptraceAddress(text: string): string {
  if (!text.includes(":")) return text;
  const whole = text.startsWith(":") && !text.startsWith("::") ? `:${text}` : text;
  return canonicalAddress(whole.replace(/\b0+(?=[0-9a-f])/gi, ""));
}

/** Arkime's sessions: it counts flags for both ends together. */
export function arkimeFigures(captureName: string): PairFigures[] {
  return parseArkime(truthText("arkime", `${captureName}.tsv`) ?? "");
}

export function parseArkime(text: string): PairFigures[] {
  const name = (ip: string | undefined, port: string | undefined) =>
    endpointName({ ip: canonicalAddress(ip ?? ""), port: Number(port) });
  const rows = tsvRows(text);
  const packets = sums(
    rows,
    (row) => [name(row["src"], row["sport"]), name(row["dst"], row["dport"])],
    (row, end) => ({ packets: Number(row[end === 0 ? "pkts_src" : "pkts_dst"]) }),
  );
  const flags = groupBy(rows, (row) =>
    [name(row["src"], row["sport"]), name(row["dst"], row["dport"])].sort().join(" "),
  );
  return packets.map((pair) => {
    const counts = (flags.get(pair.pair) ?? []).map(
      (row) => JSON.parse(row["tcpflags"] ?? "{}") as Record<string, number>,
    );
    const total = (flag: string) => String(counts.reduce((sum, count) => sum + (count[flag] ?? 0), 0));
    const figures = new Map(pair.figures);
    for (const [flag, ours] of [
      ["syn", "syn"],
      ["syn-ack", "synAck"],
      ["fin", "fin"],
      ["rst", "rst"],
    ] as const) {
      figures.set(`both ends ${ours}`, total(flag));
    }
    return { ...pair, figures };
  });
}

/** The verdicts that agree with the state in which Suricata leaves a flow. */
const SURICATA_VERDICTS: Readonly<Record<string, string>> = {
  syn_sent: "connecting|unanswered",
  established: "open",
  fin_wait1: "closing",
  close_wait: "half-closed",
  last_ack: "closing",
  closed: "aborted|closed|refused|reset",
};

/** The flows that suricata-verify demands with their addresses. */
export function suricataFigures(captureName: string): PairFigures[] {
  return parseSuricata(truthText("suricata", `${captureName}.checks.tsv`) ?? "");
}

export function parseSuricata(text: string): PairFigures[] {
  const demands = text.split("\n").flatMap((line) => {
    const [, count, match = ""] = line.split("\t");
    if (count === "0" || !match.startsWith("{")) return [];
    const flow = JSON.parse(match) as Record<string, unknown>;
    const wanted =
      flow["event_type"] === "flow" && flow["proto"] === "TCP" && flow["src_ip"] && flow["dest_ip"];
    return wanted && flow["src_port"] ? [flow] : [];
  });
  const found = new Map<string, Map<string, string>>();
  for (const flow of demands) {
    const end = (side: "src" | "dest") => ({
      ip: canonicalAddress(String(flow[`${side}_ip`])),
      port: Number(flow[`${side}_port`]),
    });
    const [client, server] = [end("src"), end("dest")];
    const figures = found.get(pairName(client, server)) ?? new Map<string, string>();
    found.set(pairName(client, server), figures);
    figures.set("client", endpointName(client));
    for (const [to, from, flags] of [
      ["toserver", client, "ts"],
      ["toclient", server, "tc"],
    ] as const) {
      const packets = flow[`flow.pkts_${to}`];
      if (typeof packets === "number") figures.set(`${endpointName(from)} packets`, String(packets));
      const bits = flow[`tcp.tcp_flags_${flags}`];
      if (typeof bits === "string")
        figures.set(`${endpointName(from)} flags`, flagLetters(Number.parseInt(bits, 16)));
    }
    const verdicts = SURICATA_VERDICTS[String(flow["tcp.state"])];
    if (verdicts !== undefined) figures.set("verdict", verdicts);
    if (typeof flow["community_id"] === "string") figures.set("communityId", flow["community_id"]);
  }
  return [...found].map(([pair, figures]) => ({ pair, connections: null, figures }));
}

function flagLetters(bits: number): string {
  return [..."FSR"].filter((_, bit) => bits & (1 << bit)).join("");
}

function sums(
  rows: readonly Row[],
  ends: (row: Row) => readonly [string, string],
  counts: (row: Row, end: 0 | 1) => Readonly<Record<string, number>>,
): PairFigures[] {
  return [...groupBy(rows, (row) => [...ends(row)].sort().join(" "))].map(([pair, group]) => {
    const totals = new Map<string, number>();
    for (const row of group) {
      for (const end of [0, 1] as const) {
        for (const [figure, count] of Object.entries(counts(row, end))) {
          const field = `${ends(row)[end]} ${figure}`;
          totals.set(field, (totals.get(field) ?? 0) + count);
        }
      }
    }
    const figures = new Map([...totals].map(([field, total]) => [field, String(total)]));
    return { pair, connections: group.length, figures };
  });
}
