import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { completeSelect } from "../../src/select/complete.ts";
import { meantBy, translated } from "../../src/select/meant.ts";
import { parseSelect } from "../../src/select/parse.ts";

const SEEN = [
  { client: { ip: "10.9.0.1", port: 40_812 }, server: { ip: "10.9.0.2", port: 8080 } },
  { client: { ip: "10.9.0.1", port: 40_813 }, server: { ip: "fd00::2", port: 443 } },
];

describe("a word without its key", () => {
  test.each<[string, readonly string[]]>([
    ["8080", ["port:8080", "id:8080"]],
    [":8080", ["port:8080", "id:8080"]],
    ["80,443", ["port:80,443", "id:80,443"]],
    ["8000-9000", ["port:8000-9000", "id:8000-9000"]],
    // No port is so large.
    ["812345", ["id:812345"]],
    ["10.9.0.2", ["host:10.9.0.2"]],
    ["10.9.0.2:8080", ["host:10.9.0.2 port:8080"]],
    ["[fd00::2]:443", ["host:fd00::2 port:443"]],
    ["fd00::2", ["host:fd00::2"]],
    ["10.9.0.0/16", ["net:10.9.0.0/16"]],
    ["10.9", ["host:10.9.0.2", "host:10.9.0.1", "net:10.9.0.0/16"]],
    ["192.168.", ["net:192.168.0.0/16"]],
    ["fd00:", ["host:fd00::2"]],
    ["CLOSE_WAIT", ["state:CLOSE_WAIT"]],
    ["estab", ["state:ESTABLISHED"]],
    ["refused", ["verdict:refused", "finding:connection-refused"]],
    ["timewait", ["state:TIME_WAIT", "finding:time-wait-reuse", "finding:time-wait-assassination"]],
    ["error", ["severity:error"]],
    ["vxlan", ["tunnel:vxlan"]],
    [">10k", ["bytes>10k", "packets>10k"]],
    [">100ms", ["duration>100ms", "handshake>100ms"]],
    ["<=5s", ["duration<=5s", "handshake<=5s"]],
    ["google.com", []],
    ["999.1.1.1", []],
    ["", []],
  ])("%s", (word, expected) => {
    const meant = meantBy(word, SEEN).map(({ text }) => text);
    expect(meant.slice(0, Math.max(1, expected.length))).toEqual(expected);
  });

  test("what lacks nothing but the key is told from what only begins so", () => {
    expect(meantBy("refused").map(({ isWhole }) => isWhole)).toEqual([true, false]);
    expect(meantBy("10.9", SEEN).every(({ isWhole }) => !isWhole)).toBe(true);
  });

  test("everything proposed is in the language, whatever was typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 12 }), (word) => {
        for (const { text } of meantBy(word, SEEN)) expect(() => parseSelect(text)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ["port 80", "port:80"],
  ["tcp port 8080", "port:8080"],
  ["tcp dst port 8080", "port:8080"],
  ["host 10.9.0.1 and tcp port 80", "host:10.9.0.1 and port:80"],
  ["src host 10.9.0.1 or dst net 10.0.0.0/8", "host:10.9.0.1 or net:10.0.0.0/8"],
  ["tcp and host 10.9.0.1", "host:10.9.0.1"],
  ["portrange 80-90", "port:80-90"],
  ["ip.addr == 10.9.0.1 && tcp.port==80", "host:10.9.0.1 and port:80"],
  ["!(tcp.port == 22)", "not (port:22)"],
  ["tcp.srcport == 80 || ipv6.addr == fd00::2", "port:80 or host:fd00::2"],
])("tcpdump's or Wireshark's %s", (theirs, ours) => {
  expect(translated(theirs)).toBe(ours);
});

test.each(["tcp[13] == 2", "udp", "state:CLOSED", "http.request", ""])("not known: %s", (theirs) => {
  expect(translated(theirs)).toBeNull();
});

describe("completion of what is to be seen", () => {
  test.each([
    ["host:", ["10.9.0.2", "10.9.0.1", "fd00::2"]],
    ["host:10.9", ["10.9.0.2", "10.9.0.1"]],
    ["client.host:", ["10.9.0.1"]],
    ["server.port:", ["8080", "443"]],
    ["port:4081", ["40812", "40813"]],
    ["port:443,8", ["8080"]],
    ["server.port:443,", ["8080"]],
    ["bytes>1", []],
    ["net:", []],
  ])("%s", (typed, expected) => {
    expect(completeSelect(typed, typed.length, SEEN).candidates.map(({ text }) => text)).toEqual(expected);
  });

  test("fifty at most", () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      client: { ip: `10.0.${index >> 8}.${index & 255}`, port: 1 },
    }));
    expect(completeSelect("host:", 5, many).candidates).toHaveLength(50);
  });
});
