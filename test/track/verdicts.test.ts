// The verdict table of the contract row by row, then each of its "cases worth a test".
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { CLIENT_CLOSED, CLOSED_BY_CLIENT, ESTABLISHED, SERVER_CLOSED } from "../notation/start-states.ts";

const REFUSED = `
  client > server  S   0:0
  server > client  R.  seq=0  ack 1
`;

type Case = readonly [name: string, verdict: string, text: string];

async function verdictOf(text: string): Promise<string> {
  return (await scenario(text).connection()).verdict;
}

describe("the rows of the verdict table", () => {
  const rows: Case[] = [
    ["1: both FINs acknowledged", "closed", CLOSED_BY_CLIENT],
    [
      "1: acknowledged before the FIN itself was captured",
      "closed",
      `${CLIENT_CLOSED}
       client > server  .   2:2  ack 2
       server > client  F.  1:1  ack 2`,
    ],
    [
      "1: not while the second FIN is unacknowledged",
      "closing",
      `${CLIENT_CLOSED} server > client F. 1:1 ack 2`,
    ],
    [
      "1: not while a FIN was repeated since its acknowledgement",
      "closing",
      `${CLOSED_BY_CLIENT} +0.4 server > client F. 1:1 ack 2`,
    ],
    [
      "1: again when the repeated FIN is acknowledged again",
      "closed",
      `${CLOSED_BY_CLIENT}
       +0.4 server > client  F.  1:1  ack 2
       client > server  .   2:2  ack 2`,
    ],
    ["2: an RST after the handshake", "reset", `${ESTABLISHED} server > client R. 1:1 ack 1`],
    [
      "2: mid-stream, after payload",
      "reset",
      `
       client > server  P.  1:11  ack 1
       server > client  R   1:1`,
    ],
    [
      "2: mid-stream, after both ends sent an acknowledgement",
      "reset",
      `
       client > server  .   1:1  ack 1
       server > client  .   1:1  ack 1
       server > client  R   1:1`,
    ],
    [
      "3: after the SYN-ACK, by the server",
      "aborted",
      `
       client > server  S   0:0
       server > client  S.  0:0  ack 1
       server > client  R.  1:1  ack 1`,
    ],
    [
      "3: after the second SYN of a simultaneous open",
      "aborted",
      `
       client > server  S   0:0
       server > client  S   0:0
       client > server  R   1:1`,
    ],
    [
      "3: by the sender of the SYN, before any answer",
      "aborted",
      `
       client > server  S  0:0
       client > server  R  1:1`,
    ],
    ["4: the other end resets the SYN", "refused", REFUSED],
    ["5: one FIN, acknowledged", "half-closed", CLIENT_CLOSED],
    ["5: the server's FIN, acknowledged", "half-closed", SERVER_CLOSED],
    ["6: one FIN, not acknowledged", "closing", `${ESTABLISHED} client > server F. 1:1 ack 1`],
    [
      "6: crossing FINs, one acknowledged",
      "closing",
      `${ESTABLISHED}
       client > server  F.  1:1  ack 1
       server > client  F.  1:1  ack 1
       client > server  .   2:2  ack 2`,
    ],
    [
      "7: the server waits for the ACK",
      "half-open",
      `
       client > server  S   0:0
       server > client  S.  0:0  ack 1`,
    ],
    ["8: both ends established", "open", ESTABLISHED],
    [
      "8: mid-stream, both sent an acknowledgement",
      "open",
      `
       client > server  .  1:1  ack 1
       server > client  .  1:1  ack 1`,
    ],
    [
      "8: mid-stream, one end's acknowledgement advanced",
      "open",
      `
       client > server  .  1:1  ack 1
       client > server  .  1:1  ack 1461`,
    ],
    [
      "9: an ICMP error quotes the SYN",
      "unreachable",
      `
       client > server  S  0:0
       router > client  icmp 3/1 quotes client > server S 0:0`,
    ],
    [
      "9: before 10, however often the SYN is repeated after it",
      "unreachable",
      `
       client > server  S  0:0
       router > client  icmp 3/1 quotes client > server S 0:0
       +1  client > server  S  0:0`,
    ],
    [
      "10: the SYN twice, 100 ms apart",
      "unanswered",
      `
       client > server  S  0:0
       +0.1 client > server  S  0:0`,
    ],
    [
      "10: 75 s after the first SYN",
      "unanswered",
      `
       client > server  S  0:0
       +75  arp`,
    ],
    ["11: one SYN", "connecting", "client > server S 0:0"],
    [
      "11: the SYN twice, less than 100 ms apart",
      "connecting",
      `
       client > server  S  0:0
       +0.05 client > server  S  0:0`,
    ],
    [
      "11: a SYN younger than 75 s",
      "connecting",
      `
       client > server  S  0:0
       +74  arp`,
    ],
    ["12: a lone acknowledgement", "partial", "client > server . 1:1 ack 1"],
    [
      "12: the same acknowledgement again",
      "partial",
      `
       client > server  .  1:1  ack 1
       client > server  .  1:1  ack 1`,
    ],
  ];
  it.each(rows)("%s: %s", async (_name, verdict, text) => {
    expect(await verdictOf(text)).toBe(verdict);
  });
});

describe("cases worth a test", () => {
  const cases: Case[] = [
    [
      "SYN, SYN-ACK, RST of the client",
      "aborted",
      `
       client > server  S   0:0
       server > client  S.  0:0  ack 1
       client > server  R   1:1`,
    ],
    [
      "handshake, RST of the server at once (tcp_abort_on_overflow)",
      "reset",
      `${ESTABLISHED} server > client R 1:1`,
    ],
    ["FIN, ACK, then abort in CLOSE_WAIT", "reset", `${CLIENT_CLOSED} server > client R. 1:1 ack 2`],
    [
      "FIN, ACK, FIN, RST instead of the last ACK",
      "reset",
      `${CLIENT_CLOSED}
       server > client  F.  1:1  ack 2
       client > server  R   2:2`,
    ],
    [
      "FIN, ACK, RST answering data after close",
      "reset",
      `${CLIENT_CLOSED}
       server > client  P.  1:101  ack 2
       client > server  R   2:2`,
    ],
    ["RST after both FINs were acknowledged", "closed", `${CLOSED_BY_CLIENT} server > client R 2:2`],
    [
      "SYN answered by a plain ACK, RST of the client, nothing more",
      "connecting",
      `
       client > server  S  0:0
       server > client  .  seq=77777000  ack=33333000
       client > server  R  seq=33333000`,
    ],
    [
      "SYN answered by a plain ACK, RST of the client, nothing more for 75 s",
      "unanswered",
      `
       client > server  S  0:0
       server > client  .  seq=77777000  ack=33333000
       client > server  R  seq=33333000
       +75  arp`,
    ],
    [
      "SYN answered by a plain ACK, RST of the client, then a SYN-ACK and its ACK",
      "open",
      `
       client > server  S   0:0
       server > client  .   seq=77777000  ack=33333000
       client > server  R   seq=33333000
       +1 client > server  S   0:0
       server > client  S.  0:0  ack 1
       client > server  .   1:1  ack 1`,
    ],
    [
      "ICMP error, then SYN-ACK",
      "half-open",
      `
       client > server  S   0:0
       router > client  icmp 3/1 quotes client > server S 0:0
       server > client  S.  0:0  ack 1`,
    ],
    [
      "ICMP error, then SYN-ACK and ACK",
      "open",
      `
       client > server  S   0:0
       router > client  icmp 3/1 quotes client > server S 0:0
       server > client  S.  0:0  ack 1
       client > server  .   1:1  ack 1`,
    ],
    [
      "ICMP error and RST",
      "refused",
      `
       client > server  S   0:0
       router > client  icmp 3/1 quotes client > server S 0:0
       server > client  R.  seq=0  ack 1`,
    ],
    [
      "refused, SYN repeated with the same number (Windows), refused",
      "refused",
      `${REFUSED}
       +0.5 client > server  S   0:0
       server > client  R.  seq=0  ack 1`,
    ],
    [
      "SYN refused, the same SYN again, nothing yet",
      "unanswered",
      `${REFUSED}
       +0.5 client > server  S   0:0`,
    ],
    [
      "SYN refused, the same SYN again, SYN-ACK",
      "half-open",
      `${REFUSED}
       +0.5 client > server  S   0:0
       server > client  S.  0:0  ack 1`,
    ],
    [
      "SYN refused, the same SYN again, SYN-ACK, ACK",
      "open",
      `${REFUSED}
       +0.5 client > server  S   0:0
       server > client  S.  0:0  ack 1
       client > server  .   1:1  ack 1`,
    ],
    ["SYN-ACK repeated after the ACK", "half-open", `${ESTABLISHED} +1 server > client S. 0:0 ack 1`],
    [
      "SYN-ACK repeated after the ACK, until the next ACK",
      "open",
      `${ESTABLISHED}
       +1 server > client  S.  0:0  ack 1
       client > server  .   1:1  ack 1`,
    ],
    [
      "only client frames: SYN, ACK, data",
      "open",
      `
       client > server  S   0:0
       client > server  .   1:1   ack 1
       client > server  P.  1:11  ack 1`,
    ],
    [
      "only client frames: SYN, ACK, data, FIN",
      "closing",
      `
       client > server  S   0:0
       client > server  .   1:1    ack 1
       client > server  P.  1:11   ack 1
       client > server  F.  11:11  ack 51`,
    ],
    ["only server frames: SYN-ACK alone", "partial", "server > client S. 0:0 ack 1"],
    [
      "only server frames: with data",
      "open",
      `
       server > client  S.  0:0  ack 1
       server > client  P.  1:11  ack 1`,
    ],
    [
      "only server frames: with FIN",
      "closing",
      `
       server > client  S.  0:0  ack 1
       server > client  P.  1:11  ack 101
       server > client  F.  11:11  ack 101`,
    ],
    [
      "mid-stream, both FINs seen and acknowledged",
      "closed",
      `
       client > server  F.  1:1  ack 1
       server > client  F.  1:1  ack 2
       client > server  .   2:2  ack 2`,
    ],
    [
      "mid-stream, first thing seen is a FIN and its ACK",
      "half-closed",
      `
       client > server  F.  1:1  ack 1
       server > client  .   1:1  ack 2`,
    ],
    ["FIN probe", "partial", "client > server F 0:0"],
    [
      "FIN probe with RST",
      "partial",
      `
       client > server  F   0:0
       server > client  R.  seq=0  ack 1`,
    ],
    ["XMAS probe", "partial", "client > server FPU 0:0"],
    [
      "XMAS probe with RST",
      "partial",
      `
       client > server  FPU  0:0
       server > client  R.   seq=0  ack 1`,
    ],
    ["NULL probe", "partial", "client > server - 0:0"],
    [
      "NULL probe with RST",
      "partial",
      `
       client > server  -   0:0
       server > client  R.  seq=0  ack 0`,
    ],
    [
      "ACK probe answered by RST",
      "partial",
      `
       client > server  .  1:1  ack 1
       server > client  R  1:1`,
    ],
    ["lone RST", "partial", "client > server R 1:1"],
    ["lone RST with ACK", "partial", "server > client R. seq=0 ack 1"],
    [
      "SYN-ACK answered by RST (backscatter)",
      "aborted",
      `
       server > client  S.  0:0  ack 1
       client > server  R   1:1`,
    ],
    [
      "SYN, then RST of the same end with the SYN's own number",
      "aborted",
      `
       client > server  S  0:0
       client > server  R  0:0`,
    ],
    [
      "keepalive given up with RST",
      "reset",
      `${ESTABLISHED}
       +7200  client > server  .   0:0  ack 1
       +75    client > server  .   0:0  ack 1
       +75    client > server  R.  1:1  ack 1`,
    ],
    [
      "data never acknowledged, no RST",
      "open",
      `${ESTABLISHED}
       client > server  P.  1:11  ack 1
       +0.2 client > server  P.  1:11  ack 1
       +0.4 client > server  P.  1:11  ack 1
       +1000 arp`,
    ],
    [
      "simultaneous open",
      "open",
      `
       client > server  S   0:0
       server > client  S   0:0
       client > server  S.  0:0  ack 1
       server > client  S.  0:0  ack 1`,
    ],
    [
      "fast open",
      "open",
      `
       client > server  S   0:100  <mss 1460,tfo 8>
       server > client  S.  0:0    ack 101
       client > server  .   101:101  ack 1`,
    ],
    [
      "self-connect",
      "open",
      `
       client:7000 > client:7000  S   0:0
       client:7000 > client:7000  S.  0:0  ack 1
       client:7000 > client:7000  .   1:1  ack 1`,
    ],
    [
      "self-connect, closed",
      "closed",
      `
       client:7000 > client:7000  S   0:0
       client:7000 > client:7000  S.  0:0  ack 1
       client:7000 > client:7000  .   1:1  ack 1
       client:7000 > client:7000  F.  1:1  ack 1
       client:7000 > client:7000  .   2:2  ack 2`,
    ],
  ];
  it.each(cases)("%s: %s", async (_name, verdict, text) => {
    expect(await verdictOf(text)).toBe(verdict);
  });

  it("closed, then the four addresses again: each has its own verdict", async () => {
    const [first, second, ...more] = await scenario(`${CLOSED_BY_CLIENT}
      +2 client > server  S   isn 9000000  0:0
      server > client  R.  seq=0  ack 1
    `).connections();
    expect(more).toEqual([]);
    expect([first?.verdict, second?.verdict]).toEqual(["closed", "refused"]);
    expect(second?.previous).toBe(first?.id);
  });
});
