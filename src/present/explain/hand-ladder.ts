// Ladders written by hand, in words that every language shares. One row a line:
//
//   [6] SYN_SENT | > SYN seq=x | LISTEN
//
// seconds where they matter, the client's state where it changes, what happens, the server's state.
// What happens: `>` a segment of the client, `<` of the server, with `x` behind it when it is lost and
// `?` when no packet shows it; `!` an ICMP message to the client; `~` a silence; `...` what is left out;
// anything else is what changed the states. Knows no topic and no screen.
import { STATES } from "../../record/vocabulary.ts";
import type { Ladder, LadderRow, SegmentRow } from "../ladder/ladder.ts";

const LINE = /^(?:\[([\d.]+)\])? *([A-Z_12]*) *\|(.*)\|(.*)$/;
const SEGMENT = /^([<>])([x?]?) (.+)$/;

/** The ladder of a text of one row a line; empty lines are skipped. */
export function handLadder(text: string): Ladder {
  const lines = text.split("\n").map((line) => line.trim());
  return { rows: lines.filter((line) => line !== "").map(readRow) };
}

function readRow(line: string): LadderRow {
  const parts = LINE.exec(line);
  if (parts === null) throw new Error(`no row of a ladder: ${line}`);
  const [seconds, client, happens, server] = parts.slice(1).map((part) => part?.trim() ?? "") as [
    string,
    string,
    string,
    string,
  ];
  return {
    ...(seconds !== "" && { seconds: Number(seconds) }),
    ...(client !== "" && { client: stateOf(client) }),
    ...(server !== "" && { server: stateOf(server) }),
    ...event(happens),
  };
}

function event(text: string): LadderRow {
  const [, from, fate, label] = SEGMENT.exec(text) ?? [];
  if (label !== undefined) {
    const row: SegmentRow = { kind: "segment", from: from === ">" ? "client" : "server", label };
    return fate === "" ? row : { ...row, fate: fate === "x" ? "lost" : "unseen" };
  }
  if (text.startsWith("! ")) return { kind: "icmp", to: "client", label: text.slice(2) };
  if (text.startsWith("~ ")) return { kind: "silence", text: text.slice(2) };
  if (text.startsWith("... ")) return { kind: "fold", text: text.slice(4) };
  return text === "" ? { kind: "states" } : { kind: "states", text };
}

function stateOf(text: string) {
  const state = STATES.find((known) => known === text);
  if (state === undefined) throw new Error(`no state: ${text}`);
  return state;
}
