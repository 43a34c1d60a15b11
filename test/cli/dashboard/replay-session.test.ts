// The session of `replay` on this thread: what it answers a screen, and what it leaves in the end.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { serve } from "../../../src/cli/dashboard/session.ts";
import type { ReplayTask } from "../../../src/cli/dashboard/task.ts";
import type { FromSession, PaceRequest, ToSession } from "../../../src/session/screen/protocol.ts";
import { run } from "../captured-terminal.ts";

const TOUR = fileURLToPath(new URL("../../../fixtures/tour.pcapng", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "replay-session-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Of<Type extends FromSession["type"]> = Extract<FromSession, { type: Type }>;

class Asked {
  readonly heard: FromSession[] = [];
  readonly served: Promise<void>;
  #say: (message: ToSession) => void = () => {};

  constructor(inputs: readonly string[], options: Partial<ReplayTask["options"]> = {}) {
    const surroundings = {
      stdout: { isTTY: true, columns: 100, rows: 40 },
      stderr: { isTTY: true },
      env: {},
    };
    const task = {
      kind: "replay",
      inputs,
      options: { lang: "en", color: false, speed: "max", ...options },
      surroundings,
    };
    this.served = serve(task as ReplayTask, {
      send: (message) => {
        this.heard.push(message);
        const what = message.type;
        if (what === "opened") setImmediate(() => this.say({ type: "go" }));
        if (what === "frame" || what === "trace" || what === "tracing")
          setImmediate(() => this.say({ type: "taken", what }));
      },
      listen: (hear) => {
        this.#say = hear;
      },
    });
  }

  say(message: ToSession): void {
    this.#say(message);
  }

  pace(request: Omit<PaceRequest, "type">): void {
    this.say({ type: "pace", ...request });
  }

  look(number = 1): void {
    this.say({
      type: "view",
      number,
      view: "connections",
      select: null,
      order: "id",
      reverse: false,
      offset: 0,
      count: 100,
      anchor: null,
      hold: false,
      detail: null,
    });
  }

  last<Type extends FromSession["type"]>(type: Type): Of<Type> | undefined {
    return this.heard.findLast((message): message is Of<Type> => message.type === type);
  }

  async until<Type extends FromSession["type"]>(
    type: Type,
    isSo: (message: Of<Type>) => boolean = () => true,
  ): Promise<Of<Type>> {
    await expect
      .poll(() => this.heard.some((one) => one.type === type && isSo(one as Of<Type>)), { timeout: 10_000 })
      .toBe(true);
    return this.heard.findLast(
      (one): one is Of<Type> => one.type === type && isSo(one as Of<Type>),
    ) as Of<Type>;
  }

  async end(): Promise<Of<"ended">> {
    this.say({ type: "stop" });
    await this.served;
    return this.last("ended") as Of<"ended">;
  }
}

describe("a replay", () => {
  it("at its end shows all connections, and leaves the report of `read`", async () => {
    const asked = new Asked([TOUR]);
    asked.look();
    const { frame } = await asked.until("frame", ({ frame }) => frame.status.replay?.isAtEnd === true);
    const read = await run(["read", TOUR], { isTTY: true });
    const { connections } = JSON.parse(readFileSync(TOUR.replace(".pcapng", ".json"), "utf8"));
    expect(frame.status).toMatchObject({ packets: 386, connections: connections.length });
    expect(
      frame.body?.view === "connections" && frame.body.rows.map(({ id, verdict }) => [id, verdict]),
    ).toEqual(connections.map(({ id, verdict }: { id: number; verdict: string }) => [id, verdict]));
    expect(await asked.end()).toMatchObject({ exitCode: 0, report: withoutColor(read.stdout), remarks: [] });
  });

  it("goes back, shows a ladder of that moment, and writes the connection's packets", async () => {
    const asked = new Asked([TOUR]);
    asked.look();
    await asked.until("frame", ({ frame }) => frame.status.replay?.isAtEnd === true);
    asked.pace({ seek: 10, isPlaying: false });
    asked.look(2);
    const { frame } = await asked.until(
      "frame",
      ({ frame }) => frame.status.replay?.positionSeconds === 10 && !frame.status.replay.isSeeking,
    );
    expect(frame.status.packets).toBeLessThan(386);
    asked.say({ type: "trace", id: 1 });
    const { trace } = await asked.until("trace");
    expect(trace?.connection).toMatchObject({ id: 1, verdict: "half-closed" });
    const path = join(folder, "one.pcapng");
    asked.say({ type: "write", id: 1, path });
    expect(await asked.until("notice")).toMatchObject({ isWarning: false });
    expect((await run(["read", path, "--format", "csv"])).stdout).toContain("10.9.0.1");
    const { report } = await asked.end();
    expect(report).toContain(`${frame.status.packets} packets`);
  });

  it("of a named pipe is not opened twice, and cannot go back", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const filled = writeFile(pipe, readFileSync(TOUR));
    const asked = new Asked([pipe], { speed: 1000 });
    asked.look();
    const { frame } = await asked.until("frame", ({ frame }) => frame.status.replay?.isAtEnd === true);
    await filled;
    expect(frame.status.packets).toBe(386);
    expect(frame.status.replay?.canRewind).toBe(false);
    expect((await asked.end()).exitCode).toBe(0);
  });

  it("with --select leaves the report of what is selected", async () => {
    const asked = new Asked([TOUR], { select: "port:5432" });
    asked.look();
    await asked.until("frame", ({ frame }) => frame.status.replay?.isAtEnd === true);
    const read = await run(["read", TOUR, "--select", "port:5432"], { isTTY: true });
    expect((await asked.end()).report).toBe(withoutColor(read.stdout));
  });

  it("of a damaged capture plays what comes before, and says so with its exit code", async () => {
    const path = join(folder, "cut.pcapng");
    writeFileSync(path, readFileSync(TOUR).subarray(0, 20_000));
    const asked = new Asked([path]);
    asked.look();
    const { frame } = await asked.until("frame", ({ frame }) => frame.status.replay?.isAtEnd === true);
    expect(frame.status.damaged).toHaveLength(1);
    expect((await asked.end()).exitCode).toBe(3);
  });

  it("of a file that is gone cannot go back from its end, and leaves its report", async () => {
    const path = join(folder, "gone.pcapng");
    writeFileSync(path, readFileSync(TOUR));
    const asked = new Asked([path]);
    asked.look();
    await asked.until("frame", ({ frame }) => frame.status.replay?.isAtEnd === true);
    rmSync(path);
    const { length } = asked.heard;
    asked.pace({ seek: 10 });
    const { line } = await asked.until("notice");
    expect(line).toMatch(/^the input cannot be read again: .*gone\.pcapng: no such file/);
    asked.look(2);
    const { frame } = await asked.until("frame", ({ frame }) => frame.answers === 2);
    expect(asked.heard.length).toBeGreaterThan(length);
    expect(frame.status).toMatchObject({ packets: 386, replay: { isAtEnd: true, isSeeking: false } });
    const { report, exitCode } = await asked.end();
    expect(exitCode).toBe(0);
    expect(report).toContain("386 packets");
  });

  it("of a file that is no capture any more says so where its packets are asked for", async () => {
    const path = join(folder, "changed.pcapng");
    writeFileSync(path, readFileSync(TOUR));
    const asked = new Asked([path]);
    asked.look();
    await asked.until("frame", ({ frame }) => frame.status.replay?.isAtEnd === true);
    writeFileSync(path, "something else\n".repeat(10));
    asked.say({ type: "write", id: 1, path: join(folder, "two.pcapng") });
    const { line } = await asked.until("notice");
    expect(line).toMatch(/^the input cannot be read again: .*changed\.pcapng: is no capture/);
    await asked.end();
  });

  it.each([
    [["/nonexistent.pcap"], {}, /\/nonexistent\.pcap/],
    [[TOUR], { select: "stat:OPEN" }, /--select/],
  ])("of %j with %j fails before anything is opened", async (inputs, options, line) => {
    const asked = new Asked(inputs, options);
    await asked.served;
    expect(asked.heard).toEqual([{ type: "failed", line: expect.stringMatching(line), exitCode: 2 }]);
  });
});

function withoutColor(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken away
  return text.replaceAll(/\u001b\[[0-9;]*m/g, "");
}
