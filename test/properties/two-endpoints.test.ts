// At rest, the states that the capture shows are the states that the endpoints are in.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Scenario } from "../notation/scenario.ts";
import { type Action, type Outcome, type Schedule, simulate } from "./two-endpoints.ts";

const delay = fc.constantFrom(0, 1, 10, 40, 60);
const action: fc.Arbitrary<Action> = fc.record({
  at: fc.integer({ min: 1, max: 1500 }),
  side: fc.constantFrom("client", "server"),
  does: fc.constantFrom("send", "send", "close", "close"),
});
const actions = fc.array(action, { maxLength: 8 });
const calm: Schedule = {
  serverListens: true,
  serverOpens: null,
  actions: [],
  delays: { client: 5, server: 5 },
  losses: new Map(),
};
const delays = fc.record({ client: delay, server: delay });
const losses = fc
  .array(fc.tuple(fc.nat(25), fc.constantFrom<"before" | "behind">("before", "behind")), { maxLength: 5 })
  .map((list) => new Map(list));

async function expectTheirStates(schedule: Schedule): Promise<void> {
  const outcome = simulate(schedule);
  const connection = await new Scenario(outcome.captured).connection();
  const segments = outcome.captured.map(({ time, text }) => `${time / 1e6} ms ${text}`).join("\n");
  const [client, server] =
    connection.client.port === 80
      ? [connection.server, connection.client]
      : [connection.client, connection.server];
  expect({ segments, client: client.state, server: server.state }).toEqual({
    segments,
    client: knowable(outcome, "client"),
    server: knowable(outcome, "server"),
  });
}

/** An end that no captured segment comes from is UNKNOWN (SEMANTICS §1, "Silent end"). */
function knowable({ states, spoke }: Outcome, side: "client" | "server"): string {
  return spoke[side] ? states[side] : "UNKNOWN";
}

function holds(changes: fc.Arbitrary<Partial<Schedule>>, runs = 150): Promise<void> {
  const property = fc.asyncProperty(changes, (change) => expectTheirStates({ ...calm, ...change }));
  return fc.assert(property, { numRuns: runs });
}

describe("at rest the states are the endpoints' own", () => {
  it("without losses, wherever the capture point is", () => holds(fc.record({ actions, delays })));

  it("with losses before and behind the capture point", () => holds(fc.record({ actions, delays, losses })));

  it("when both open, crossing or not", () =>
    holds(
      fc.record({
        actions,
        delays,
        serverOpens: fc.integer({ min: 1, max: 60 }),
      }),
    ));

  it("when nobody listens", () =>
    holds(fc.record({ actions, delays, losses, serverListens: fc.constant(false) }), 50));

  it("when an end aborts", () => {
    const aborts = fc.record({
      at: fc.integer({ min: 1, max: 1500 }),
      side: fc.constantFrom<"client" | "server">("client", "server"),
      does: fc.constant("abort" as const),
    });
    return holds(
      fc.record({ actions: fc.tuple(actions, aborts).map(([list, abort]) => [...list, abort]), delays }),
    );
  });
});
