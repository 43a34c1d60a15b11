// Which findings an event's line makes needless: of scenarios, so that event and finding are real ones.
import { describe, expect, it } from "vitest";
import { SaidAlready } from "../../../src/present/stream/said-already.ts";
import type { EventKind } from "../../../src/record/event-record.ts";
import { ESTABLISHED } from "../../notation/start-states.ts";
import { tellScenario } from "../../session/events/events-of.ts";

/** The lines that people read: an event's kind, a finding's id. */
async function printed(scenario: string, kinds?: readonly EventKind[]): Promise<string[]> {
  const { events } = await tellScenario(scenario);
  const said = new SaidAlready();
  return events
    .filter(({ kind }) => kinds?.includes(kind) ?? kind !== "state")
    .flatMap((event) => {
      if (said.has(event)) return [];
      said.see(event);
      return [event.kind === "finding" ? event.finding.id : event.kind];
    });
}

const REFUSED = `
  client > server  S   0:0
  server > client  R.  0:0  ack 1
  @10 arp
`;

describe("said once", () => {
  it("refused", async () => {
    expect(await printed(REFUSED)).toEqual(["refused"]);
  });

  it("refused three times, as Windows tries: three lines, and no fourth", async () => {
    const scenario = `
      @0    client > server  S   0:0
      @0.01 server > client  R.  0:0  ack 1
      @0.5  client > server  S   0:0
      @0.51 server > client  R.  0:0  ack 1
      @10 arp
    `;
    expect(await printed(scenario, ["refused", "finding"])).toEqual(["refused", "refused"]);
  });

  it("reset, with its cause", async () => {
    const scenario = `${ESTABLISHED}
      server > client  P.  1:11  ack 1
      client > server  P.  1:101  ack 11
      server > client  R.  11:11  ack 101
      @10 arp
    `;
    expect(await printed(scenario)).toEqual(["open", "reset"]);
    const { events } = await tellScenario(scenario);
    expect(events.find(({ kind }) => kind === "reset")).toMatchObject({ cause: "abort-or-unread-data" });
  });

  it("broken off by the client", async () => {
    const scenario = `
      client > server  S   0:0
      server > client  S.  0:0  ack 1
      client > server  R   1:1
      @10 arp
    `;
    expect(await printed(scenario)).toEqual(["reset"]);
  });

  it("unreachable", async () => {
    const scenario = `
      client > server  S   0:0
      router > client  icmp 3/1 quotes client > server S 0:0
      @10 arp
    `;
    expect(await printed(scenario)).toEqual(["unreachable"]);
  });

  it("half open, where a repeated SYN-ACK tells it before the three seconds are over", async () => {
    const scenario = `
      @0 client > server  S   0:0
      server > client  S.  0:0  ack 1
      @1 server > client  S.  0:0  ack 1
      @10 arp
    `;
    expect(await printed(scenario)).toEqual(["retry", "half-open-handshake"]);
    expect(await printed(scenario, ["half-open"])).toEqual(["half-open"]);
  });

  it("not answered: each retry says so", async () => {
    const scenario = `
      @0 client > server  S   0:0
      @1 client > server  S   0:0
      @3 client > server  S   0:0
      @10 arp
    `;
    expect(await printed(scenario)).toEqual(["retry", "retry"]);
    expect(await printed(scenario, ["finding"])).toEqual(["syn-unanswered"]);
  });

  it("closed by both at once", async () => {
    const scenario = `${ESTABLISHED}
      client > server  F.  1:1  ack 1
      server > client  F.  1:1  ack 1
      client > server  .   2:2  ack 2
      server > client  .   2:2  ack 2
      @10 arp
    `;
    expect(await printed(scenario)).toEqual(["open", "close"]);
  });
});

describe("said all the same", () => {
  it("where the event is not printed", async () => {
    expect(await printed(REFUSED, ["finding"])).toEqual(["connection-refused"]);
  });

  it("where a further answer has shown what was not known at once", async () => {
    const other = "10.0.0.1:40001 > 192.0.2.1:81";
    const scenario = `
      @0    client > server  S   0:0          ttl 64
      @0.01 server > client  R.  0:0  ack 1   ttl 255
      @0.02 ${other}         S   0:0          ttl 64
      @0.03 192.0.2.1:81 > 10.0.0.1:40001  S.  0:0  ack 1  ttl 60
      @10 arp
    `;
    expect(await printed(scenario)).toContain("connection-refused");
  });

  it("where the end in whose name the RST came went on", async () => {
    const scenario = `${ESTABLISHED}
      @1    client > server  P.  1:101  ack 1
      @1.001 server > client  R.  1:1  ack 101
      @1.002 server > client  P.  1:51  ack 101
      @10 arp
    `;
    expect(await printed(scenario)).toEqual(["open", "reset", "reset"]);
  });

  it("where the service answers others", async () => {
    const scenario = `
      @0 client:7 > server  S   0:0
      server > client:7  S.  0:0  ack 1
      client:7 > server  .   1:1  ack 1
      @1 client > server  S   0:0
      @2 client > server  S   0:0
      @10 arp
    `;
    expect(await printed(scenario)).toEqual(["open", "retry", "syn-unanswered"]);
  });

  it("where another finding explains the reset", async () => {
    const scenario = `
      client > server  S   0:0
      server > client  .   500:500  ack 700
      client > server  R   700:700
      @80 arp
    `;
    expect(await printed(scenario)).toContain("peer-lost-state");
  });
});
