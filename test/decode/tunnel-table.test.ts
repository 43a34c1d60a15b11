import { describe, expect, it } from "vitest";
import {
  LAYER_GRE,
  LAYER_IPIP,
  LAYER_MPLS,
  LAYER_VLAN,
  LAYER_VXLAN,
  NO_VALUE,
  OVERFLOW_TUNNEL,
  TunnelTable,
} from "../../src/decode/tunnel-table.ts";

describe("TunnelTable", () => {
  it("gives one id to one stack, and describes it outermost first", () => {
    const tunnels = new TunnelTable();
    const vlan = tunnels.enter(0, LAYER_VLAN, 100);
    const inside = tunnels.enter(vlan, LAYER_VXLAN, 42);
    expect(tunnels.enter(tunnels.enter(0, LAYER_VLAN, 100), LAYER_VXLAN, 42)).toBe(inside);
    expect(tunnels.describe(0)).toEqual([]);
    expect(tunnels.describe(inside)).toEqual(["vlan:100", "vxlan:42"]);
  });

  it("tells stacks apart by kind, value and order", () => {
    const tunnels = new TunnelTable();
    const stacks = [
      [[LAYER_VLAN, 1]],
      [[LAYER_VLAN, 2]],
      [[LAYER_VXLAN, 1]],
      [[LAYER_GRE, NO_VALUE]],
      [[LAYER_GRE, 0]],
      [[LAYER_GRE, 0xfffffffe]],
      [
        [LAYER_VLAN, 1],
        [LAYER_VLAN, 2],
      ],
      [
        [LAYER_VLAN, 2],
        [LAYER_VLAN, 1],
      ],
    ] as const;
    const ids = stacks.map((stack) => stack.reduce((id, [kind, value]) => tunnels.enter(id, kind, value), 0));
    expect(new Set(ids).size).toBe(stacks.length);
    expect(ids.map((id) => tunnels.describe(id).join(" "))).toEqual([
      "vlan:1",
      "vlan:2",
      "vxlan:1",
      "gre",
      "gre:0",
      "gre:4294967294",
      "vlan:1 vlan:2",
      "vlan:2 vlan:1",
    ]);
  });

  it("knows each stack without its tags and labels, which may be one direction's own", () => {
    const tunnels = new TunnelTable();
    const tagged = tunnels.enter(
      tunnels.enter(tunnels.enter(0, LAYER_VLAN, 1), LAYER_IPIP, NO_VALUE),
      LAYER_VLAN,
      2,
    );
    expect(tunnels.describe(tunnels.withoutTags(tagged))).toEqual(["ipip"]);
    expect(tunnels.withoutTags(tunnels.enter(0, LAYER_VLAN, 5))).toBe(0);
    expect(tunnels.withoutTags(tunnels.enter(0, LAYER_MPLS, NO_VALUE))).toBe(0);
  });

  it("is bounded: what comes when it is full shares one id, and is counted", () => {
    const tunnels = new TunnelTable();
    const seen = new Set<number>();
    for (let network = 0; network < 70_000; network++) seen.add(tunnels.enter(0, LAYER_VXLAN, network));
    expect(seen.size).toBe(65_535);
    expect(tunnels.overflowed).toBe(70_000 - 65_534);
    expect(tunnels.describe(tunnels.enter(0, LAYER_VXLAN, 65_533))).toEqual(["vxlan:65533"]);
    const late = tunnels.enter(0, LAYER_VXLAN, 69_999);
    expect(late).toBe(OVERFLOW_TUNNEL);
    expect(tunnels.enter(late, LAYER_VLAN, 1)).toBe(OVERFLOW_TUNNEL);
    expect(tunnels.withoutTags(late)).toBe(OVERFLOW_TUNNEL);
    expect(tunnels.describe(late)).toEqual(["other"]);
  });
});
