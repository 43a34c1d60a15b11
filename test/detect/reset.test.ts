// reset: an accepted RST in an established connection, and what the packets tell of its cause.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { CLIENT_CLOSED, CLOSED_BY_CLIENT, ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, findingsOfRecording, found } from "./findings-of.ts";

/** The only finding of a scenario; fails when there is none or another. */
async function only(text: string) {
  const findings = await findingsOf(scenario(text));
  expect(findings.map(({ id }) => id)).toEqual(["reset"]);
  return findings[0]!;
}

describe("reset is raised, with the cause", () => {
  it("data-after-close: the sender had closed, and answers payload", async () => {
    const finding = await only(`${CLIENT_CLOSED}
      server > client  P.  1:1001  ack 2
      client > server  R   2:2
    `);
    expect(finding).toMatchObject({
      severity: "warning",
      endpoint: "client",
      cause: "data-after-close",
      packets: [4, 6, 7],
      sentBytes: 0,
      receivedBytes: 1000,
      timeToLive: 64,
      usualTimeToLive: 64,
      doubt: null,
      // The RST is the seventh segment, 10 ms each.
      afterSeconds: expect.closeTo(0.06, 9),
    });
  });

  it("data-after-close too when a FIN follows the data at once", async () => {
    const finding = await only(`${CLIENT_CLOSED}
      server > client  P.  1:32   ack 2
      server > client  F.  32:32  ack 2
      client > server  R   2:2
    `);
    expect(finding).toMatchObject({ severity: "warning", endpoint: "client", cause: "data-after-close" });
  });

  it("late-fin: the sender had closed, and answers the other FIN; nothing of worth is lost", async () => {
    const finding = await only(`${CLIENT_CLOSED}
      server > client  F.  1:1  ack 2
      client > server  R   2:2
    `);
    expect(finding).toMatchObject({ severity: "info", endpoint: "client", cause: "late-fin" });
  });

  it("handshake-rejected: promptly after the handshake, by a server that had sent nothing else", async () => {
    for (const flags of ["R   1:1", "R.  1:1  ack 1"]) {
      const finding = await only(`${ESTABLISHED} server > client ${flags}`);
      expect(finding).toMatchObject({ severity: "warning", endpoint: "server", cause: "handshake-rejected" });
    }
    // Prompt: three round trips of 20 ms.
    expect(await only(`${ESTABLISHED} +0.06 server > client R 1:1`)).toMatchObject({
      cause: "handshake-rejected",
    });
    expect(await only(`${ESTABLISHED} +0.061 server > client R 1:1`)).toMatchObject({ cause: null });
  });

  it("application-abort: RST with ACK, the last payload its own", async () => {
    const finding = await only(`${ESTABLISHED}
         client > server  P.  1:101    ack 1
         server > client  P.  1:51     ack 101
         client > server  P.  101:201  ack 51
      +5 client > server  R.  201:201  ack 51
    `);
    expect(finding).toMatchObject({
      severity: "warning",
      endpoint: "client",
      cause: "application-abort",
      sentBytes: 200,
      receivedBytes: 50,
    });
  });

  it("abort-or-unread-data: RST with ACK, the last payload came from the other end", async () => {
    const finding = await only(`${ESTABLISHED}
      client > server  P.  1:101    ack 1
      server > client  R.  1:1      ack 101
    `);
    expect(finding).toMatchObject({ endpoint: "server", cause: "handshake-rejected" });
    const later = await only(`${ESTABLISHED}
         client > server  P.  1:101    ack 1
         server > client  .   1:1      ack 101
      +5 server > client  R.  1:1      ack 101
    `);
    expect(later).toMatchObject({ severity: "warning", endpoint: "server", cause: "abort-or-unread-data" });
  });

  it("middlebox: its time to live is two hops or more from that end's other segments", async () => {
    const text = (timeToLive: number) => `${ESTABLISHED}
         client > server  P.  1:101    ack 1
         server > client  .   1:1      ack 101
      +5 server > client  R.  1:1      ack 101  ttl ${timeToLive}
    `;
    expect(await only(text(62))).toMatchObject({
      endpoint: "server",
      cause: "middlebox",
      timeToLive: 62,
      usualTimeToLive: 64,
    });
    expect(await only(text(63))).toMatchObject({ cause: "abort-or-unread-data" });
  });

  it("middlebox: the end in whose name it comes goes on", async () => {
    const finding = await only(`${ESTABLISHED}
           client > server  P.  1:101  ack 1
           server > client  R.  1:1    ack 101
      +0.1 server > client  P.  1:501  ack 101
    `);
    expect(finding).toMatchObject({ endpoint: "server", cause: "middlebox" });
  });

  it("none, where an RST without ACK answers nothing", async () => {
    const finding = await only(`${ESTABLISHED}
         client > server  P.  1:101    ack 1
         server > client  .   1:1      ack 101
      +9 client > server  R   101:101
    `);
    expect(finding).toMatchObject({ endpoint: "client", cause: null });
  });

  it("and says what lowers the claim", async () => {
    const finding = await only(`
         client > server  P.  1:101    ack 1
         server > client  .   1:1      ack 101
      +9 client > server  R.  101:101  ack 1
    `);
    expect(finding).toMatchObject({ endpoint: "client", doubt: "mid-stream" });
    expect(finding.summary).toContain("beginning was not captured");
  });

  it.each([
    ["abort-by-client", "client", "application-abort"],
    ["abort-in-close-wait", "server", "application-abort"],
    ["abort-on-overflow", "server", "handshake-rejected"],
    ["close-with-unread-data", "server", "abort-or-unread-data"],
    ["data-after-close", "server", "data-after-close"],
    ["fin-wait-2-orphaned", "client", "data-after-close"],
    ["killed-program", "server", "abort-or-unread-data"],
  ])("from real kernels: %s by the %s", async (name, endpoint, cause) => {
    for (const vantage of ["client", "server"] as const) {
      expect(await findingsOfRecording(name, vantage)).toMatchObject([{ id: "reset", endpoint, cause }]);
    }
  });

  it("from real kernels: a box between resets both ends, each in the other's name", async () => {
    expect(await findingsOfRecording("rst-by-middlebox", "client")).toMatchObject([
      { id: "reset", endpoint: "server", cause: "middlebox" },
    ]);
    expect(await findingsOfRecording("rst-by-middlebox", "server")).toMatchObject([
      { id: "reset", endpoint: "client", cause: "middlebox" },
    ]);
  });
});

describe("reset is not raised", () => {
  it("after both FINs were acknowledged", async () => {
    const text = `${CLOSED_BY_CLIENT}
      +5 server > client  R.  2:2  ack 2
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("where the handshake was not complete: handshake-aborted", async () => {
    const text = `
      client > server  S   0:0  <mss 1460>
      server > client  S.  0:0  ack 1  <mss 1460>
      client > server  R   1:1
    `;
    expect(await found(scenario(text))).not.toContain("reset client");
  });

  it("where the peer lost its state, or keepalive gave up", async () => {
    const ids = async (name: string) => (await findingsOfRecording(name, "client")).map(({ id }) => id);
    expect(await ids("peer-lost-state")).toEqual(["peer-lost-state"]);
    expect(await ids("keepalive-unanswered")).toEqual(["keepalive-failure"]);
  });
});
