import { expect, test } from "vitest";
import { OUTCOMES } from "../../../src/decode/outcome.ts";
import { unreadPackets } from "../../../src/present/report/unread-packets.ts";

test("what is merely something else is named, what is wrong is explained", () => {
  expect(unreadPackets({ udp: 6, arp: 20, "tcp-cut-short": 1, esp: 1204, macsec: 2, icmp: 0 })).toEqual([
    "26 packets without TCP: arp\u00a020, udp\u00a06",
    "1,206 packets not looked into: encrypted by IPsec (ESP) (1,204); encrypted or signed on the wire by MACsec (802.1AE) (2)",
    "1 packet cut short: the captured bytes end inside the TCP header",
  ]);
});

test("no outcome disappears, not even one that is not known here", () => {
  const each = Object.fromEntries([...OUTCOMES.map(({ name }) => [name, 3]), ["from-the-future", 5]]);
  const counted = unreadPackets(each).map((sentence) => Number(sentence.split(" ")[0]));
  // All but "decoded", which is no reason.
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(3 * (OUTCOMES.length - 1) + 5);
});

test("nothing to say", () => {
  expect(unreadPackets({})).toEqual([]);
  expect(unreadPackets({ arp: 0 })).toEqual([]);
});
