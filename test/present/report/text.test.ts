import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { createReportWriter } from "../../../src/present/create-report-writer.ts";
import type { ReportOptions } from "../../../src/present/report-writer.ts";
import { widthOf } from "../../../src/present/terminal/width.ts";
import type { ConnectionRecord, Finding, SubjectFinding } from "../../../src/record/connection-record.ts";
import { LANGUAGES } from "../../../src/words/language.ts";
import { MemoryOutput, PIPE, report } from "../memory-output.ts";
import {
  capture,
  connection,
  endpoint,
  finding,
  halfClosed,
  open,
  refused,
  resultOf,
  subjectFinding,
  unanswered,
} from "../sample-records.ts";
import { TOUR, tourResult } from "../tour.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour begins with
const SGR = /\u001b\[([\d;]*)m/g;

const tour = (options: Partial<ReportOptions>) => report("text", TOUR, options, tourResult());

const lines = async (
  records: readonly ConnectionRecord[],
  options: Partial<ReportOptions> = {},
  result = resultOf(records),
) => (await report("text", records, options, result)).split("\n");

describe("the whole report", () => {
  test("80 columns", async () => {
    expect(await tour({})).toMatchInlineSnapshot(`
      "tour.pcapng · pcapng, Ethernet · 412 packets (385 TCP), 1 min 15 s
      9 connections · 2021-07-05 08:08:55 – 08:10:10

      Problems
        ✖ connection-refused  10.9.0.2:85: 2 connections refused by RST: nothing
                              listens there.
                              connections 5, 6 · since packet 25
                              shakedown show tour.pcapng 5
        ✖ syn-unanswered      10.9.0.1 → 10.9.0.9:5432: 3 SYNs at 0, 6 and 30 s, no
                              answer for 75 s. The schedule is 4.4BSD's; it has given
                              up.
                              connection 4 · packets 12, 40, 77
                              shakedown show tour.pcapng 4
        ! close-wait-stuck    10.9.0.2:8080: 2 connections in CLOSE_WAIT, the oldest
                              for 1 min 2 s: the application has not closed them.
                              connections 7, 8 · since packet 95
                              shakedown show tour.pcapng 7
        ! reset               10.9.0.2:80 cut the connection off by an RST after
                              41.3 ms: its application aborted.
                              connection 10 · packet 9 · shakedown show tour.pcapng 10
        Also seen, no problem: half-close

      Outcomes
        closed       2  ████████████████████████████████████████
        half-closed  2  ████████████████████████████████████████
        refused      2  ████████████████████████████████████████
        open         1  ████████████████████
        reset        1  ████████████████████
        unanswered   1  ████████████████████

      Connections
         # client              server            client is   server is   verdict
         1 10.9.0.1:40001      10.9.0.2:80       TIME_WAIT   CLOSED      closed
         2 [2001:…:7334]:51234 [2001:db8::1]:443 TIME_WAIT   CLOSED      closed
         4 10.9.0.1:40004      10.9.0.9:5432     CLOSED      UNKNOWN     unanswered
         5 10.9.0.1:40005      10.9.0.2:85       CLOSED      CLOSED      refused
         6 10.9.0.1:40006      10.9.0.2:85       CLOSED      CLOSED      refused
         7 10.9.0.1:40007      10.9.0.2:8080     FIN_WAIT_2  CLOSE_WAIT  half-closed
         8 10.9.0.1:40008      10.9.0.2:8080     FIN_WAIT_2  CLOSE_WAIT  half-closed
         9 10.9.0.1:40009      10.9.0.2:443      ESTABLISHED ESTABLISHED open
        10 10.9.0.1:40010      10.9.0.2:80       TIME_WAIT   CLOSED      reset

      26 packets without TCP: arp 20, udp 6
      1 packet cut short: the captured bytes end inside the TCP header

      shakedown explain connection-refused       what it means and what to do
      shakedown read tour.pcapng --select finding:connection-refused
      shakedown read tour.pcapng --format json   all that is known, for programs
      "
    `);
  });

  test("60 columns, ASCII", async () => {
    expect(await tour({ width: 60, ascii: true })).toMatchInlineSnapshot(`
      "tour.pcapng - pcapng, Ethernet
      412 packets (385 TCP), 1 min 15 s - 9 connections
      2021-07-05 08:08:55 to 08:10:10

      Problems
        x connection-refused
          10.9.0.2:85: 2 connections refused by RST: nothing
          listens there.
          connections 5, 6 - since packet 25
          shakedown show tour.pcapng 5
        x syn-unanswered
          10.9.0.1 -> 10.9.0.9:5432: 3 SYNs at 0, 6 and 30 s, no
          answer for 75 s. The schedule is 4.4BSD's; it has given
          up.
          connection 4 - packets 12, 40, 77
          shakedown show tour.pcapng 4
        ! close-wait-stuck
          10.9.0.2:8080: 2 connections in CLOSE_WAIT, the oldest
          for 1 min 2 s: the application has not closed them.
          connections 7, 8 - since packet 95
          shakedown show tour.pcapng 7
        ! reset
          10.9.0.2:80 cut the connection off by an RST after
          41.3 ms: its application aborted.
          connection 10 - packet 9 - shakedown show tour.pcapng 10
        Also seen, no problem: half-close

      Outcomes
        closed       2  ########################################
        half-closed  2  ########################################
        refused      2  ########################################
        open         1  ####################
        reset        1  ####################
        unanswered   1  ####################

      Connections
         #  client                 server             verdict
         1  10.9.0.1:40001         10.9.0.2:80        closed
         2  [2001:...:7334]:51234  [2001:db8::1]:443  closed
         4  10.9.0.1:40004         10.9.0.9:5432      unanswered
         5  10.9.0.1:40005         10.9.0.2:85        refused
         6  10.9.0.1:40006         10.9.0.2:85        refused
         7  10.9.0.1:40007         10.9.0.2:8080      half-closed
         8  10.9.0.1:40008         10.9.0.2:8080      half-closed
         9  10.9.0.1:40009         10.9.0.2:443       open
        10  10.9.0.1:40010         10.9.0.2:80        reset

      26 packets without TCP: arp 20, udp 6
      1 packet cut short: the captured bytes end inside the TCP
        header

      shakedown explain connection-refused
      shakedown read tour.pcapng --select finding:connection-refused
      shakedown read tour.pcapng --format json
      "
    `);
  });

  test("120 columns", async () => {
    expect(await tour({ width: 120 })).toMatchInlineSnapshot(`
      "tour.pcapng · pcapng, Ethernet · 412 packets (385 TCP), 1 min 15 s · 9 connections · 2021-07-05 08:08:55 – 08:10:10

      Problems
        ✖ connection-refused  10.9.0.2:85: 2 connections refused by RST: nothing listens there.
                              connections 5, 6 · since packet 25 · shakedown show tour.pcapng 5
        ✖ syn-unanswered      10.9.0.1 → 10.9.0.9:5432: 3 SYNs at 0, 6 and 30 s, no answer for 75 s. The
                              schedule is 4.4BSD's; it has given up.
                              connection 4 · packets 12, 40, 77 · shakedown show tour.pcapng 4
        ! close-wait-stuck    10.9.0.2:8080: 2 connections in CLOSE_WAIT, the oldest for 1 min 2 s: the
                              application has not closed them.
                              connections 7, 8 · since packet 95 · shakedown show tour.pcapng 7
        ! reset               10.9.0.2:80 cut the connection off by an RST after 41.3 ms: its application
                              aborted.
                              connection 10 · packet 9 · shakedown show tour.pcapng 10
        Also seen, no problem: half-close

      Outcomes
        closed       2  ████████████████████████████████████████
        half-closed  2  ████████████████████████████████████████
        refused      2  ████████████████████████████████████████
        open         1  ████████████████████
        reset        1  ████████████████████
        unanswered   1  ████████████████████

      Connections
         #  client                   server             client state  server state  verdict      handshake     data  packets
         1  10.9.0.1:40001           10.9.0.2:80        TIME_WAIT     CLOSED        closed          0.2 ms    450 B        9
         2  [2001:db8:…:7334]:51234  [2001:db8::1]:443  TIME_WAIT     CLOSED        closed         12.1 ms  51.3 kB       49
         4  10.9.0.1:40004           10.9.0.9:5432      CLOSED        UNKNOWN       unanswered           –        –        3
         5  10.9.0.1:40005           10.9.0.2:85        CLOSED        CLOSED        refused              –        –        2
         6  10.9.0.1:40006           10.9.0.2:85        CLOSED        CLOSED        refused              –        –        2
         7  10.9.0.1:40007           10.9.0.2:8080      FIN_WAIT_2    CLOSE_WAIT    half-closed     0.2 ms   1.4 kB       10
         8  10.9.0.1:40008           10.9.0.2:8080      FIN_WAIT_2    CLOSE_WAIT    half-closed     0.2 ms   1.4 kB       10
         9  10.9.0.1:40009           10.9.0.2:443       ESTABLISHED   ESTABLISHED   open            0.2 ms   2.4 MB       10
        10  10.9.0.1:40010           10.9.0.2:80        TIME_WAIT     CLOSED        reset           0.2 ms    450 B        9

      26 packets without TCP: arp 20, udp 6
      1 packet cut short: the captured bytes end inside the TCP header

      shakedown explain connection-refused                             what it means and what to do
      shakedown read tour.pcapng --select finding:connection-refused   all connections concerned
      shakedown read tour.pcapng --format json                         all that is known, for programs
      "
    `);
  });

  test("no packet is named where only the kernel has told of the connections", async () => {
    const none: Partial<Finding> = { endpoint: "server", packets: [] };
    const stuck = finding("close-wait-stuck", { seconds: 62, ageSeconds: 60 }, none);
    const unseen = { firstPacket: 0, lastPacket: 0, findings: [stuck] };
    const told = await report("text", [halfClosed(1, 62, unseen), halfClosed(2, 62, unseen)], { width: 100 });
    expect(told).toMatch(/^ +connections 1, 2(?! · since)/m);
  });

  test("ASCII is ASCII", async () => {
    expect(await tour({ width: 100, ascii: true })).toMatch(/^[\n\x20-\x7e]*$/);
  });

  test.each([40, 52, 60, 72, 80, 100, 132, 200])("no row is wider than %i columns", async (width) => {
    for (const lang of LANGUAGES) {
      const text = (await tour({ width, lang })).split("\n");
      const tooWide = text.filter((line) => widthOf(line) > width && !/^ *shakedown /.test(line));
      expect(tooWide).toEqual([]);
    }
  });

  test("colour changes nothing but the colour, and is one of sixteen", async () => {
    const text = await tour({ color: "16" });
    const codes = new Set([...text.matchAll(SGR)].map(([, code]) => code));
    expect([...codes].sort()).toEqual(["0", "1", "1;31", "2", "32", "33"]);
    expect(text.replaceAll(SGR, "")).toBe(await tour({}));
  });
});

const retryCalled = (id: string): Finding => ({
  id,
  severity: "warning",
  endpoint: "client",
  packets: [1, 2],
  packetsTotal: 2,
  summary: "10.9.0.1 sent its SYN twice.",
});

describe("what is wrong", () => {
  test("nothing: one line says so", async () => {
    const text = await lines([connection(1), connection(2)]);
    expect(text.slice(2, 6)).toEqual(["", "Nothing wrong found.", "", "Outcomes"]);
  });

  test("no TCP at all", async () => {
    expect(await lines([])).toContain("No TCP connections in it.");
  });

  test("a selection that nothing matches does not say that nothing is wrong", async () => {
    const text = await lines([], { selected: "verdict:refused" }, resultOf([connection(1)]));
    expect(text).toContain("No connection matches the selection.");
    expect(text).not.toContain("Nothing wrong found.");
  });

  test("the worst first, and of equal ones what is about services and hosts", async () => {
    const retry = retryCalled("syn-retry");
    const excess = subjectFinding(
      "close-wait-excess",
      {
        holder: "service",
        client: null,
        now: 12,
        most: 12,
        oldestSeconds: 62,
        growing: true,
        connectionsTotal: 12,
      },
      {
        severity: "error",
        endpoint: "server",
        packets: [88],
        summary: "10.9.0.2:8080 holds 12 connections in CLOSE_WAIT.",
        subject: { kind: "service", ip: "10.9.0.2", port: 8080 },
        connections: [7, 9, 10, 11],
      },
    );
    const records = [
      connection(1, { findings: [retry] }),
      TOUR.find(({ id }) => id === 4) as ConnectionRecord,
    ];
    const text = await lines(records, { width: 100 }, resultOf(records, { findings: [excess] }));
    expect(text.slice(3, 14).join("\n")).toMatchInlineSnapshot(`
      "Problems
        ✖ close-wait-excess  10.9.0.2:8080 holds 12 connections in CLOSE_WAIT.
                             connections 7, 9-11 and 8 more · since packet 88
                             shakedown show tour.pcapng 7
        ✖ syn-unanswered     10.9.0.1 → 10.9.0.9:5432: 3 SYNs at 0, 6 and 30 s, no answer for 75 s. The
                             schedule is 4.4BSD's; it has given up.
                             connection 4 · packets 12, 40, 77 · shakedown show tour.pcapng 4
        ! syn-retry          10.9.0.1 sent its SYN twice.
                             connection 1 · packets 1, 2 · shakedown show tour.pcapng 1

      Outcomes"
    `);
  });

  test("connections of a finding about a service are selected by their ids", async () => {
    const leak = (connections: number[]) =>
      subjectFinding("close-wait-excess", { connectionsTotal: 3 } as never, {
        subject: { kind: "service", ip: "10.9.0.2", port: 8080 },
        connections,
      });
    const hint = async (finding: SubjectFinding) =>
      (await lines([connection(1)], {}, resultOf([connection(1)], { findings: [finding] }))).find((line) =>
        line.includes("--select"),
      );
    expect(await hint(leak([7, 9, 10]))).toContain("shakedown read tour.pcapng --select id:7,9,10");
    // One of them is not listed.
    expect(await hint(leak([7, 9]))).toBeUndefined();
  });

  test("about the capture as a whole there is no connection to show", async () => {
    const copies = subjectFinding(
      "duplicate-frames",
      { copies: 40, share: 0.5 },
      {
        packets: [2],
        summary: "40 of 80 TCP packets are copies.",
        subject: { kind: "capture", ip: null, port: null },
        connections: [],
      },
    );
    const text = await lines([connection(1)], {}, resultOf([connection(1)], { findings: [copies] }));
    expect(text.slice(4, 6)).toEqual([
      "  ! duplicate-frames  40 of 80 TCP packets are copies.",
      "                      since packet 2 · shakedown explain duplicate-frames",
    ]);
  });

  test("of the selected only what touches them", async () => {
    const scan = (connections: number[]) =>
      subjectFinding("close-wait-excess", {} as never, {
        summary: `About ${connections.join(" and ")}.`,
        subject: { kind: "service", ip: "10.9.0.2", port: 8080 },
        connections,
      });
    const result = resultOf([connection(1)], { findings: [scan([1, 7]), scan([8, 9])] });
    const text = (await lines([connection(1)], { selected: "id:1" }, result)).join("\n");
    expect(text).toContain("About 1 and 7.");
    expect(text).not.toContain("About 8 and 9.");
  });

  test("what is only worth knowing is no problem", async () => {
    const crossed = finding("simultaneous-close", { apartSeconds: 0.001 }, { severity: "info" });
    const text = await lines([1, 2].map((id) => connection(id, { findings: [crossed] })));
    expect(text.slice(3, 5)).toEqual([
      "Nothing wrong found.",
      "  Also seen, no problem: simultaneous-close 2",
    ]);
  });

  test("more kinds than a small screen holds are named at least", async () => {
    const kinds = Array.from({ length: 8 }, (_, index) => `kind-${index}`);
    const records = kinds.map((id, index) => connection(index + 1, { findings: [retryCalled(id)] }));
    const text = await lines(records, { height: 24 });
    expect(text.slice(14, 18)).toEqual([
      "  ! kind-5  10.9.0.1 sent its SYN twice.",
      "            connection 6 · packets 1, 2 · shakedown show tour.pcapng 6",
      "    2 more kinds, 2 connections: kind-6, kind-7",
      "    shakedown read tour.pcapng --select 'finding:*'",
    ]);
  });

  test("many of one kind, each about another host, leave room for the rest", async () => {
    const scans = Array.from({ length: 9 }, (_, index) =>
      subjectFinding("port-scan", {} as never, {
        severity: "error",
        summary: `10.9.0.${index} tried 15 ports of 10.9.1.1.`,
        subject: { kind: "host", ip: `10.9.0.${index}`, port: null },
        connections: [index + 2],
      }),
    );
    const records = [connection(1, { findings: [retryCalled("syn-retry")] })];
    const text = await lines(records, {}, resultOf(records, { findings: scans }));
    const names = text.map((line) => /^ {2}[✖!] (\S+)/.exec(line)?.[1]).filter((name) => name !== undefined);
    expect(names).toEqual(["port-scan", "port-scan", "port-scan", "syn-retry"]);
    const rest = text.indexOf("    1 more kind, 6 connections: port-scan");
    expect(text[rest + 1]).toBe("    shakedown read tour.pcapng --format json --no-connections");
  });

  test("many services with the same trouble are one entry", async () => {
    const records = Array.from({ length: 9 }, (_, index) =>
      refused(index + 1, {
        server: endpoint("10.9.0.9", 7 + (index >> 1)),
        findings: TOUR.find(({ id }) => id === 5)?.findings ?? [],
      }),
    );
    expect((await lines(records)).slice(3, 8).join("\n")).toMatchInlineSnapshot(`
      "Problems
        ✖ connection-refused  9 connections refused by RST: nothing listens there. 5
                              ports of 10.9.0.9: 7 (2), 8 (2), 9 (2), …
                              connections 1-9 · since packet 25
                              shakedown show tour.pcapng 1"
    `);
  });

  test("what a command does is said where it fits; the command is never cut", async () => {
    const hintLines = async (width: number) =>
      (await tour({ width })).split("\n").filter((line) => line.startsWith("shakedown "));
    for (const width of [40, 60, 80, 120]) {
      const shown = await hintLines(width);
      expect(shown.map((line) => line.split("   ")[0]?.trimEnd())).toEqual([
        "shakedown explain connection-refused",
        "shakedown read tour.pcapng --select finding:connection-refused",
        "shakedown read tour.pcapng --format json",
      ]);
      for (const line of shown) if (line.includes("   ")) expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  test("without the table the problems are the same", async () => {
    const problems = (text: string) => text.slice(text.indexOf("Problems"), text.indexOf("Outcomes"));
    expect(problems(await tour({ connections: false }))).toBe(problems(await tour({})));
  });

  test("in Chinese: sentences, not names; wide characters take two columns", async () => {
    const text = await tour({ lang: "zh", width: 72 });
    expect(text.slice(text.indexOf("Problems"), text.indexOf("Outcomes"))).toMatchInlineSnapshot(`
      "Problems
        ✖ connection-refused  10.9.0.2:85：2 条连接被 RST 拒绝：端口上没有程序
                              在监听。
                              连接 5, 6 · 自第 25 号包起
                              shakedown show tour.pcapng 5
        ✖ syn-unanswered      10.9.0.1 → 10.9.0.9:5432: 3 SYNs at 0, 6 and
                              30 s, no answer for 75 s. The schedule is
                              4.4BSD's; it has given up.
                              连接 4 · 第 12, 40, 77 号包
                              shakedown show tour.pcapng 4
        ! close-wait-stuck    10.9.0.2:8080：2 条连接停在 CLOSE_WAIT，最久的已
                              有 1 min 2 s：程序没有关闭它们。
                              连接 7, 8 · 自第 95 号包起
                              shakedown show tour.pcapng 7
        ! reset               10.9.0.2:80 cut the connection off by an RST
                              after 41.3 ms: its application aborted.
                              连接 10 · 第 9 号包
                              shakedown show tour.pcapng 10
        另外看到（不算问题）：half-close

      "
    `);
    expect(text.split("\n").filter((line) => widthOf(line) > 72 && !/^ *shakedown /.test(line))).toEqual([]);
    expect(text).toContain("shakedown explain connection-refused --lang zh");
  });
});

describe("of a live capture", () => {
  const live = (losses: { droppedByKernel: number; linesNotPrinted: number }) => {
    const result = resultOf([refused(1)]);
    result.summary.losses = { received: 1500, droppedByInterface: 0, ...losses };
    return lines([refused(1)], { inputs: [] }, result);
  };

  test("what was lost is always said, and what that means", async () => {
    expect((await live({ droppedByKernel: 0, linesNotPrinted: 0 }))[2]).toBe(
      "libpcap counts 1,500 received, 0 dropped by the kernel, 0 by the interface",
    );
    expect(
      (await live({ droppedByKernel: 700, linesNotPrinted: 12 })).slice(2, 5).join("\n"),
    ).toMatchInlineSnapshot(`
      "! libpcap counts 1,500 received, 700 dropped by the kernel, 0 by the interface:
        what is told of connections that were alive then may be wrong.
      ! 12 lines not printed: the reader was too slow."
    `);
  });

  test("no command names a file that there is not", async () => {
    const text = (await lines(TOUR, { inputs: [] }, tourResult())).join("\n");
    expect(text).toContain("Problems\n");
    expect(text).toContain("shakedown explain");
    expect(text).not.toMatch(/shakedown (read|show)/);
  });
});

describe("what else was in the capture", () => {
  test("damage and eviction are said at once", async () => {
    const result = resultOf([connection(1)]);
    result.summary.evicted = 1200;
    result.summary.damaged = [
      { file: "tour.pcapng", byteOffset: 52_312, packet: 412, message: "cut", cutShort: true },
    ];
    expect((await lines([connection(1)], {}, result)).slice(0, 6).join("\n")).toMatchInlineSnapshot(`
      "tour.pcapng · pcapng, Ethernet · 412 packets, 1 min 15 s · 1 connection
      2021-07-05 08:08:55 – 08:10:10
      ! tour.pcapng ends inside packet 412 (byte 52,312), as a capture that was killed
        does. Everything before it is reported.
      ! 1,200 connections dropped before their end, because the table was full: their
        verdicts are the last known. Raise --max-connections."
    `);
  });

  test("nothing that a file name or a comment says reaches the terminal raw", async () => {
    const hostile = "evil\u001b]0;owned\u0007\u202e.pcap\n\u009b31m";
    const result = resultOf([connection(1), refused(2)], {
      capture: capture({
        files: [{ name: hostile, format: "pcapng", compression: "gzip", comments: [hostile] }],
        linkTypes: [hostile],
      }),
    });
    result.summary.damaged = [{ file: hostile, byteOffset: 1, packet: 1, message: hostile, cutShort: false }];
    const text = await report("text", [connection(1)], { inputs: [hostile] }, result);
    expect(text).not.toMatch(/[^\n\P{Cc}]|[\u202e]/u);
    expect(text).toContain("evil\\x1b]0;owned\\x07\\u{202e}.pcap\\n\\x9b31m");
  });

  test("several captures, standard input among them", async () => {
    const files = ["-", "b.pcap", "c.pcap", "d.pcap", "e.pcap"].map((name) => ({
      name,
      format: "pcap",
      compression: "none",
      comments: [],
    }));
    const result = resultOf([connection(1)], {
      capture: capture({ files, linkTypes: ["ethernet", "linux-sll2"], snapLength: 96 }),
    });
    expect((await lines([connection(1)], {}, result)).slice(0, 3).join("\n")).toMatchInlineSnapshot(`
      "standard input and 4 more · pcap, Ethernet, Linux cooked v2
      412 packets, 1 min 15 s · cut at 96 B · 1 connection
      2021-07-05 08:08:55 – 08:10:10"
    `);
  });
});

describe("more connections than fit", () => {
  const many = Array.from({ length: 300 }, (_, index) => connection(index + 1));

  test("a screen is shown whole, in order", async () => {
    const text = await lines(many.slice(0, 32), { height: 40 });
    expect(text).toContain("Connections");
    expect(text.filter((line) => line.includes("10.9.0.1:4"))).toHaveLength(32);
  });

  test("beyond that a screen of the most telling, and how to see the rest", async () => {
    const text = await lines([...many, unanswered(301), halfClosed(302, 61)], { height: 24 });
    const start = text.indexOf("Connections  16 of 302, the most telling first");
    expect(text.slice(start + 2, start + 5).join("\n")).toMatchInlineSnapshot(`
      "  301  10.9.0.1:40301  10.9.0.9:5432  CLOSED        UNKNOWN       unanswered
        302  10.9.0.1:40302  10.9.0.2:8080  FIN_WAIT_2    CLOSE_WAIT    half-closed
          1  10.9.0.1:40001  10.9.0.2:80    TIME_WAIT     CLOSED        closed"
    `);
    expect(text.slice(-4).join("\n")).toMatchInlineSnapshot(`
      "shakedown read tour.pcapng --select verdict:unanswered   only these connections
      shakedown read tour.pcapng --format csv   every connection, a row each
      shakedown read tour.pcapng --format json   all that is known, for programs
      "
    `);
  });

  test("a hundred thousand leave nothing behind but what is shown", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    const stories = [connection, unanswered, refused, open, (id: number) => halfClosed(id, 60 + (id % 7))];
    const writer = await createReportWriter("text", PIPE, new MemoryOutput());
    const offered: WeakRef<ConnectionRecord>[] = [];
    for (let id = 1; id <= 100_000; id++) {
      const record = (stories[id % stories.length] as (typeof stories)[number])(id);
      offered.push(new WeakRef(record));
      writer.connection?.(record);
    }
    // A WeakRef holds its target until the turn of the event loop in which it was made is over.
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    const alive = offered.filter((reference) => reference.deref() !== undefined).length;
    // Two screens of 50 lines, less what stands around the table, of each of the five verdicts.
    expect(alive).toBeLessThanOrEqual(5 * 84 + stories.length);
    expect(alive).toBeGreaterThanOrEqual(84);
    await writer.end(resultOf([]));
  });
});
