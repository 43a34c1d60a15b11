// Live: what the interfaces lost is a finding, and makes others doubtful. The source is a saved capture
// with the statistics that an interface has.
import { expect, it } from "vitest";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { PacketSource } from "../../src/capture/packet-source.ts";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import type { LifecycleEvent } from "../../src/record/event-record.ts";
import { runEngine } from "../../src/session/engine.ts";
import type { EngineOptions } from "../../src/session/engine-options.ts";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { complaints } from "../record/complaints.ts";

const RESET = `${ESTABLISHED}
  client > server  P.  1:101  ack 1
  client > server  R.  101:101  ack 1
`;

async function run(droppedByKernel: number, droppedByInterface: number, options: EngineOptions = {}) {
  const file = await openCapture(scenario(RESET).bytes());
  const source: PacketSource = Object.assign(file, {
    statistics: () => [{ received: 5, droppedByKernel, droppedByInterface }],
  });
  const connections: ConnectionRecord[] = [];
  const events: LifecycleEvent[] = [];
  const result = await runEngine(source, options, {
    connection: (record) => connections.push(record),
    event: (event) => events.push(event),
  });
  return { connections, events, result };
}

it("packets dropped by the kernel are told, once, with what may be wrong", async () => {
  const { result, events } = await run(12, 0);
  expect(result.findings).toMatchObject([
    {
      id: "capture-loss",
      severity: "warning",
      subject: { kind: "capture", ip: null, port: null },
      droppedByKernel: 12,
      droppedByInterface: 0,
      summary:
        "The kernel dropped 12 packets for lack of room in its buffer: what is told of connections that were alive then may be wrong. A larger --buffer or a --filter helps.",
    },
  ]);
  const told = events.filter((event) => event.kind === "finding" && event.finding.id === "capture-loss");
  expect(told).toHaveLength(1);
  expect(told.flatMap(complaints)).toEqual([]);
});

it("by the interface, and in Chinese", async () => {
  const { result } = await run(1, 1000, { lang: "zh" });
  expect(result.findings[0]?.summary).toMatch(
    /^内核因缓冲区不足丢弃了 1 个报文，网络接口丢失了 1,?000 个报文：/,
  );
  const alone = await run(0, 1);
  expect(alone.result.findings[0]?.summary).toMatch(/^The interface lost 1 packet: /);
});

it("what was found of a connection that was alive then is in doubt", async () => {
  const lossy = await run(12, 0);
  expect(lossy.connections[0]?.findings).toMatchObject([{ id: "reset", doubt: "lossy" }]);
  const whole = await run(0, 0);
  expect(whole.connections[0]?.findings).toMatchObject([{ id: "reset", doubt: null }]);
  expect(whole.result.findings).toEqual([]);
});
