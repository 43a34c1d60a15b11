// The ladders of `explain` are no inventions: played as packets, the tracker sees the states drawn beside
// them, and judges a verdict's ladder with that verdict.
import { describe, expect, test } from "vitest";
import { FINDING_IDS } from "../../../src/detect/finding.ts";
import { CONNECTION_DETECTORS, SUBJECT_DETECTORS } from "../../../src/detect/index.ts";
import { topicLadder } from "../../../src/present/explain/topic-ladder.ts";
import { drawLadder } from "../../../src/present/ladder/draw-ladder.ts";
import type { LadderRow } from "../../../src/present/ladder/ladder.ts";
import { widthOf } from "../../../src/present/terminal/width.ts";
import type { ConnectionRecord, Side } from "../../../src/record/connection-record.ts";
import { SIDES, STATES, VERDICTS } from "../../../src/record/vocabulary.ts";
import { scenario } from "../../notation/scenario.ts";
import { type Play, playLadder } from "./play-ladder.ts";

const TOPICS = [
  ...STATES.map((id) => ({ kind: "state", id }) as const),
  ...VERDICTS.map((id) => ({ kind: "verdict", id }) as const),
  ...FINDING_IDS.map((id) => ({ kind: "finding", id }) as const),
];
const named = TOPICS.map((topic) => [`${topic.kind}:${topic.id}`, topic] as const);

describe("every topic has a ladder", () => {
  test.each(named)("%s, that fits 80 columns", (_name, topic) => {
    const ladder = topicLadder(topic);
    expect(ladder.rows.length).toBeGreaterThan(0);
    for (const ascii of [false, true]) {
      const lines = drawLadder(ladder, { width: 78, ascii, color: "none" });
      expect(lines.filter((line) => widthOf(line) > 78)).toEqual([]);
      if (ascii) expect(lines.join("")).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  test.each(STATES)("%s stands in its own", (state) => {
    const shown = topicLadder({ kind: "state", id: state }).rows.flatMap(({ client, server }) => [
      client,
      server,
    ]);
    expect(shown).toContain(state);
  });
});

/** About several connections, the kernel or the capture: not one connection's story. */
const NOT_ONE_CONNECTION = new Set([
  "syn-flood",
  "port-scan",
  "close-wait-excess",
  "port-exhaustion",
  "state-mismatch",
  "truncated-packets",
  "time-went-back",
  "duplicate-frames",
]);

const played = named.filter(([, { id }]) => !NOT_ONE_CONNECTION.has(id));

async function connectionsAfter({ before, rows }: Play, count: number): Promise<ConnectionRecord[]> {
  const lines = rows.slice(0, count).map(({ line }) => line);
  return scenario([...before, ...lines].join("\n")).connections();
}

interface Compared {
  readonly side: Side;
  readonly drawn: string;
  readonly found: string;
  readonly row: LadderRow;
  /** The row after it. */
  readonly next: LadderRow | undefined;
  /** What this end did since nothing shows. */
  readonly hidden: boolean;
}

/** What a capture cannot know at this moment, each by its name. Whatever else is drawn, it must find. */
const NOT_ON_THE_WIRE: Readonly<Record<string, (compared: Compared) => boolean>> = {
  "who listens, before anything was sent": ({ drawn, found }) =>
    ["LISTEN", "CLOSED"].includes(drawn) && found === "UNKNOWN",
  "what an end did in silence, until it speaks": ({ hidden }) => hidden,
  "that a SYN-ACK arrived, until the client says so": ({ side, drawn, found, row }) =>
    side === "client" && drawn === "ESTABLISHED" && found === "SYN_SENT" && isFrom(row, "server"),
  "that a segment is lost, until it is repeated": ({ side, row }) =>
    row.kind === "segment" && row.fate === "lost" && row.from !== side,
  "that a full queue ignores the ACK, until the SYN-ACK is repeated": ({ drawn, found, row, next }) =>
    drawn === "SYN_RECEIVED" && found === "ESTABLISHED" && isFrom(row, "client") && isSynAck(next),
  "that an RST is not obeyed, until its receiver goes on": ({ found, row, next }) =>
    found === "CLOSED" && isSegment(row, "RST") && next?.kind === "segment",
  "that the FINs cross, until the second is seen": ({ drawn, found, row, next }) =>
    drawn === "ESTABLISHED" && found === "CLOSE_WAIT" && isSegment(row, "FIN") && isSegment(next, "FIN"),
  "when the client's own timer gives up": ({ drawn, found, row }) =>
    drawn === "CLOSED" && found === "SYN_SENT" && row.kind === "states",
  "that a SYN is old, until its answer is rejected": ({ side, drawn, found, row }) =>
    side === "client" && drawn === "CLOSED" && found === "SYN_SENT" && row.kind === "segment",
};

function isFrom(row: LadderRow, side: Side): boolean {
  return row.kind === "segment" && row.from === side;
}

function isSegment(row: LadderRow | undefined, flag: string): boolean {
  return row?.kind === "segment" && row.label.startsWith(flag);
}

function isSynAck(row: LadderRow | undefined): boolean {
  return isSegment(row, "SYN ACK");
}

describe("played as packets, the states are those drawn", () => {
  const used = new Set<string>();

  test.each(played)("%s", async (_name, topic) => {
    const play = playLadder(topicLadder(topic).rows);
    const drawn: Record<Side, string> = { client: "", server: "" };
    const hidden: Record<Side, boolean> = { client: false, server: false };
    const wrong: string[] = [];
    for (const [index, { row, line }] of play.rows.entries()) {
      for (const side of SIDES) {
        drawn[side] = row[side] ?? drawn[side];
        if (row.kind === "silence" && row[side] !== undefined) hidden[side] = true;
        if (isFrom(row, side)) hidden[side] = false;
      }
      if (line === "") continue;
      const next = play.rows[index + 1]?.row;
      const record = (await connectionsAfter(play, index + 1)).at(-1);
      for (const side of SIDES) {
        const found = record?.[side].state ?? "UNKNOWN";
        if (drawn[side] === "" || found === drawn[side]) continue;
        const compared = { side, drawn: drawn[side], found, row, next, hidden: hidden[side] };
        const why = Object.entries(NOT_ON_THE_WIRE).find(([, holds]) => holds(compared))?.[0];
        if (why === undefined) wrong.push(`${line}: ${side} drawn ${drawn[side]}, found ${found}`);
        else used.add(why);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("every exception is needed", () => {
    expect([...used].sort()).toEqual(Object.keys(NOT_ON_THE_WIRE).sort());
  });
});

describe("played as packets, the verdict is the one explained", () => {
  test.each(VERDICTS)("%s", async (verdict) => {
    const play = playLadder(topicLadder({ kind: "verdict", id: verdict }).rows);
    const connections = await connectionsAfter(play, play.rows.length);
    expect(connections.map((connection) => connection.verdict)).toEqual([verdict]);
  });
});

/** What one small story cannot raise: it takes several connections, or more of the same. */
const TAKES_MORE = new Set<string>(["accept-queue-overflow", "slow-handshake"]);

describe("played as packets, the finding is the one explained", () => {
  const detected = new Set([...CONNECTION_DETECTORS, ...SUBJECT_DETECTORS].map(({ id }) => id));
  const told = FINDING_IDS.filter(
    (id) => detected.has(id) && !NOT_ONE_CONNECTION.has(id) && !TAKES_MORE.has(id),
  );

  test.each(told)("%s", async (id) => {
    const play = playLadder(topicLadder({ kind: "finding", id }).rows);
    const { connections, result } = await scenario(
      [...play.before, ...play.rows.map(({ line }) => line)].join("\n"),
    ).run();
    const raised = [...connections.flatMap(({ findings }) => findings), ...result.findings];
    expect(raised.map((finding) => finding.id)).toContain(id);
  });
});
