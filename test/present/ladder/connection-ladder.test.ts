// From packets to rows: what is drawn, what is folded, what is said beside it.
import { describe, expect, it } from "vitest";
import { openCapture } from "../../../src/capture/open-capture.ts";
import { type ConnectionLadder, connectionLadder } from "../../../src/present/ladder/connection-ladder.ts";
import type { LadderRow } from "../../../src/present/ladder/ladder.ts";
import { glyphsFor } from "../../../src/present/terminal/glyphs.ts";
import { traceConnection } from "../../../src/session/trace-connection.ts";
import { ladderWords as english } from "../../../src/words/en/ladder-words.ts";
import { ladderWords as chinese } from "../../../src/words/zh/ladder-words.ts";
import { scenario } from "../../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../../notation/start-states.ts";

async function ladderOf(
  text: string,
  { all = false, words = english, id = 1 } = {},
): Promise<ConnectionLadder> {
  const { trace } = await traceConnection(await openCapture(scenario(text).bytes()), id, { all });
  if (trace === null) throw new Error("no such connection");
  return connectionLadder(trace, { words, glyphs: glyphsFor(false), all });
}

/** The row in short: its kind, what it says, and its notes. */
function said(row: LadderRow): string {
  switch (row.kind) {
    case "segment":
    case "icmp":
      return [row.label, ...(row.notes ?? []).map(({ text }) => text.replaceAll("\u00a0", " "))].join(" | ");
    case "finding":
      return `${row.severity} ${row.id}`;
    default:
      return `${row.kind}: ${row.text ?? ""}`;
  }
}

async function rowsOf(text: string, options = {}): Promise<string[]> {
  return (await ladderOf(text, options)).rows.map(said);
}

describe("labels", () => {
  it("are those of the textbooks", async () => {
    expect((await rowsOf(CLOSED_BY_CLIENT)).filter((row) => !row.startsWith("states"))).toEqual([
      "SYN seq=x | mss 1460",
      "SYN ACK seq=y ack=x+1 | mss 1460",
      "ACK ack=y+1",
      "FIN seq=x+1 ack=y+1",
      "ACK ack=x+2",
      "FIN seq=y+1 ack=x+2",
      "ACK ack=y+2",
    ]);
  });

  it("of an RST without a number to compare tell it as it is", async () => {
    const rows = await rowsOf("client > server S 0:0 \n server > client R. seq=0 ack 1");
    expect(rows).toContain("RST seq=0 ack=x+1");
  });

  it("of both SYNs of a simultaneous open, and of the SYN-ACKs that are no repeats of them", async () => {
    const rows = await rowsOf(`
      client > server  S   0:0
      server > client  S   0:0
      client > server  S.  0:0  ack 1
      server > client  S.  0:0  ack 1
    `);
    expect(rows).toContain("SYN seq=y");
    expect(rows).toContain("SYN ACK seq=x ack=y+1");
  });
});

describe("beside the arrows", () => {
  it("retries say of what and after how long", async () => {
    const rows = await rowsOf(
      "client > server S 0:0 \n +1 client > server S 0:0 \n +2 client > server S 0:0",
    );
    expect(rows).toContain("SYN seq=x | again 1 s after packet 1");
    expect(rows).toContain("SYN seq=x | try 3, 2 s after the last, 3 s after packet 1");
    expect(rows).toContain("silence: 2 s of silence");
  });

  it("a closed window, and who probes it", async () => {
    const rows = await rowsOf(`${ESTABLISHED}
      client > server  P.  1:101    ack 1
      server > client  .   1:1      ack 101  win 0
      +0.3 client > server  .  100:100  ack 1
    `);
    expect(rows).toContain("ACK ack=x+101 | window 0: no room for more");
    expect(rows.at(-1)).toBe("ACK ack=y+1 | probes the closed window");
  });

  it("probes of a byte, as the BSDs send them, and packets as they are typed into a filter", async () => {
    const rows = await rowsOf(`${ESTABLISHED}
      ${"server > client  .   1:1      ack 1 \n".repeat(1000)}
      client > server  P.  1:101    ack 1
      server > client  .   1:1      ack 101  win 0
      +0.5 client > server  P.  101:102  ack 1
      server > client  .   1:1      ack 101  win 0
      +1 client > server  P.  101:102  ack 1
    `);
    expect(rows).toContain("1 byte | probes the closed window");
    expect(rows).toContainEqual(
      expect.stringMatching(/^1 byte \| again 1 s after packet 1006 \| probes the closed window$/),
    );
  });

  it("a window that opens again, after how long", async () => {
    const rows = await rowsOf(
      `${ESTABLISHED}
      client > server  P.  1:101    ack 1
      server > client  .   1:1      ack 101  win 0
      +0.3 server > client  .  1:1  ack 101  win 0
      +1.2 server > client  .  1:1  ack 101  win 100
    `,
      { all: true },
    );
    expect(rows.filter((row) => row.includes("| window"))).toEqual([
      "ACK ack=x+101 | window 0: no room for more",
      "ACK ack=x+101 | window 0: no room for more",
      "ACK ack=x+101 | window open again, after 1.5 s",
    ]);
  });

  it("ECN, asked for and agreed to", async () => {
    const rows = await rowsOf("client > server SEW 0:0 \n server > client S.E 0:0 ack 1");
    expect(rows).toContain("SYN seq=x | ecn");
    expect(rows).toContain("SYN ACK seq=y ack=x+1 | ecn");
    const refused = await rowsOf("client > server SEW 0:0 \n server > client S. 0:0 ack 1");
    expect(refused).toContain("SYN ACK seq=y ack=x+1");
  });

  it("a SYN-ACK that was not captured, but is acknowledged", async () => {
    const ladder = await ladderOf(
      "client > server S 0:0 \n client > server . 1:1 ack 1 \n client > server P. 1:11 ack 1",
    );
    const unseen = ladder.rows.find((row) => row.kind === "segment" && row.fate === "unseen");
    expect(unseen).toMatchObject({ from: "server", label: "SYN ACK seq=y ack=x+1" });
  });

  it("FINs that crossed", async () => {
    const rows = await rowsOf(`${ESTABLISHED}
      client > server  F.  1:1  ack 1
      server > client  F.  1:1  ack 1
      client > server  .   2:2  ack 2
      server > client  .   2:2  ack 2
    `);
    expect(rows).toContain(
      "FIN seq=y+1 ack=x+1 | the FINs crossed: this one does not acknowledge the client's",
    );
  });

  it("ICMP errors, with who says so and about what", async () => {
    const rows = await rowsOf(
      "client > server S 0:0 \n router > client icmp 3/1 quotes client > server S 0:0",
    );
    expect(rows).toContainEqual(
      expect.stringMatching(/^ICMP host unreachable \| from [\d.]+, about the SYN$/),
    );
  });

  it("findings, behind the last packet that proves them, whose packets carry their mark", async () => {
    const { rows } = await ladderOf("client > server S 0:0 \n server > client R. seq=0 ack 1");
    const finding = rows.findIndex((row) => row.kind === "finding");
    expect(rows[finding]).toMatchObject({ id: "connection-refused", severity: "error" });
    expect(rows[finding - 1]).toMatchObject({ packet: 2, mark: "error" });
  });
});

describe("plain data", () => {
  const DATA = `${ESTABLISHED}
    client > server  P.  1:11    ack 1
    client > server  P.  11:21   ack 1
    client > server  P.  21:31   ack 1
    server > client  P.  1:1001  ack 31
    client > server  .   31:31   ack 1001
  `;

  it("is folded behind the first of it, with what was sent by whom", async () => {
    const ladder = await ladderOf(DATA);
    expect(ladder.rows.map(said).slice(-2)).toEqual([
      "10 bytes",
      "fold: 4 segments, 20 B from the client, 1 kB from the server, 30 ms",
    ]);
    expect(ladder.folded).toBe(4);
  });

  it("is drawn where all of it is wanted", async () => {
    const ladder = await ladderOf(DATA, { all: true });
    expect(ladder.rows.filter(({ kind }) => kind === "segment")).toHaveLength(8);
    expect(ladder.folded).toBe(0);
  });
});

describe("the ladder of a story of a thousand repeats", () => {
  it("stays a ladder that can be read", async () => {
    const repeats = Array.from({ length: 1000 }, () => "+0.3 client > server P. 1:11 ack 1").join("\n");
    const ladder = await ladderOf(`${ESTABLISHED} \n client > server P. 1:11 ack 1 \n ${repeats}`);
    expect(ladder.rows.length).toBeLessThan(450);
    expect(ladder.rows.map(said)).toContainEqual(expect.stringMatching(/^fold: .*retransmitted/));
  });
});

describe("in Chinese", () => {
  it("sentences change, TCP's own words do not", async () => {
    const rows = await rowsOf("client > server S 0:0 \n +1 client > server S 0:0", { words: chinese });
    expect(rows).toContain("SYN seq=x | 重发：第 1 号包之后 1 s");
  });
});
