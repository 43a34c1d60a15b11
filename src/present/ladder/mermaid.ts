// A ladder as a Mermaid sequence diagram (mermaid.js.org/syntax/sequenceDiagram), as it may stand in
// Markdown. Mermaid has no rails to write states on: they become notes beside the ends.
import { formatDuration } from "../../words/numbers.ts";
import type { IcmpRow, Ladder, LadderNote, LadderRow, SegmentRow } from "./ladder.ts";

/** The ends as they are called above the lifelines. */
export interface MermaidTitles {
  readonly client: string;
  readonly server: string;
  readonly title: string;
}

export function mermaidLadder(ladder: Ladder, titles: MermaidTitles): string {
  const lines = [
    "sequenceDiagram",
    `  title ${escaped(titles.title)}`,
    `  participant client as ${escaped(titles.client)}`,
  ];
  if (ladder.rows.some(({ kind }) => kind === "icmp")) lines.push("  participant router");
  lines.push(`  participant server as ${escaped(titles.server)}`);
  for (const row of ladder.rows) lines.push(...rowLines(row).map((line) => `  ${line}`));
  return `${lines.join("\n")}\n`;
}

function rowLines(row: LadderRow): string[] {
  switch (row.kind) {
    case "segment":
      return [...segmentLines(row), ...notes(row.notes), ...states(row)];
    case "icmp":
      return [icmpLine(row), ...notes(row.notes), ...states(row)];
    case "fold":
      return [overBoth(`… ${row.text}`), ...states(row)];
    case "silence":
      return [overBoth(row.text), ...states(row)];
    case "states":
      return [...(row.text === undefined ? [] : [overBoth(row.text)]), ...states(row)];
    case "note":
      return [overBoth(row.text), ...states(row)];
    case "finding":
      return [overBoth(`${row.severity}: ${row.id}. ${row.text}`)];
  }
}

const ARROWS = { arrives: "->>", lost: "-x", unseen: "-->>" } as const;

function segmentLines(row: SegmentRow): string[] {
  const [from, to] = row.from === "client" ? ["client", "server"] : ["server", "client"];
  return [`${from}${ARROWS[row.fate ?? "arrives"]}${to}: ${escaped(whenText(row) + row.label)}`];
}

function icmpLine(row: IcmpRow): string {
  return `router->>${row.to}: ${escaped(whenText(row) + row.label)}`;
}

function whenText({ packet, seconds }: LadderRow): string {
  const parts = [
    packet === undefined ? "" : String(packet),
    seconds === undefined ? "" : formatDuration(seconds),
  ];
  const when = parts.filter((part) => part !== "").join(", ");
  return when === "" ? "" : `[${when}] `;
}

function notes(list: readonly LadderNote[] = []): string[] {
  return list.map(({ text }) => overBoth(text));
}

function states({ client, server }: LadderRow): string[] {
  return [
    ...(client === undefined ? [] : [`Note left of client: ${client}`]),
    ...(server === undefined ? [] : [`Note right of server: ${server}`]),
  ];
}

function overBoth(text: string): string {
  return `Note over client,server: ${escaped(text)}`;
}

/** A semicolon ends a statement, a number sign begins an entity, and names end at a line's end. */
function escaped(text: string): string {
  return text
    .replaceAll("\u00a0", " ")
    .replaceAll("#", "#35;")
    .replaceAll(/(?<!#35);/g, "#59;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;")
    .replaceAll(/\s+/g, " ");
}
