import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { connectionTable } from "../../../src/present/report/connection-table.ts";
import { glyphsFor } from "../../../src/present/terminal/glyphs.ts";
import { createStyle } from "../../../src/present/terminal/style.ts";
import { widthOf } from "../../../src/present/terminal/width.ts";
import { arbitraryRecord } from "../arbitrary-record.ts";
import { connection, endpoint, halfClosed, open } from "../sample-records.ts";

const plain = createStyle("none");
const table = (records: Parameters<typeof connectionTable>[0], width: number, ascii = false) =>
  connectionTable(records, width, glyphsFor(ascii), plain).lines;

const IPV4 = [
  halfClosed(7, 62),
  open(8, {
    client: endpoint("192.168.100.100", 54321, { state: "ESTABLISHED" }),
    server: endpoint("192.168.100.200", 8443, { state: "ESTABLISHED", payloadBytes: 12_000 }),
  }),
];
const IPV6 = [
  connection(1, {
    client: endpoint("2001:db8:85a3:1:2:8a2e:370:7334", 51234),
    server: endpoint("2001:db8:1234:5678:9abc:def0:1234:5678", 443),
  }),
];

describe("what gives way", () => {
  const screens = (records: Parameters<typeof table>[0], widths: number[]) =>
    widths.map((width) => [width, ...table(records, width)].join("\n")).join("\n\n");

  test("figures first, then gaps, then the states", () => {
    expect(screens(IPV4, [120, 100, 80, 60])).toMatchInlineSnapshot(`
      "120
        #  client                 server                client state  server state  verdict      handshake    data  packets
        7  10.9.0.1:40007         10.9.0.2:8080         FIN_WAIT_2    CLOSE_WAIT    half-closed     0.2 ms  1.4 kB       10
        8  192.168.100.100:54321  192.168.100.200:8443  ESTABLISHED   ESTABLISHED   open            0.2 ms   12 kB       10

      100
        #  client                 server                client state  server state  verdict      handshake
        7  10.9.0.1:40007         10.9.0.2:8080         FIN_WAIT_2    CLOSE_WAIT    half-closed     0.2 ms
        8  192.168.100.100:54321  192.168.100.200:8443  ESTABLISHED   ESTABLISHED   open            0.2 ms

      80
      # client                server               client is   server is   verdict
      7 10.9.0.1:40007        10.9.0.2:8080        FIN_WAIT_2  CLOSE_WAIT  half-closed
      8 192.168.100.100:54321 192.168.100.200:8443 ESTABLISHED ESTABLISHED open

      60
        #  client                server                verdict
        7  10.9.0.1:40007        10.9.0.2:8080         half-closed
        8  192.168…00.100:54321  192.168.100.200:8443  open"
    `);
  });

  test("IPv6 takes what room there is, and is cut between its groups", () => {
    expect(screens(IPV6, [200, 120, 80, 60])).toMatchInlineSnapshot(`
      "200
        #  client                                   server                                        client state  server state  verdict  handshake  data  packets  duration
        1  [2001:db8:85a3:1:2:8a2e:370:7334]:51234  [2001:db8:1234:5678:9abc:def0:1234:5678]:443  CLOSED        CLOSED        closed      0.2 ms     –       10   41.3 ms

      120
        #  client                   server                 client is  server is  verdict  handshake  data  packets  duration
        1  [2001:db8:…:7334]:51234  [2001:db8:…:5678]:443  CLOSED     CLOSED     closed      0.2 ms     –       10   41.3 ms

      80
        #  client               server                 client is  server is  verdict
        1  [2001:…:7334]:51234  [2001:db8:…:5678]:443  CLOSED     CLOSED     closed

      60
        #  client               server                 verdict
        1  [2001:…:7334]:51234  [2001:db8:…:5678]:443  closed"
    `);
  });
});

test("what had no room is named", () => {
  const leftOut = (width: number) => connectionTable(IPV4, width, glyphsFor(false), plain).leftOut;
  expect(leftOut(200)).toEqual([]);
  expect(leftOut(120)).toEqual(["duration", "waiting"]);
  expect(leftOut(60)).toEqual(["states", "handshake", "data", "packets", "duration", "waiting"]);
});

test("where tunnels tell connections apart they stand before all figures", () => {
  const [, a, b] = table([connection(1, { tunnel: ["vlan:100"] }), connection(2)], 110);
  expect(a).toMatch(/closed +vlan:100 +0\.2 ms/);
  expect(b).toMatch(/closed +– +0\.2 ms/);
  const inOne = [1, 2].map((id) => connection(id, { tunnel: ["vlan:100", "vxlan:42"] }));
  expect(table(inOne, 200)[1]).toMatch(/41\.3 ms {2}vlan:100 vxlan:42$/);
});

test("a row stays a row, whatever is in it and however narrow it is", () => {
  fc.assert(
    fc.property(
      fc.array(arbitraryRecord, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 48, max: 220 }),
      fc.boolean(),
      (records, width, ascii) => {
        const lines = table(records, width, ascii);
        expect(lines).toHaveLength(records.length + 1);
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
      },
    ),
  );
});
