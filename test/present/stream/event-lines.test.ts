import { describe, expect, test } from "vitest";
import { EventLines, type EventLinesOptions } from "../../../src/present/stream/event-lines.ts";
import { widthOf } from "../../../src/present/terminal/width.ts";
import type { Finding } from "../../../src/record/connection-record.ts";
import type { EventEndpoint, LifecycleEvent } from "../../../src/record/event-record.ts";
import { EVENT_KINDS } from "../../../src/record/vocabulary.ts";
import { eventWordsIn } from "../../../src/words/event-words.ts";
import type { Language } from "../../../src/words/language.ts";

const client: EventEndpoint = { ip: "10.9.0.1", port: 57414, state: "ESTABLISHED" };
const server: EventEndpoint = { ip: "10.9.0.2", port: 80, state: "ESTABLISHED" };
const of = {
  type: "event",
  seq: 1,
  time: "2026-11-20T14:03:12.547610321Z",
  packet: 3,
  connection: 1,
  client,
  server,
} as const;
const finding: Finding = {
  id: "close-wait-stuck",
  severity: "warning",
  endpoint: "server",
  packets: [7],
  packetsTotal: 1,
  summary: "10.9.0.2:80 has not closed for 1 min 2 s.",
};

const OPEN: LifecycleEvent = {
  ...of,
  kind: "open",
  opening: "three-way",
  synRttSeconds: 0.00002,
  ackRttSeconds: 0.000013,
};
/** One of each kind, in the order of the kinds. */
const EVENTS: readonly LifecycleEvent[] = [
  OPEN,
  { ...of, kind: "refused", afterSeconds: 0.000015, likelyFrom: "host" },
  {
    ...of,
    kind: "unreachable",
    icmp: { version: 4, type: 3, code: 1, name: "host unreachable", from: "10.9.0.254" },
    afterSeconds: 0.0003,
  },
  {
    ...of,
    kind: "retry",
    of: "SYN",
    endpoint: "client",
    attempt: 2,
    sinceFirstSeconds: 3,
    sinceLastSeconds: 3,
    schedule: { stacks: ["windows"], nextSeconds: 9, givesUpSeconds: 21 },
  },
  { ...of, kind: "half-open", forSeconds: 3 },
  {
    ...of,
    kind: "close",
    closing: "four-way",
    closedBy: "client",
    durationSeconds: 0.0413,
    clientBytes: 73,
    serverBytes: 1433,
  },
  {
    ...of,
    kind: "reset",
    verdict: "reset",
    by: "server",
    cause: "abort-or-unread-data",
    answered: null,
    durationSeconds: 1.2,
    clientBytes: 5,
    serverBytes: 0,
  },
  { ...of, kind: "state", endpoint: "server", from: "ESTABLISHED", to: "CLOSE_WAIT", afterSeconds: 3 },
  { ...of, kind: "evict", verdict: "open" },
  { ...of, kind: "finding", finding },
];

async function lines(options: Partial<EventLinesOptions> = {}, lang: Language = "en"): Promise<EventLines> {
  const plain = { width: () => null, color: "none", ascii: false, timeZone: "UTC" } as const;
  return new EventLines({ ...plain, ...options }, await eventWordsIn(lang));
}

test("a line an event: when, what, between whom, and a plain sentence", async () => {
  const told = await lines();
  expect(EVENTS.map((event) => told.event(event, false)).join("")).toMatchInlineSnapshot(`
    "14:03:12.547610  open      10.9.0.1:57414 → 10.9.0.2:80  handshake 33 µs (20 µs + 13 µs)
    14:03:12.547610  refused   10.9.0.1:57414 → 10.9.0.2:80  RST after 15 µs: most likely nothing listens there
    14:03:12.547610  unreachable 10.9.0.1:57414 → 10.9.0.2:80  ICMP from 10.9.0.254 after 0.3 ms: host unreachable
    14:03:12.547610  retry     10.9.0.1:57414 → 10.9.0.2:80  SYN again, 3 s after the first (2nd try; as Windows: next in 6 s)
    14:03:12.547610  half-open 10.9.0.1:57414 → 10.9.0.2:80  the last ACK of the handshake is missing for 3 s
    14:03:12.547610  close     10.9.0.1:57414 → 10.9.0.2:80  by the client after 41.3 ms; client sent 73 B, server 1.4 kB
    14:03:12.547610  reset     10.9.0.1:57414 → 10.9.0.2:80  by the server after 1.2 s: its application likely aborted, or closed with data unread; client sent 5 B, server 0 B
    14:03:12.547610  state     10.9.0.1:57414 → 10.9.0.2:80  server ESTABLISHED → CLOSE_WAIT after 3 s
    14:03:12.547610  evict     10.9.0.1:57414 → 10.9.0.2:80  dropped, the table of connections is full; until now open
    14:03:12.547610  finding   10.9.0.1:57414 → 10.9.0.2:80  ! close-wait-stuck: 10.9.0.2:80 has not closed for 1 min 2 s.
    "
  `);
});

test("in Chinese", async () => {
  const told = await lines({}, "zh");
  expect(EVENTS.map((event) => told.event(event, false)).join("")).toMatchInlineSnapshot(`
    "14:03:12.547610  open      10.9.0.1:57414 → 10.9.0.2:80  握手 33 µs（20 µs + 13 µs）
    14:03:12.547610  refused   10.9.0.1:57414 → 10.9.0.2:80  15 µs 后被 RST 拒绝：很可能没有程序在那里监听
    14:03:12.547610  unreachable 10.9.0.1:57414 → 10.9.0.2:80  0.3 ms 后由 10.9.0.254 发来 ICMP：主机不可达
    14:03:12.547610  retry     10.9.0.1:57414 → 10.9.0.2:80  重发 SYN，距第一次 3 s（第 2 次；节奏符合 Windows，6 s 后再发）
    14:03:12.547610  half-open 10.9.0.1:57414 → 10.9.0.2:80  握手的最后一个 ACK 已缺 3 s
    14:03:12.547610  close     10.9.0.1:57414 → 10.9.0.2:80  由客户端关闭，历时 41.3 ms，客户端发出 73 B，服务器发出 1.4 kB
    14:03:12.547610  reset     10.9.0.1:57414 → 10.9.0.2:80  1.2 s 后被服务器的 RST 中断，客户端发出 5 B，服务器发出 0 B：很可能是它的应用程序主动中止，或关闭时还有数据未读
    14:03:12.547610  state     10.9.0.1:57414 → 10.9.0.2:80  服务器 ESTABLISHED → CLOSE_WAIT，历时 3 s
    14:03:12.547610  evict     10.9.0.1:57414 → 10.9.0.2:80  连接表已满，不再跟踪；到此为止 open
    14:03:12.547610  finding   10.9.0.1:57414 → 10.9.0.2:80  ! close-wait-stuck: 10.9.0.2:80 has not closed for 1 min 2 s.
    "
  `);
});

test("each kind has been told above", () => {
  expect(EVENTS.map(({ kind }) => kind)).toEqual(EVENT_KINDS);
});

describe("a screen of 80 columns", () => {
  test("takes what does not fit below, broken between words", async () => {
    const told = await lines({ width: () => 80 });
    expect(EVENTS.map((event) => told.event(event, false)).join("")).toMatchInlineSnapshot(`
      "14:03:12.547610  open      10.9.0.1:57414 → 10.9.0.2:80
                       handshake 33 µs (20 µs + 13 µs)
      14:03:12.547610  refused   10.9.0.1:57414 → 10.9.0.2:80
                       RST after 15 µs: most likely nothing listens there
      14:03:12.547610  unreachable 10.9.0.1:57414 → 10.9.0.2:80
                       ICMP from 10.9.0.254 after 0.3 ms: host unreachable
      14:03:12.547610  retry     10.9.0.1:57414 → 10.9.0.2:80
                       SYN again, 3 s after the first (2nd try; as Windows: next in
                       6 s)
      14:03:12.547610  half-open 10.9.0.1:57414 → 10.9.0.2:80
                       the last ACK of the handshake is missing for 3 s
      14:03:12.547610  close     10.9.0.1:57414 → 10.9.0.2:80
                       by the client after 41.3 ms; client sent 73 B, server 1.4 kB
      14:03:12.547610  reset     10.9.0.1:57414 → 10.9.0.2:80
                       by the server after 1.2 s: its application likely aborted, or
                       closed with data unread; client sent 5 B, server 0 B
      14:03:12.547610  state     10.9.0.1:57414 → 10.9.0.2:80
                       server ESTABLISHED → CLOSE_WAIT after 3 s
      14:03:12.547610  evict     10.9.0.1:57414 → 10.9.0.2:80
                       dropped, the table of connections is full; until now open
      14:03:12.547610  finding   10.9.0.1:57414 → 10.9.0.2:80
                       ! close-wait-stuck: 10.9.0.2:80 has not closed for 1 min 2 s.
      "
    `);
  });

  const wide = {
    client: { ip: "2001:db8:1234:5678:9abc:def0:1234:5678", port: 57414, state: "ESTABLISHED" },
    server: {
      ip: "2001:db8:8765:4321:cba9:fed:4321:8765",
      port: 443,
      state: "ESTABLISHED",
      process: { pid: 4711, name: "a server with a long name", containerId: null, uid: 0 },
    },
  } as const;

  test.each([40, 60, 80, 100, 120])("%i columns are never exceeded", async (width) => {
    for (const lang of ["en", "zh"] as const) {
      const told = await lines({ width: () => width }, lang);
      for (const event of EVENTS) {
        for (const one of [event, { ...event, ...wide } as LifecycleEvent]) {
          for (const line of told.event(one, true).split("\n"))
            expect(widthOf(line)).toBeLessThanOrEqual(width);
        }
      }
    }
  });

  test.each([40, 60, 80, 100, 120, 300])("%i columns hold each event in one line", async (width) => {
    for (const lang of ["en", "zh"] as const) {
      const told = await lines({ width: () => width, oneLine: true }, lang);
      for (const event of EVENTS) {
        for (const one of [event, { ...event, ...wide } as LifecycleEvent]) {
          const text = told.event(one, true);
          expect(text).toMatch(/^14:03:12[^\n]+\n$/);
          expect(widthOf(text.trimEnd())).toBeLessThanOrEqual(width);
        }
      }
    }
  });

  test("one line has the time as exactly as there is room for it, and says where it is cut", async () => {
    const narrow = await lines({ width: () => 60, oneLine: true });
    expect(narrow.event(OPEN, false)).toBe("14:03:12  open      10.9.0.1:57414 → 10.9.0.2:80  handshake…\n");
    const roomy = await lines({ width: () => 120, oneLine: true });
    expect(roomy.event(OPEN, false)).toBe(
      "14:03:12.547  open      10.9.0.1:57414 → 10.9.0.2:80  handshake 33 µs (20 µs + 13 µs)\n",
    );
  });

  test("IPv6 ends stand one below the other, and a program's name is not torn", async () => {
    const told = await lines({ width: () => 80 });
    expect(told.event({ ...OPEN, ...wide }, false)).toMatchInlineSnapshot(`
      "14:03:12.547610  open      [2001:db8:1234:5678:9abc:def0:1234:5678]:57414 →
                                 [2001:db8:8765:4321:cba9:fed:4321:8765]:443
                                 (a server with a long name 4711)
                       handshake 33 µs (20 µs + 13 µs)
      "
    `);
  });
});

test("whose socket it is stands behind the address", async () => {
  const told = await lines();
  const held = (process: EventEndpoint["process"]) =>
    told.event({ ...OPEN, client: { ...client, ...(process && { process }) } }, false);
  expect(held({ pid: 4711, name: "curl", containerId: null, uid: 1000 })).toContain(
    "10.9.0.1:57414 (curl 4711) → 10.9.0.2:80",
  );
  expect(held({ pid: 8, name: "node", containerId: "3f2a9c".repeat(10), uid: 0 })).toContain(
    "(node 8 in 3f2a9c3f2a9c) →",
  );
  expect(held({ pid: null, name: null, containerId: null, uid: 1000 })).toContain("(uid 1000) →");
  expect(held({ pid: null, name: null, containerId: null, uid: null })).toContain("10.9.0.1:57414 → ");
});

test("nothing out of a packet or a program moves the cursor", async () => {
  const told = await lines();
  const process = { pid: 1, name: "\x1b[2Jevil\u202e", containerId: "\r\n", uid: 0 };
  const line = told.event({ ...OPEN, client: { ...client, process } }, false);
  expect(line).toContain("(\\x1b[2Jevil\\u{202e} 1 in \\r\\n)");
  const summary = "\x07bell\nnext";
  expect(told.event({ ...of, kind: "finding", finding: { ...finding, summary } }, false)).toMatch(
    /\\x07bell\\nnext\n$/,
  );
});

test("a finding about several names its subject where its sentence does not", async () => {
  const told = await lines();
  const about = (summary: string) =>
    told.event(
      {
        ...of,
        kind: "finding",
        packet: null,
        connection: null,
        client: null,
        server: null,
        finding: {
          ...finding,
          id: "close-wait-excess",
          severity: "error",
          summary,
          subject: { kind: "service", ip: "fd00:9::2", port: 80 },
          connections: [1, 2],
        },
      },
      false,
    );
  expect(about("12 connections wait.")).toContain("finding   [fd00:9::2]:80  ✖ close-wait-excess: 12 conn");
  expect(about("[fd00:9::2]:80 holds 12.")).toContain("finding   ✖ close-wait-excess: [fd00:9::2]:80 holds");
});

test("a finding that names both ends does not name them twice, nor the process", async () => {
  const summary = "10.9.0.2:80 waits: pid 4711 (node) does not close, 10.9.0.1:57414 has closed.";
  const told = await lines({ width: () => 80 });
  const line = (process: EventEndpoint["process"]) =>
    told.event(
      {
        ...of,
        server: { ...server, ...(process && { process }) },
        kind: "finding",
        finding: { ...finding, summary },
      },
      false,
    );
  const node = { pid: 4711, name: "node", containerId: null, uid: 0 };
  expect(line(node)).toBe(line(undefined));
  expect(line(node)).toMatchInlineSnapshot(`
    "14:03:12.547610  finding   ! close-wait-stuck: 10.9.0.2:80 waits: pid 4711
                     (node) does not close, 10.9.0.1:57414 has closed.
    "
  `);
  expect(line({ ...node, pid: 47 })).toContain("10.9.0.1:57414 → 10.9.0.2:80 (node 47)\n");
});

test("after a loss of packets the line says that it may be wrong", async () => {
  const told = await lines();
  expect(told.event(OPEN, true)).toMatch(/13 µs\) \(packets were lost: this may be wrong\)\n$/);
});

test("--ascii draws with ASCII only; colour marks the kind and nothing depends on it", async () => {
  const ascii = await lines({ ascii: true });
  for (const event of EVENTS) expect(ascii.event(event, true)).toMatch(/^[\n -~]*$/);
  const plain = await lines();
  const colored = await lines({ color: "16" });
  for (const event of EVENTS) {
    const dressed = colored.event(event, false);
    expect(dressed).toContain("\x1b[");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is made of them
    expect(dressed.replaceAll(/\x1b\[[\d;]*m/g, "")).toBe(plain.event(event, false));
  }
});

test("a new day is told once, in the zone of the reader", async () => {
  const told = await lines({ timeZone: "Asia/Shanghai" });
  const at = (time: string) => told.event({ ...OPEN, time }, false).split("  ")[0];
  expect(at("2026-11-20T15:59:59.999999999Z")).toBe("23:59:59.999999");
  expect(at("2026-11-20T16:00:00.000000000Z")).toBe("2026-11-21\n00:00:00.000000");
  expect(at("2026-11-20T16:00:01.000000000Z")).toBe("00:00:01.000000");
});

test("how things stand, and what was not printed", async () => {
  const told = await lines();
  expect(
    told.standing(of.time, {
      packets: 12345,
      packetsPerSecond: 1234.5,
      connections: 31,
      clients: [["ESTABLISHED", 12]],
      servers: [
        ["ESTABLISHED", 11],
        ["CLOSE_WAIT", 1],
      ],
      findings: [["reset", 2]],
      evicted: 0,
      lost: { byKernel: 7, byInterface: 1, lines: 0 },
    }) + told.notPrinted(of.time, 1),
  ).toMatchInlineSnapshot(`
    "14:03:12.547610  summary   12,345 packets, 1,235 a second; 31 connections; clients: 12 ESTABLISHED; servers: 11 ESTABLISHED, 1 CLOSE_WAIT; found 2 reset; lost 7 packets by the kernel, 1 packet by the interface
    14:03:12.547610  lost      1 line not printed: the reader is too slow
    "
  `);
});
