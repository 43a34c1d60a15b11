// `--filter`: a program for each link type, and libpcap's words where there can be none.
import { spawnSync } from "node:child_process";
import { describe, expect, it, test } from "vitest";
import { FilterError } from "../../src/capture/filter-error.ts";
import { installationAdvice } from "../../src/capture/live/libpcap-package.ts";
import { openCapture } from "../../src/capture/open-capture.ts";
import { PacketFilter } from "../../src/capture/packet-filter.ts";
import { cooked, ethernet, ipv4, ipv6, tcp, udp } from "../notation/frames.ts";
import { writePcap } from "../notation/write-pcap.ts";
import { writePcapng } from "../notation/write-pcapng.ts";
import { libpcapFile } from "./libpcap-file.ts";

const SEGMENT = ipv4({}, tcp({ destinationPort: 80, flags: "S" }));
const DATAGRAM = ipv4({}, udp({ sourcePort: 53, destinationPort: 5353 }, new Uint8Array(4)));
const SEGMENT_OF_IPV6 = ipv6({}, tcp({ destinationPort: 80, flags: "S" }));

/** For each packet of the capture, whether it matches. */
async function matches(capture: Uint8Array, expression: string): Promise<boolean[]> {
  const source = await openCapture(capture);
  const filter = (await PacketFilter.compile(expression)).over(source.channels);
  const found: boolean[] = [];
  for (let block = await source.nextBlock(); block !== null; block = await source.nextBlock()) {
    filter.prepare(block);
    for (let index = block.from; index < block.to; index++) found.push(filter.matches(block, index));
  }
  await source.close();
  return found;
}

const at = (...packets: Uint8Array[]) => packets.map((bytes, index) => ({ time: BigInt(index), bytes }));

/** A loopback header: the address family in the order of the machine that captured. */
function loopback(family: number, bigEndian: boolean, packet: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + packet.length);
  new DataView(frame.buffer).setUint32(0, family, !bigEndian);
  frame.set(packet, 4);
  return frame;
}

describe.skipIf(libpcapFile === null)("a filter", () => {
  it("takes the packets that match, by their captured bytes and their length on the wire", async () => {
    const capture = writePcap([
      ...at(ethernet(SEGMENT), ethernet(DATAGRAM)),
      { time: 2n, bytes: ethernet(SEGMENT).subarray(0, 30), original: 1500 },
    ]);
    expect(await matches(capture, "tcp port 80")).toEqual([true, false, false]);
    expect(await matches(capture, "tcp")).toEqual([true, false, true]);
    expect(await matches(capture, "greater 1000")).toEqual([false, false, true]);
    expect(await matches(capture, "")).toEqual([true, true, true]);
  });

  it("has a program of its own for each link type of a capture", async () => {
    const capture = writePcapng(
      at(ethernet(SEGMENT), cooked(SEGMENT), SEGMENT, ethernet(DATAGRAM), cooked(DATAGRAM), DATAGRAM).map(
        (packet, index) => ({ ...packet, interface: index % 3 }),
      ),
      { interfaces: [{ linkType: 1 }, { linkType: 113 }, { linkType: 101 }] },
    );
    expect(await matches(capture, "tcp port 80")).toEqual([true, true, true, false, false, false]);
  });

  // AF_INET6 is 10 on Linux, 24 on NetBSD, 28 on FreeBSD, 30 on macOS; a loopback header has the
  // captured machine's, in its byte order. All but Linux's are in such headers.
  test.each([24, 28, 30])(
    "knows IPv6 by address family %d behind a loopback header of either order",
    async (family) => {
      for (const bigEndian of [false, true]) {
        const packets = at(loopback(family, bigEndian, SEGMENT_OF_IPV6), loopback(2, bigEndian, SEGMENT));
        for (const written of [false, true]) {
          const capture = writePcap(packets, { linkType: 0, bigEndian: written });
          expect(await matches(capture, "ip6 and tcp port 80")).toEqual([true, false]);
          expect(await matches(capture, "ip and tcp port 80")).toEqual([false, true]);
        }
      }
    },
  );

  it("follows extension headers, where the program loops", async () => {
    const plain = ethernet(SEGMENT_OF_IPV6);
    expect(await matches(writePcap(at(plain, ethernet(SEGMENT))), "ip6 protochain 6")).toEqual([true, false]);
  });
});

/** What compiling, or the first packet of a link type, is refused with. */
async function refusal(expression: string, linkType = 1): Promise<FilterError> {
  const capture = writePcap(at(SEGMENT), { linkType });
  const error = await matches(capture, expression).catch((reason: unknown) => reason);
  if (!(error instanceof FilterError)) throw new Error(`"${expression}" is not refused`);
  return error;
}

describe.skipIf(libpcapFile === null)("a filter that cannot be had", () => {
  test.each([
    ["tcp prot 80", 5],
    ["prot 80", 1],
    ["tcp port 80 or", 15],
    ["tcp and (port 80", 17],
    ["tcp and (port 80 or udp hots 1.2.3.4)", 25],
    ["tcp port 80 && ) or udp", 16],
    ["tcp[13] & 2 ! 0", 15],
    ["tcp[13 & 2 != 0", 12],
  ])("%s: libpcap's words, and the column where it understands no more", async (expression, column) => {
    const error = await refusal(expression);
    expect(error.column).toBe(column);
    expect(error.message).toContain(`"${expression}": can't parse filter expression: syntax error at column`);
    expect(error.message).toContain("man pcap-filter");
  });

  it("points at a word that libpcap names", async () => {
    const error = await refusal("tcp port 80 or hots 81 or udp");
    expect(error.message).toContain("unknown port 'hots' at column 16, behind \"port 80 or\"; ");
  });

  it("says that display filters of Wireshark are another language", async () => {
    expect((await refusal("tcp.port == 80")).message).toContain("tcp port 80");
    expect((await refusal("tcp.flags.syn==1 && ip.addr==10.0.0.1")).message).toContain("Wireshark");
  });

  it("names the link type for which it means nothing", async () => {
    expect((await refusal("wlan type mgt")).message).toBe(
      '"wlan type mgt": 802.11 link-layer types supported only on 802.11 (for packets of link type ethernet)',
    );
    expect((await refusal("inbound")).message).toContain("link type ethernet");
    expect((await refusal("tcp", 253)).message).toContain("link type netlink");
    expect((await refusal("host 999.1.1.1")).message).toContain("999");
  });

  it("is had where it only matches nothing: another link type of the same capture may have more", async () => {
    expect(await matches(writePcap(at(SEGMENT), { linkType: 228 }), "ip6")).toEqual([false]);
  });

  it("is no other one because of a zero byte in it", async () => {
    expect((await refusal("tcp\0 or udp")).message).toContain("syntax error");
  });
});

describe("where libpcap is missing, the line says what to type", () => {
  test.each([
    ["linux", 'ID=debian\nVERSION_ID="12"\n', "apt install libpcap0.8"],
    ["linux", 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', "apt install libpcap0.8"],
    ["linux", 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', "dnf install libpcap"],
    ["linux", "ID=alpine\n", "apk add libpcap"],
    ["linux", 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', "zypper install libpcap1"],
    ["linux", "", "install libpcap with the package manager of this system"],
    ["win32", "", "it is not called on Windows yet, use WSL"],
  ] as const)("%s %j: %s", (platform, release, advice) => {
    expect(installationAdvice(platform, release)).toBe(advice);
  });

  const root = process.getuid?.() === 0 && process.platform === "linux";
  const hides = root && spawnSync("unshare", ["-m", "true"]).status === 0;

  it.skipIf(!hides || libpcapFile === null)(
    "a filter needs it, and everything else does not (skipped where files cannot be hidden)",
    () => {
      const script = `
        for file in $(ldconfig -p | sed -n 's/.*=> \\(.*libpcap.*\\)/\\1/p'); do mount --bind /dev/null "$file"; done
        node bin/shakedown.js read fixtures/tour.pcapng --quiet
        node bin/shakedown.js read fixtures/tour.pcapng --quiet --filter tcp; echo "exit $?"`;
      const { stdout, stderr } = spawnSync("unshare", ["-m", "sh", "-c", script], { encoding: "utf8" });
      expect(stdout).toMatch(/^386 packets.*\nexit 2\n$/);
      expect(stderr).toMatch(
        /^shakedown: --filter: a filter needs libpcap: libpcap is not installed; .*install.*\n$/,
      );
    },
  );
});
