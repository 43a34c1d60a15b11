import { describe, expect, it } from "vitest";
import { ACK, FIN, PSH, RST, Segment, SYN } from "../../src/decode/segment.ts";
import { ethernet, ipv4, type TcpFields, type TcpOption, tcp } from "../notation/frames.ts";
import { decode } from "./decode-frame.ts";

const decodeTcp = (fields: TcpFields) => decode(ethernet(ipv4({}, tcp(fields))));
const withOptions = (...options: TcpOption[]) => decodeTcp({ flags: "S", options, payload: 3 });

describe("the TCP header", () => {
  it("gives ports, numbers, window and payload", () => {
    const { segment } = decodeTcp({
      sourcePort: 65535,
      destinationPort: 1,
      sequence: 0xfffffffe,
      acknowledgement: 0x80000000,
      window: 4321,
      payload: 1460,
    });
    expect([segment.ports >>> 16, segment.ports & 0xffff]).toEqual([65535, 1]);
    expect([segment.sequence, segment.acknowledgement]).toEqual([-2, -2147483648]);
    expect([segment.window, segment.payload]).toEqual([4321, 1460]);
  });

  it.each<[string, number]>([
    ["", 0],
    ["S", SYN],
    ["S.", SYN | ACK],
    ["F.", FIN | ACK],
    ["P.", PSH | ACK],
    ["R", RST],
    ["FPU", FIN | PSH | 0x20],
  ])("gives the flags %j as they stand there", (flags, bits) => {
    expect(decodeTcp({ flags }).segment.flags).toBe(bits);
  });

  it("counts payload that rides on a SYN", () => {
    expect(decodeTcp({ flags: "S", payload: 12 }).segment.payload).toBe(12);
  });

  it.each([
    [4, "tcp-data-offset-too-small"],
    [6, "tcp-data-offset-too-large"],
  ])("names a data offset of %i words", (dataOffset, outcome) => {
    const { outcome: found } = decodeTcp({ dataOffset });
    expect([found.name, found.kind]).toEqual([outcome, "malformed"]);
  });
});

describe("TCP options", () => {
  it("of an ordinary SYN", () => {
    const { segment } = withOptions({ mss: 1460 }, "sackPermitted", { timestamps: [0xfedcba98, 7] }, "nop", {
      windowScale: 7,
    });
    expect([segment.mss, segment.windowScale, segment.sackPermitted]).toEqual([1460, 7, true]);
    expect([segment.hasTimestamps, segment.timestampValue, segment.timestampEcho]).toEqual([
      true,
      0xfedcba98 | 0,
      7,
    ]);
    expect([segment.fastOpenCookie, segment.multipath, segment.optionsMalformed]).toEqual([-1, false, false]);
    expect(segment.payload).toBe(3);
  });

  it("that were not offered are told from those that are 0", () => {
    const without = withOptions().segment;
    expect([without.mss, without.windowScale, without.fastOpenCookie]).toEqual([-1, -1, -1]);
    const zero = withOptions({ mss: 0 }, { windowScale: 0 }, { fastOpen: 0 }).segment;
    expect([zero.mss, zero.windowScale, zero.fastOpenCookie]).toEqual([0, 0, 0]);
  });

  it("do not stay from the packet before", () => {
    const segment = new Segment();
    const syn: TcpOption[] = [
      { mss: 1460 },
      { windowScale: 2 },
      "sackPermitted",
      { timestamps: [1, 2] },
      { fastOpen: 8 },
    ];
    decode(ethernet(ipv4({}, tcp({ options: syn }))), { segment });
    expect(segment.fastOpenCookie).toBe(8);
    decode(ethernet(ipv4({}, tcp({}))), { segment });
    expect([segment.mss, segment.windowScale, segment.fastOpenCookie]).toEqual([-1, -1, -1]);
    expect([segment.sackPermitted, segment.hasTimestamps]).toEqual([false, false]);
  });

  it("as most segments have them: two NOPs and timestamps", () => {
    const { segment } = decodeTcp({ options: ["nop", "nop", { timestamps: [0x80000001, 9] }], payload: 5 });
    expect([segment.hasTimestamps, segment.timestampValue, segment.timestampEcho]).toEqual([
      true,
      0x80000001 | 0,
      9,
    ]);
    expect(segment.payload).toBe(5);
  });

  it("Fast Open by its number and, before it had one, by its magic (RFC 7413, RFC 6994)", () => {
    expect(withOptions({ fastOpen: 8 }).segment.fastOpenCookie).toBe(8);
    expect(withOptions({ fastOpenExperimental: 4 }).segment.fastOpenCookie).toBe(4);
    expect(withOptions({ fastOpenExperimental: 0 }).segment.fastOpenCookie).toBe(0);
    expect(withOptions({ raw: [254, 4, 0x12, 0x34] }).segment.fastOpenCookie).toBe(-1);
  });

  it("multipath (RFC 8684)", () => {
    expect(withOptions({ multipath: 12 }).segment.multipath).toBe(true);
  });

  it("steps over SACK blocks and what it does not know", () => {
    const { segment } = withOptions(
      {
        sack: [
          [1, 2],
          [3, 4],
        ],
      },
      { raw: [77, 5, 1, 2, 3] },
      { mss: 9 },
    );
    expect([segment.mss, segment.sackPermitted]).toEqual([9, false]);
  });

  it("end where they say so", () => {
    expect(withOptions("end", { raw: [2, 4, 5] }).segment.mss).toBe(-1);
  });

  it.each<[string, number[]]>([
    ["of length 0", [3, 0, 0, 0]],
    ["of length 1", [3, 1, 0, 0]],
    ["longer than the header", [3, 3, 5, 77, 9, 0, 0, 0]],
    ["without a length", [1, 1, 1, 77]],
  ])("an option %s ends the reading, not the segment", (_name, raw) => {
    const { result, segment } = withOptions({ mss: 1460 }, { raw });
    expect([result, segment.payload, segment.mss]).toEqual(["tcp", 3, 1460]);
    expect(segment.optionsMalformed).toBe(true);
  });

  it("one that has not the length of its kind is passed over", () => {
    const { segment } = withOptions(
      { raw: [2, 3, 5] },
      { raw: [3, 4, 5, 6] },
      { raw: [8, 3, 1] },
      "sackPermitted",
    );
    expect([segment.mss, segment.windowScale, segment.hasTimestamps]).toEqual([-1, -1, false]);
    expect([segment.sackPermitted, segment.optionsMalformed]).toEqual([true, false]);
  });

  it("are read as far as they were captured", () => {
    const frame = ethernet(
      ipv4({}, tcp({ flags: "S", options: [{ mss: 1460 }, { timestamps: [1, 2] }], payload: 3 })),
    );
    const optionsAt = 14 + 20 + 20;
    const keeping = (captured: number) => decode(frame, { captured: optionsAt + captured }).segment;
    expect([keeping(3).mss, keeping(4).mss, keeping(13).hasTimestamps, keeping(14).hasTimestamps]).toEqual([
      -1,
      1460,
      false,
      true,
    ]);
    for (let captured = -4; captured < 16; captured++) {
      expect([keeping(captured).payload, keeping(captured).optionsMalformed]).toEqual([3, false]);
    }
  });
});
