// The text of an event is JSON.stringify's, whoever puts it together.
import { describe, expect, it } from "vitest";
import { openCaptures } from "../../../src/capture/open-capture.ts";
import { eventJson } from "../../../src/present/stream/event-json.ts";
import type { EventEndpoint, LifecycleEvent, StateEvent } from "../../../src/record/event-record.ts";
import { runEngine } from "../../../src/session/engine.ts";

const CLIENT: EventEndpoint = { ip: "2001:db8::1", port: 40000, state: "SYN_SENT" };
const STATE: StateEvent = {
  type: "event",
  seq: 1,
  kind: "state",
  time: "2026-11-20T10:19:18.000000001Z",
  packet: null,
  connection: 1,
  client: CLIENT,
  server: { ip: "10.9.0.2", port: 80, state: "UNKNOWN" },
  endpoint: "client",
  from: "CLOSED",
  to: "SYN_SENT",
  afterSeconds: 1e-9,
};

describe("the line of an event", () => {
  it("is what JSON.stringify writes, for every event of the tour", async () => {
    const events: LifecycleEvent[] = [];
    const source = await openCaptures(["fixtures/tour.pcapng"]);
    await runEngine(source, {}, { event: (event) => void events.push(event) });
    expect(events.length).toBeGreaterThan(300);
    for (const event of events) expect(eventJson(event)).toBe(`${JSON.stringify(event)}\n`);
  });

  it("is so where a timer brought it, and where a program's name needs care", () => {
    const process = { pid: 7, name: 'quo"te\n\u001b[2J', containerId: null, uid: 0 };
    for (const event of [STATE, { ...STATE, packet: 12, client: { ...CLIENT, process } }])
      expect(eventJson(event)).toBe(`${JSON.stringify(event)}\n`);
  });
});
