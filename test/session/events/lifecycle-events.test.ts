// Events: what is told of a connection's course, when, and what is told again.
import { describe, expect, it, vi } from "vitest";
import { openCapture } from "../../../src/capture/open-capture.ts";
import { Detection } from "../../../src/detect/run-detectors.ts";
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import type { LifecycleEvent } from "../../../src/record/event-record.ts";
import { runEngine } from "../../../src/session/engine.ts";
import { scenario } from "../../notation/scenario.ts";
import { CLIENT_CLOSED, CLOSED_BY_CLIENT, ESTABLISHED } from "../../notation/start-states.ts";
import { linesOf, tell, tellScenario } from "./events-of.ts";

const BUT_STATES = [
  "open",
  "refused",
  "unreachable",
  "retry",
  "half-open",
  "close",
  "reset",
  "evict",
  "finding",
] as const;
const STATES = ["state"] as const;

describe("the ordinary course", () => {
  it("a handshake and a close: each state, opened once, closed once", async () => {
    expect(await linesOf(CLOSED_BY_CLIENT)).toEqual([
      "0 1 state client UNKNOWN → SYN_SENT",
      "0.01 2 state server UNKNOWN → SYN_RECEIVED",
      "0.02 3 state client SYN_SENT → ESTABLISHED",
      "0.02 3 state server SYN_RECEIVED → ESTABLISHED",
      "0.02 3 open",
      "0.03 4 state client ESTABLISHED → FIN_WAIT_1",
      "0.03 4 state server ESTABLISHED → CLOSE_WAIT",
      "0.04 5 state client FIN_WAIT_1 → FIN_WAIT_2",
      "0.05 6 state client FIN_WAIT_2 → TIME_WAIT",
      "0.05 6 state server CLOSE_WAIT → LAST_ACK",
      "0.06 7 state server LAST_ACK → CLOSED",
      "0.06 7 close four-way by client",
    ]);
  });

  it("both ends stand in each event as they are after it, with their addresses", async () => {
    const { events } = await tellScenario(ESTABLISHED);
    const [first] = events.filter(({ packet }) => packet === 3);
    expect(first).toMatchObject({
      type: "event",
      seq: 3,
      kind: "state",
      time: "2023-11-14T22:13:20.020000000Z",
      connection: 1,
      client: { ip: "10.0.0.1", state: "ESTABLISHED" },
      server: { ip: "192.0.2.1", state: "ESTABLISHED" },
      afterSeconds: 0.02,
    });
  });

  it("an open event has both round-trip times", async () => {
    const { events } = await tellScenario(ESTABLISHED);
    expect(events.at(-1)).toMatchObject({
      kind: "open",
      opening: "three-way",
      synRttSeconds: 0.01,
      ackRttSeconds: 0.01,
    });
  });

  it("numbers go up without a gap", async () => {
    const { events } = await tellScenario(CLOSED_BY_CLIENT);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });

  it("data tell nothing", async () => {
    const plain = await linesOf(ESTABLISHED);
    const withData = await linesOf(`${ESTABLISHED}
      client > server  P.  1:101  ack 1
      server > client  .   1:1    ack 101
      server > client  P.  1:1001 ack 101
      client > server  .   101:101 ack 1001
    `);
    expect(withData).toEqual(plain);
  });

  it("begun in the middle: the states, and nothing that was not seen", async () => {
    expect(
      await linesOf(`
      client > server  P.  1:101  ack 1
      server > client  .   1:1    ack 101
    `),
    ).toEqual(["0 1 state client UNKNOWN → ESTABLISHED", "0 1 state server UNKNOWN → ESTABLISHED"]);
  });

  it("a simultaneous open and a crossing close", async () => {
    expect(
      await linesOf(
        `
      client > server  S   0:0
      server > client  S   0:0
      client > server  S.  0:0  ack 1
      server > client  S.  0:0  ack 1
      client > server  .   1:1  ack 1
      server > client  .   1:1  ack 1
      client > server  F.  1:1  ack 1
      server > client  F.  1:1  ack 1
      client > server  .   2:2  ack 2
      server > client  .   2:2  ack 2
    `,
        [...BUT_STATES],
      ),
    ).toEqual([
      "0.04 5 open",
      "0.09 10 close simultaneous by both",
      "0.09 timer finding simultaneous-open",
      "0.09 timer finding simultaneous-close",
    ]);
  });

  it("a connection to itself: one end, told as the client", async () => {
    const { events } = await tellScenario(
      `
      client:40000 > client:40000  S   0:0
      client:40000 > client:40000  S.  0:0  ack 1
      client:40000 > client:40000  .   1:1  ack 1
    `,
    );
    expect(events).toMatchObject([
      { kind: "state", endpoint: "client", to: "SYN_RECEIVED", server: { state: "SYN_RECEIVED" } },
      { kind: "state", endpoint: "client", to: "ESTABLISHED", server: { state: "ESTABLISHED" } },
      { kind: "open", opening: "simultaneous" },
      { kind: "finding" },
    ]);
  });
});

describe("timers, in a file too", () => {
  it("TIME_WAIT is over 2MSL after it began", async () => {
    const lines = await linesOf(
      `${CLOSED_BY_CLIENT}
      @100 arp
    `,
      STATES,
    );
    expect(lines.at(-1)).toBe("60.05 timer state client TIME_WAIT → CLOSED");
  });

  it("a FIN sent again begins it anew", async () => {
    const lines = await linesOf(
      `${CLOSED_BY_CLIENT}
      @20 server > client  F.  1:1  ack 2
      client > server  .   2:2  ack 2
      @100 arp
    `,
      STATES,
    );
    expect(lines.at(-1)).toBe("80 timer state client TIME_WAIT → CLOSED");
  });

  it("SYN_SENT is given up 75 s after the last SYN, and nothing is told twice", async () => {
    expect(
      await linesOf(`
      client > server  S  0:0
      +1 client > server  S  0:0
      +2 client > server  S  0:0
      @200 arp
    `),
    ).toEqual([
      "0 1 state client UNKNOWN → SYN_SENT",
      "1 2 retry SYN of client, 2",
      "2 timer finding syn-unanswered",
      "3 3 retry SYN of client, 3",
      "78 timer state client SYN_SENT → CLOSED",
    ]);
  });

  it("a server that waits 3 s for the ACK", async () => {
    expect(
      await linesOf(
        `
      client > server  S   0:0
      server > client  S.  0:0  ack 1
      @10 arp
    `,
        BUT_STATES,
      ),
    ).toEqual(["3.01 timer half-open", "4.01 timer finding half-open-handshake"]);
  });

  it("CLOSE_WAIT for longer than the age that was asked for", async () => {
    const lines = await linesOf(
      `${CLIENT_CLOSED}
      @100 arp
    `,
      ["finding"],
      { closeWaitAge: 20 },
    );
    expect(lines).toEqual(["20.03 timer finding close-wait-stuck"]);
  });

  it("FIN_WAIT_2: the other end sent for a while, and then no more", async () => {
    const lines = await linesOf(
      `${CLIENT_CLOSED}
      @10 server > client  P.  1:101  ack 2
      client > server  .   2:2  ack 101
      @100 arp
    `,
      ["finding"],
      { closeWaitAge: 20 },
    );
    // (Looked at when the age is over, and then every quarter of it.)
    expect(lines).toEqual(["11 timer finding half-close", "30.03 timer finding fin-wait-2-stuck"]);
  });

  it("a silence of years is not gone through in steps of seconds", async () => {
    const judged = vi.spyOn(Detection.prototype, "judgeSoFar");
    // (A FIN that is not acknowledged: the other end is in CLOSE_WAIT, and nobody can say that it is stuck.)
    const fin = `${ESTABLISHED}
      client > server  F.  1:1  ack 1
      @315360000 arp
    `;
    expect(await linesOf(fin, ["finding"])).toEqual([]);
    const { length } = judged.mock.calls;
    judged.mockRestore();
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(1000);
  });

  it("what became of it in time is not told", async () => {
    const lines = await linesOf(
      `
      client > server  S   0:0
      server > client  S.  0:0  ack 1
      +2.9 client > server  .   1:1  ack 1
      @10 arp
    `,
      ["half-open", "finding"],
    );
    expect(lines).toEqual([]);
  });
});

describe("retries", () => {
  it("each try with the schedule that it fits and what that does next", async () => {
    const { events } = await tellScenario(`
      client > server  S  0:0
      +1 client > server  S  0:0
      +2 client > server  S  0:0
    `);
    const retries = events.filter(({ kind }) => kind === "retry");
    expect(retries).toMatchObject([
      { of: "SYN", endpoint: "client", attempt: 2, sinceFirstSeconds: 1, sinceLastSeconds: 1 },
      { attempt: 3, sinceFirstSeconds: 3, sinceLastSeconds: 2, schedule: { nextSeconds: 7 } },
    ]);
  });

  it("a SYN-ACK again takes the server back, a FIN again its sender", async () => {
    expect(
      await linesOf(
        `${ESTABLISHED}
      +1 server > client  S.  0:0  ack 1
      client > server  .   1:1  ack 1
      client > server  F.  1:1  ack 1
      server > client  .   1:1  ack 2
      +0.3 client > server  F.  1:1  ack 1
      server > client  .   1:1  ack 2
    `,
        ["retry", "state", "open"],
      ),
    ).toEqual([
      "0 1 state client UNKNOWN → SYN_SENT",
      "0.01 2 state server UNKNOWN → SYN_RECEIVED",
      "0.02 3 state client SYN_SENT → ESTABLISHED",
      "0.02 3 state server SYN_RECEIVED → ESTABLISHED",
      "0.02 3 open",
      "1.02 4 retry SYN-ACK of server, 2",
      "1.02 4 state server ESTABLISHED → SYN_RECEIVED",
      "1.03 5 state server SYN_RECEIVED → ESTABLISHED",
      "1.04 6 state client ESTABLISHED → FIN_WAIT_1",
      "1.04 6 state server ESTABLISHED → CLOSE_WAIT",
      "1.05 7 state client FIN_WAIT_1 → FIN_WAIT_2",
      "1.35 8 retry FIN of client, 2",
      "1.35 8 state client FIN_WAIT_2 → FIN_WAIT_1",
      "1.36 9 state client FIN_WAIT_1 → FIN_WAIT_2",
    ]);
  });

  it("copies of a frame are none", async () => {
    expect(
      await linesOf(
        `
      client > server  S  0:0  ipid 7
      +0.0001 client > server  S  0:0  ipid 7
    `,
        ["retry"],
      ),
    ).toEqual([]);
  });
});

describe("RSTs", () => {
  it("refused, and told why a second later", async () => {
    expect(
      await linesOf(
        `
      client > server  S   0:0
      server > client  R.  0:0  ack 1
      @10 arp
    `,
        BUT_STATES,
      ),
    ).toEqual(["0.01 2 refused", "1.01 timer finding connection-refused"]);
  });

  it("refused three times: three RSTs that count, one finding", async () => {
    expect(
      await linesOf(
        `
      client > server  S   0:0
      server > client  R.  0:0  ack 1
      +0.5 client > server  S   0:0
      server > client  R.  0:0  ack 1
      +0.5 client > server  S   0:0
      server > client  R.  0:0  ack 1
      @10 arp
    `,
        ["refused", "finding"],
      ),
    ).toEqual([
      "0.01 2 refused",
      "0.52 4 refused",
      "1.03 6 refused",
      "2.03 timer finding connection-refused",
    ]);
  });

  it("reset, told at once", async () => {
    expect(
      await linesOf(
        `${ESTABLISHED}
      client > server  P.  1:101  ack 1
      client > server  R.  101:101  ack 1
    `,
        ["reset", "close"],
      ),
    ).toEqual(["0.04 5 reset reset by client"]);
  });

  it("aborted: before it was established", async () => {
    expect(
      await linesOf(
        `
      client > server  S   0:0
      server > client  S.  0:0  ack 1
      client > server  R   1:1
    `,
        ["reset"],
      ),
    ).toEqual(["0.02 3 reset aborted by client"]);
  });

  it("one that nobody obeyed: the states show the way back, and no finding says reset", async () => {
    const { events, connections } = await tellScenario(`${ESTABLISHED}
      server > client  R   1:1
      +0.5 client > server  P.  1:101  ack 1
      server > client  .   1:1  ack 101
      @10 arp
    `);
    const lines = events.filter(({ kind }) => kind === "state").slice(4, 8);
    expect(lines).toMatchObject([
      { packet: 4, from: "ESTABLISHED", to: "CLOSED" },
      { packet: 4, from: "ESTABLISHED", to: "CLOSED" },
      { packet: 5, from: "CLOSED", to: "ESTABLISHED" },
      { packet: 5, from: "CLOSED", to: "ESTABLISHED" },
    ]);
    expect(connections[0]?.verdict ?? "open").toBe("open");
    expect(findingsIn(events)).not.toContain("reset");
  });

  it("one in the window but not exact counts when its receiver stays silent", async () => {
    expect(
      await linesOf(
        `${ESTABLISHED}
      server > client  R   50:50
      @10 arp
    `,
        ["reset"],
      ),
    ).toEqual(["1.03 timer reset reset by server"]);
    expect(
      await linesOf(
        `${ESTABLISHED}
      server > client  R   50:50
      client > server  .   1:1  ack 1
      @10 arp
    `,
        ["reset"],
      ),
    ).toEqual([]);
  });
});

describe("ICMP errors", () => {
  it("end an attempt, once however many come", async () => {
    const { events } = await tellScenario(`
      client > server  S  0:0
      router > client  icmp 3/1 quotes client > server S 0:0
      +1 client > server  S  0:0
      router > client  icmp 3/1 quotes client > server S 0:0
    `);
    const unreachable = events.filter(({ kind }) => kind === "unreachable");
    expect(unreachable).toMatchObject([
      { packet: 2, icmp: { version: 4, type: 3, code: 1, name: "host unreachable", from: "10.0.0.254" } },
    ]);
  });
});

describe("several on the same addresses", () => {
  it("a SYN that was held and turns out to begin a connection is told when that is known", async () => {
    const { events } = await tellScenario(`${ESTABLISHED}
      +1 client > server  S   5000:5000
      server > client  .   1:1  ack 1
      client > server  R   1:1
      +1 client > server  S   5000:5000
      server > client  S.  9000:9000  ack 5001
      client > server  .   5001:5001  ack 9001
    `);
    const second = events.filter(({ connection }) => connection === 2);
    expect(second[0]).toMatchObject({ kind: "state", packet: 4, from: "UNKNOWN", to: "SYN_SENT" });
    expect(second.at(-1)).toMatchObject({ kind: "open" });
  });

  it("addresses used anew: each connection has its own events", async () => {
    const { events } = await tellScenario(`${CLOSED_BY_CLIENT}
      +5 client > server  S   100000:100000
      server > client  S.  200000:200000  ack 100001
      client > server  .   100001:100001  ack 200001
    `);
    expect(events.filter(({ kind }) => kind === "open").map(({ connection }) => connection)).toEqual([1, 2]);
  });

  it("what is dropped from a full table says so", async () => {
    const lines = await linesOf(
      `
      client:1 > server  S  0:0
      client:2 > server  S  0:0
    `,
      ["evict"],
      { maxConnections: 1 },
    );
    expect(lines).toEqual(["0.01 timer evict connecting"]);
  });
});

describe("the same whatever the pieces", () => {
  it("a capture in pieces of 61 bytes tells what it tells whole", async () => {
    const bytes = scenario(`${CLOSED_BY_CLIENT}
      +5 client > server  S   100000:100000
      +1 client > server  S   100000:100000
      @90 client:7 > server  S  0:0
      server > client:7  S.  0:0  ack 1
      @95 arp
    `).bytes();
    function* pieces(): Generator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 61) yield bytes.subarray(at, at + 61);
    }
    expect((await tell(pieces())).events).toEqual((await tell(bytes)).events);
  });
});

function findingsIn(events: readonly LifecycleEvent[]): string[] {
  return events.flatMap((event) => (event.kind === "finding" ? [event.finding.id] : []));
}

describe("who wants only some", () => {
  it("is told those, numbered without a gap", async () => {
    const events: LifecycleEvent[] = [];
    await runEngine(
      await openCapture(scenario(CLOSED_BY_CLIENT).bytes()),
      {},
      { eventKinds: new Set(["open", "close"]), event: (event) => events.push(event) },
    );
    expect(events.map(({ seq, kind }) => `${seq} ${kind}`)).toEqual(["1 open", "2 close"]);
  });

  it("gets with each event what would be reported of the connection now", async () => {
    const verdicts: string[] = [];
    await runEngine(
      await openCapture(scenario(CLOSED_BY_CLIENT).bytes()),
      {},
      {
        event: (event, record) => {
          if (event.kind !== "state") return;
          const { id, verdict, client, server } = (record as () => ConnectionRecord)();
          expect([id, client.state, server.state]).toEqual([1, event.client?.state, event.server?.state]);
          verdicts.push(verdict);
        },
      },
    );
    expect([...new Set(verdicts)]).toEqual([
      "connecting",
      "half-open",
      "open",
      "closing",
      "half-closed",
      "closed",
    ]);
  });
});
