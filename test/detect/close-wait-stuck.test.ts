// close-wait-stuck: an end in CLOSE_WAIT for longer than --close-wait-age, which sent nothing since the FIN.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { CLIENT_CLOSED, ESTABLISHED, SERVER_CLOSED } from "../notation/start-states.ts";
import { findingsOf, found } from "./findings-of.ts";

/** Something else is captured until then: the clock goes on. */
const until = (seconds: number) => `@${seconds} arp`;

describe("close-wait-stuck is raised", () => {
  it("for the end that does not close", async () => {
    // The FIN is the fourth segment, at 0.03 s.
    expect(await findingsOf(scenario(`${CLIENT_CLOSED} ${until(60.04)}`))).toMatchObject([
      {
        id: "close-wait-stuck",
        severity: "warning",
        endpoint: "server",
        packets: [4, 5],
        ageSeconds: 60,
        seconds: expect.closeTo(60.01, 9),
      },
    ]);
    expect(await found(scenario(`${SERVER_CLOSED} ${until(61)}`))).toEqual(["close-wait-stuck client"]);
  });

  it("by the age that the user gives", async () => {
    const text = scenario(`${CLIENT_CLOSED} ${until(10)}`);
    expect(await findingsOf(text, { closeWaitAge: 9 })).toMatchObject([
      { id: "close-wait-stuck", ageSeconds: 9 },
    ]);
    expect(await found(text, { closeWaitAge: 10 })).toEqual([]);
  });

  it("in a connection begun before the capture, when that end was seen to send", async () => {
    const text = `
      server > client  P.  1:101    ack 1
      client > server  .   1:1      ack 101
      client > server  F.  1:1      ack 101
      server > client  .   101:101  ack 2
      ${until(100)}
    `;
    expect(await found(scenario(text))).toEqual(["close-wait-stuck server"]);
  });
});

describe("close-wait-stuck is not raised", () => {
  it("up to the age", async () => {
    expect(await found(scenario(`${CLIENT_CLOSED} ${until(60.03)}`))).toEqual([]);
  });

  it("when that end has sent since: fin-wait-2-stuck", async () => {
    const text = `${CLIENT_CLOSED}
      server > client  P.  1:101  ack 2
      ${until(100)}
    `;
    expect(await found(scenario(text))).toEqual(["fin-wait-2-stuck client"]);
  });

  it("when it has closed", async () => {
    const text = `${CLIENT_CLOSED}
      +50 server > client  F.  1:1  ack 2
          client > server  .   2:2  ack 2
      ${until(200)}
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("when the other end acknowledges what was not captured: that may have been its FIN", async () => {
    const afterwards = `${CLIENT_CLOSED}
      client > server  .  2:2  ack 2
      ${until(100)}
    `;
    expect(await found(scenario(afterwards))).not.toContain("close-wait-stuck server");
    const before = `${ESTABLISHED}
      client > server  F.  1:1  ack 2
      server > client  .   2:2  ack 2
      ${until(100)}
    `;
    expect(await found(scenario(before))).not.toContain("close-wait-stuck server");
  });

  it("when one side alone was captured", async () => {
    const text = `
      client > server  S   0:0  <mss 1460>
      client > server  .   1:1  ack 1
      client > server  F.  1:1  ack 1
      ${until(100)}
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("when the capture began in the middle and that end's own FIN may be older", async () => {
    const text = `
      client > server  F.  1:1  ack 1
      server > client  .   1:1  ack 2
      ${until(100)}
    `;
    expect(await found(scenario(text))).toEqual([]);
  });
});
