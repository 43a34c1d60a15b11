// What the screen asks of one connection, of files and of memory: ladders as `show` has them at the moment at which
// the replay stands, growing; files that are new, whole and readable.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { analyze } from "../../../src/analyze.ts";
import { type CaptureSpec, openCapture, openCaptures } from "../../../src/capture/open-capture.ts";
import type { PacketBlock } from "../../../src/capture/packet-block.ts";
import type { PacketSource } from "../../../src/capture/packet-source.ts";
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import { runEngine } from "../../../src/session/engine.ts";
import type { OneConnection } from "../../../src/session/one-connection/one-connection.ts";
import { RememberedConnection } from "../../../src/session/one-connection/remembered-connection.ts";
import { RereadConnection } from "../../../src/session/one-connection/reread-connection.ts";
import type { FromSession, TraceAnswer } from "../../../src/session/screen/protocol.ts";
import { traceConnection } from "../../../src/session/trace-connection.ts";
import { oneConnectionWords } from "../../../src/words/one-connection-words.ts";
import { scenario } from "../../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../../notation/start-states.ts";

const TOUR = fileURLToPath(new URL("../../../fixtures/tour.pcapng", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "one-connection-"));
const path = join(folder, "one.pcapng");
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(path, { force: true }));

function isInstalled(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
}

/** Packets come one by one, and wait where the gate is shut. */
class Gate implements PacketSource {
  readonly timeBase;
  readonly inputs;
  readonly channels;
  readonly damage;
  readonly reached: Promise<void>;
  readonly #source: PacketSource;
  #block: PacketBlock | null = null;
  #end = 0;
  #come = 0;
  #until: number;
  #settled = Number.NEGATIVE_INFINITY;
  #isReached = (): void => {};
  #isOpen = (): void => {};

  constructor(source: PacketSource, until: number) {
    this.#source = source;
    this.#until = until;
    this.timeBase = source.timeBase;
    this.inputs = source.inputs;
    this.channels = source.channels;
    this.damage = source.damage;
    this.reached = new Promise((resolve) => {
      this.#isReached = resolve;
    });
  }

  open(until: number): void {
    this.#until = until;
    this.#isOpen();
  }

  settledUntil(): number {
    return this.#settled;
  }

  async nextBlock(): Promise<PacketBlock | null> {
    while (this.#come >= this.#until) {
      this.#isReached();
      await new Promise<void>((resolve) => {
        this.#isOpen = resolve;
      });
    }
    if (this.#block === null || this.#block.to === this.#end) {
      this.#block = await this.#source.nextBlock();
      if (this.#block === null) return null;
      this.#end = this.#block.to;
      this.#block.to = this.#block.from;
    }
    this.#block.from = this.#block.to++;
    this.#settled = this.#block.time[this.#block.from] as number;
    this.#come++;
    return this.#block;
  }

  progress() {
    return this.#source.progress();
  }

  close(): Promise<void> {
    return this.#source.close();
  }
}

interface Asked {
  readonly one: OneConnection;
  readonly sent: FromSession[];
  /** The next ladder that is sent. */
  ladder(): Promise<TraceAnswer>;
}

type Kind = "reread" | "remembered";

/** The input has come up to a packet. */
async function having(input: CaptureSpec, packets: number, kind: Kind): Promise<Asked> {
  const sent: FromSession[] = [];
  let hear = (): void => {};
  const send = (message: FromSession) => {
    sent.push(message);
    hear();
  };
  const records = new Map<number, ConnectionRecord>();
  const detail = (id: number) => {
    const connection = records.get(id);
    return connection === undefined ? null : { connection, subjects: [] };
  };
  const words = await oneConnectionWords("en");
  const options = { send, words, detail, application: "test 1.0", engine: {} };
  const source = await openCaptures([input]);
  const one =
    kind === "reread"
      ? new RereadConnection({ ...options, open: () => openCaptures([input]) })
      : new RememberedConnection({ ...options, source });
  await runEngine(
    source,
    { follower: one.follower, maxPackets: packets },
    { connection: (record) => void records.set(record.id, record) },
  );
  const ladder = async () => {
    for (;;) {
      const found = sent.find((message) => message.type === "trace");
      if (found?.type === "trace") {
        sent.length = 0;
        return found;
      }
      await new Promise<void>((resolve) => {
        hear = resolve;
      });
    }
  };
  return { one, sent, ladder };
}

const ALL = Number.POSITIVE_INFINITY;

describe("of files", () => {
  it.each([1, 12, 20, 42])("the ladder of connection %s is that of `show`", async (id) => {
    const { one, ladder } = await having(TOUR, ALL, "reread");
    one.trace(id);
    const { trace, findings } = await traceConnection(await openCapture(TOUR), id, { all: true });
    expect(await ladder()).toEqual({
      type: "trace",
      id,
      trace,
      connection: trace?.connection,
      findings: trace?.connection.findings,
      subjects: findings,
      note: null,
    });
  });

  it("it goes as far as the replay stands", async () => {
    const { one, ladder } = await having(TOUR, 100, "reread");
    one.trace(1);
    const { trace } = await traceConnection(await openCapture(TOUR), 1, { all: true, maxPackets: 100 });
    expect((await ladder()).trace).toEqual(trace);
    one.trace(42);
    expect(await ladder()).toMatchObject({ trace: null, note: "at this moment it has not begun" });
  });

  it("what is asked last is answered", async () => {
    const { one, sent, ladder } = await having(TOUR, ALL, "reread");
    for (const id of [1, 2, 3, 4]) one.trace(id);
    expect((await ladder()).id).toBe(4);
    one.trace(null);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toEqual([]);
  });

  it("all its packets go into a file of its own, which is read as the same connection", async () => {
    const { one } = await having(TOUR, 100, "reread");
    const whole = (await analyze(TOUR)).connections[41] as ConnectionRecord;
    const packets = whole.client.packets + whole.server.packets;
    expect(await one.write(42, path)).toEqual({
      type: "notice",
      line: `${packets} packets written to ${path}`,
      isWarning: false,
    });
    const [alone] = (await analyze(path)).connections;
    expect(alone).toMatchObject({ verdict: whole.verdict, start: whole.start, end: whole.end });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["one.pcapng"]);
  });
});

describe("of memory", () => {
  const SHORT = `${CLOSED_BY_CLIENT}\n@20 client:7 > server  S  0:0\n@100 arp`;

  it("the ladder of a connection that goes on grows with it", async () => {
    const gate = new Gate(await openCaptures([scenario(SHORT).bytes()]), 3);
    const sent: TraceAnswer[] = [];
    const one = new RememberedConnection({
      send: (message) => message.type === "trace" && sent.push(message),
      words: await oneConnectionWords("en"),
      detail: () => null,
      application: "test 1.0",
      engine: {},
      source: gate,
    });
    const run = runEngine(gate, { follower: one.follower });
    await gate.reached;
    one.trace(1);
    await expect.poll(() => sent.at(-1)?.trace?.entries.length).toBe(3);
    gate.open(7);
    await expect.poll(() => sent.at(-1)?.trace?.entries.length).toBe(7);
    expect(sent.at(-1)?.trace?.entries.at(-1)).toMatchObject({ client: "TIME_WAIT", server: "CLOSED" });
    gate.open(ALL);
    await run;
    await one.close();
  });

  it("what is over stays in memory for a while", async () => {
    const { one, ladder } = await having(scenario(SHORT).bytes(), ALL, "remembered");
    one.trace(1);
    const { trace, connection } = await ladder();
    expect(trace?.entries.map(({ kind }) => kind)).toEqual([...Array(7).fill("segment"), "timer"]);
    expect(connection?.verdict).toBe("closed");
  });

  it("where nothing is kept it says so", async () => {
    const { one, ladder } = await having(scenario(SHORT).bytes(), ALL, "remembered");
    one.trace(77);
    expect(await ladder()).toMatchObject({ trace: null, note: "no packet of it is in memory any more" });
    expect(await one.write(77, path)).toMatchObject({ isWarning: true });
    expect(existsSync(path)).toBe(false);
  });

  it("what there is of a long one goes into a file, and it is said how much that is", async () => {
    const data = Array.from(
      { length: 50 },
      (_, at) => `client > server  P.  ${1 + at}:${2 + at}  ack 1`,
    ).join("\n");
    const { one, ladder } = await having(scenario(`${ESTABLISHED}\n${data}`).bytes(), ALL, "remembered");
    const kept = "40 of 53 packets are in memory: the first 8 and the last 32";
    one.trace(1);
    expect((await ladder()).note).toBe(kept);
    expect((await one.write(1, path)).line).toBe(
      `40 packets written to ${path}, at most 160 bytes of each; ${kept}`,
    );
    const { summary } = await analyze(path);
    expect(summary).toMatchObject({ packets: 40, connections: 1 });
  });
});

describe.each(["reread", "remembered"] as const)("a file of one that is %s", (kind) => {
  const asked = () => having(TOUR, ALL, kind);

  it.skipIf(!isInstalled("capinfos"))("is read by others too", async () => {
    await (await asked()).one.write(1, path);
    expect(execFileSync("capinfos", ["-c", "-M", path], { encoding: "utf8" })).toMatch(
      /Number of packets:\s+9/,
    );
  });

  it("never takes the place of another", async () => {
    writeFileSync(path, "precious");
    const notice = await (await asked()).one.write(1, path);
    expect(notice).toMatchObject({
      isWarning: true,
      line: `${path} cannot be written: it exists already, and nothing is replaced`,
    });
    expect(readFileSync(path, "utf8")).toBe("precious");
  });

  it("in a folder that is not there is refused in a line", async () => {
    const notice = await (await asked()).one.write(1, join(folder, "gone", "one.pcapng"));
    expect(notice.line).toMatch(/cannot be written: there is no such folder$/);
  });

  it.skipIf(process.getuid?.() !== 0)("on a disk that is full leaves nothing behind", async () => {
    const small = mkdtempSync(join(folder, "small-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", small]);
    try {
      writeFileSync(join(small, "fills"), Buffer.alloc(8192));
      const notice = await (await asked()).one.write(1, join(small, "one.pcapng"));
      expect(notice.line).toMatch(/cannot be written: the disk is full$/);
      expect(readdirSync(small)).toEqual(["fills"]);
    } finally {
      execFileSync("umount", [small]);
      rmSync(small, { recursive: true });
    }
  });
});
