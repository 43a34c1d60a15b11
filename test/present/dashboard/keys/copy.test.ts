import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import {
  clipboardSequence,
  copyNotice,
  copyOfConnection,
  copyOfService,
  multiplexersIn,
} from "../../../../src/present/dashboard/keys/copy.ts";
import { drawing } from "../prompts/prompt-drawings.ts";

const end = (ip: string, port: number) => ({ ip, port });
const NONE = { tmux: false, screen: false };

/** What a terminal that obeys OSC 52 would copy. */
function copied(sequence: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequence as terminals read it
  const [, base64] = /\x1b\]52;c;([A-Za-z\d+/=]*)\x07/.exec(sequence) ?? [];
  return base64 === undefined ? null : Buffer.from(base64, "base64").toString("utf8");
}

describe("a connection: its addresses, and a filter for it", () => {
  test.each([
    [
      "IPv4",
      end("10.9.0.1", 40_812),
      end("10.9.0.2", 8080),
      [],
      [
        "10.9.0.1:40812 10.9.0.2:8080",
        "host 10.9.0.1 and host 10.9.0.2 and tcp port 40812 and tcp port 8080",
      ],
    ],
    [
      "IPv6",
      end("fd00::1", 40_812),
      end("fd00::2", 443),
      [],
      ["[fd00::1]:40812 [fd00::2]:443", "host fd00::1 and host fd00::2 and tcp port 40812 and tcp port 443"],
    ],
    [
      "one host talking to itself",
      end("127.0.0.1", 40_812),
      end("127.0.0.1", 80),
      [],
      [
        "127.0.0.1:40812 127.0.0.1:80",
        "src host 127.0.0.1 and dst host 127.0.0.1 and tcp port 40812 and tcp port 80",
      ],
    ],
    [
      "the same port at both ends",
      end("10.9.0.1", 179),
      end("10.9.0.2", 179),
      [],
      [
        "10.9.0.1:179 10.9.0.2:179",
        "host 10.9.0.1 and host 10.9.0.2 and tcp src port 179 and tcp dst port 179",
      ],
    ],
    [
      "in VLANs",
      end("10.9.0.1", 1),
      end("10.9.0.2", 2),
      ["vlan:100", "vlan:7"],
      [
        "10.9.0.1:1 10.9.0.2:2",
        "vlan 100 and vlan 7 and host 10.9.0.1 and host 10.9.0.2 and tcp port 1 and tcp port 2",
      ],
    ],
    [
      "in a tunnel, where only Wireshark looks",
      end("10.9.0.1", 1),
      end("fd00::2", 2),
      ["vxlan:42"],
      [
        "10.9.0.1:1 [fd00::2]:2",
        "ip.addr == 10.9.0.1 && ipv6.addr == fd00::2 && tcp.port == 1 && tcp.port == 2",
      ],
    ],
  ])("%s", (_what, client, server, tunnel, lines) => {
    expect(copyOfConnection({ client, server, tunnel }).text.split("\n")).toEqual(lines);
  });

  test("the notice says what, and for whom the filter is", () => {
    const plain = copyOfConnection({ client: end("10.9.0.1", 1), server: end("10.9.0.2", 2), tunnel: [] });
    expect(copyNotice(plain, drawing())).toBe(
      "copied: 10.9.0.1:1 10.9.0.2:2 and a filter for tcpdump, if the terminal allows it",
    );
    const inside = copyOfConnection({
      client: end("10.9.0.1", 1),
      server: end("10.9.0.2", 2),
      tunnel: ["gre"],
    });
    expect(copyNotice(inside, drawing({ lang: "zh" }))).toBe(
      "已复制：10.9.0.1:1 10.9.0.2:2 及 Wireshark 的过滤表达式（若终端允许）",
    );
  });
});

test("a service: its address and a filter", () => {
  expect(copyOfService(end("fd00::2", 443)).text).toBe("[fd00::2]:443\nhost fd00::2 and tcp port 443");
});

function tcpdump(...parameters: string[]): string | null {
  try {
    return execFileSync("tcpdump", parameters, { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" });
  } catch {
    return null;
  }
}

test.skipIf(tcpdump("--version") === null)("tcpdump finds the connection with it, and nothing else", () => {
  const client = end("10.9.0.1", 40_012);
  const server = end("10.9.0.2", 8080);
  const [, filter = ""] = copyOfConnection({ client, server, tunnel: [] }).text.split("\n");
  const lines = tcpdump("-nr", "fixtures/tour.pcapng", filter)?.trim().split("\n") ?? [];
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) {
    expect(line).toContain("10.9.0.1.40012");
    expect(line).toContain("10.9.0.2.8080");
  }
});

describe("the clipboard", () => {
  const text = "10.9.0.1:1 10.9.0.2:2\nhost 10.9.0.1 日本";

  test("of a terminal gets it by OSC 52", () => {
    const sequence = clipboardSequence(text, NONE) as string;
    expect(sequence.startsWith("\x1b]52;c;")).toBe(true);
    expect(copied(sequence)).toBe(text);
  });

  test("in tmux it is said to tmux, and to the terminal behind it", () => {
    const sequence = clipboardSequence(text, { tmux: true, screen: false }) as string;
    expect(copied(sequence)).toBe(text);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: tmux's passthrough doubles each Escape
    const [, passed = ""] = /\x1bPtmux;(.*?[^\x1b])\x1b\\$/s.exec(sequence) ?? [];
    expect(copied(passed.replaceAll("\x1b\x1b", "\x1b"))).toBe(text);
  });

  test("GNU screen passes it on in pieces that it takes", () => {
    const long = "host ".repeat(200);
    const sequence = clipboardSequence(long, { tmux: false, screen: true }) as string;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: screen's passthrough
    const pieces = [...sequence.matchAll(/\x1bP(.*?)\x1b\\/gs)].map(([, piece]) => piece as string);
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(250);
    expect(copied(pieces.join(""))).toBe(long);
  });

  test("takes no more than terminals do", () => {
    expect(clipboardSequence("x".repeat(56_000), NONE)?.length).toBeLessThanOrEqual(74_994);
    expect(clipboardSequence("x".repeat(57_000), NONE)).toBeNull();
  });

  test("who stands in between says the environment", () => {
    expect(multiplexersIn({ TMUX: "/tmp/tmux-0/default,1,0" })).toEqual({ tmux: true, screen: false });
    expect(multiplexersIn({ STY: "123.pts-0.host" })).toEqual({ tmux: false, screen: true });
    expect(multiplexersIn({ TERM: "xterm" })).toEqual(NONE);
  });
});
