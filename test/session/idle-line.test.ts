// A source that waits: timers fire on an idle line, and how things stand can be asked in the middle. The
// packets are a saved capture's; behind them the line is idle and its clock a thousand times as fast.
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { PacketBlock } from "../../src/capture/packet-block.ts";
import type { PacketSource } from "../../src/capture/packet-source.ts";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import type { LifecycleEvent } from "../../src/record/event-record.ts";
import { runEngine } from "../../src/session/engine.ts";
import type { EngineOptions, EngineResult, EngineSink } from "../../src/session/engine-options.ts";
import { scenario } from "../notation/scenario.ts";
import { CLIENT_CLOSED, CLOSED_BY_CLIENT } from "../notation/start-states.ts";
import { lineOf } from "./events/events-of.ts";

const FASTER = 1000;

/** The packets of a scenario, and then nothing for so many seconds of the capture's clock. */
async function idleAfter(text: string, seconds: number): Promise<PacketSource> {
  const file = await openCapture(scenario(text).bytes());
  const nextBlock = file.nextBlock.bind(file);
  let last = 0;
  let silentSince = Number.NaN;
  let passed = (): void => {};
  return Object.assign(file, {
    async nextBlock(): Promise<PacketBlock | null> {
      const block = await nextBlock();
      if (block !== null) {
        last = block.time[block.to - 1] as number;
        return block;
      }
      silentSince = performance.now();
      await new Promise<void>((resolve) => {
        passed = resolve;
      });
      return null;
    },
    settledUntil(): number {
      if (Number.isNaN(silentSince)) return last;
      const silent = (performance.now() - silentSince) * 1e6 * FASTER;
      // Whoever asked is through with it before the next block comes.
      if (silent > seconds * 1e9) setTimeout(passed);
      return last + Math.min(seconds * 1e9, silent);
    },
  });
}

async function run(source: PacketSource, options: EngineOptions = {}, sink: EngineSink = {}) {
  const events: LifecycleEvent[] = [];
  const connections: ConnectionRecord[] = [];
  const result = await runEngine(source, options, {
    event: (event) => events.push(event),
    connection: (record) => connections.push(record),
    ...sink,
  });
  return { events, connections, result };
}

describe("on an idle line", () => {
  it("TIME_WAIT is over, and the connection is reported", async () => {
    const reported: number[] = [];
    const { events, connections, result } = await run(
      await idleAfter(CLOSED_BY_CLIENT, 100),
      {},
      {
        tick: (_, recognised) => reported.push(recognised),
      },
    );
    expect(lineOf(events.at(-1) as LifecycleEvent, result.capture.firstTime as string)).toBe(
      "60.05 timer state client TIME_WAIT → CLOSED",
    );
    expect(connections.map(({ client }) => client.state)).toEqual(["CLOSED"]);
    expect(reported).toContain(1);
  });

  it("retries that do not come, and CLOSE_WAIT that lasts, are told as in a file", async () => {
    const text = `${CLIENT_CLOSED}
      client:7 > server  S  0:0
      +1 client:7 > server  S  0:0
    `;
    const live = await run(await idleAfter(text, 100));
    const file = await run(await openCapture(scenario(`${text}\n@101.06 arp`).bytes()));
    expect(live.events).toEqual(file.events);
    expect(live.events.some(({ kind }) => kind === "finding")).toBe(true);
  });
});

describe("in the middle", () => {
  it("connections that go on are counted as they stand, and nothing is disturbed", async () => {
    const text = `${CLIENT_CLOSED}
      client:7 > server  S  0:0
      server > client:7  R.  0:0  ack 1
    `;
    const asked: EngineResult[] = [];
    const told: string[] = [];
    const events: LifecycleEvent[] = [];
    const sink: EngineSink = {
      event(event) {
        events.push(event);
        told.push(event.time);
      },
      interim(result, time) {
        asked.push(result);
        if (time !== null) told.push(time);
      },
    };
    const disturbed = await run(await idleAfter(text, 20), { interimEvery: 0.01 }, sink);
    expect(told.length).toBeGreaterThan(asked.length);
    expect(told).toEqual(told.toSorted());
    const plain = await run(await idleAfter(text, 20));
    expect(asked[0]?.summary).toMatchObject({
      connections: 2,
      verdicts: { "half-closed": 1, refused: 1 },
      findings: { "connection-refused": 1 },
      states: { client: { FIN_WAIT_2: 1, CLOSED: 1 }, server: { CLOSE_WAIT: 1, CLOSED: 1 } },
    });
    expect(asked[0]?.services).toMatchObject([{ attempts: 2, closeWaitNow: 1 }]);
    expect(disturbed.connections).toEqual(plain.connections);
    expect(disturbed.result.summary).toEqual(plain.result.summary);
    expect(events).toEqual(plain.events);
  });
});
