import { expect, test } from "vitest";
import { CaptureWatch } from "../../../src/cli/live/capture-watch.ts";
import type { CaptureRecord } from "../../../src/record/report-record.ts";

function setup() {
  const said: string[] = [];
  const troubles = new Map<string, string>();
  const source = { troubles: () => troubles, lost: 0 };
  let now = 0;
  const watch = new CaptureWatch(
    source,
    (line) => said.push(line),
    () => now,
  );
  const look = (droppedByKernel: number, connections = 0, droppedByInterface = 0) => {
    now += 250;
    const losses = { received: 1000, droppedByKernel, droppedByInterface };
    return watch.look(losses as unknown as CaptureRecord, connections);
  };
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { said, troubles, source, watch, look, pass };
}

test("losses are told when they begin, once, with what helps; and again after a quiet time", () => {
  const { said, look, pass } = setup();
  expect(look(0)).toBe(false);
  expect(said).toEqual([]);
  expect(look(7)).toBe(true);
  expect(said.join("")).toMatch(/^7 packets lost, .*--buffer.*--snaplen.*--filter.*may be wrong$/);
  expect([look(9), look(9), look(20)]).toEqual([true, false, true]);
  expect(said.length).toBe(1);
  pass(10_000);
  look(23);
  expect(said.length).toBe(2);
  expect(said[1]).toContain("3 packets lost");
});

test("losses of the interface have another cure", () => {
  const { said, look } = setup();
  look(0, 0, 4);
  expect(said.join("")).toMatch(/4 packets lost by the interface or its driver; ethtool/);
});

test("what is thrown away here is told the same way, and makes the connections of then doubtful", () => {
  const { said, source, watch, look, pass } = setup();
  source.lost = 5;
  look(0, 3);
  source.lost = 6;
  look(0, 4);
  expect(said.join("")).toMatch(/^5 packets lost, they came faster than they are analysed; [^\n]*$/);
  expect(watch.doubtfulUpTo).toBe(4);
  pass(10_000);
  source.lost = 8;
  look(0, 9);
  expect(said[1]).toContain("2 packets lost");
  look(0, 20);
  expect(watch.doubtfulUpTo).toBe(9);
});

test("connections alive at a loss are doubtful, those that come later are not", () => {
  const { watch, look } = setup();
  look(0, 5);
  expect(watch.doubtfulUpTo).toBe(0);
  look(1, 8);
  look(1, 12);
  expect(watch.doubtfulUpTo).toBe(8);
});

test("an interface from which nothing comes is told once, and that it is back", () => {
  const { said, troubles, look } = setup();
  troubles.set("eth0", "The interface went down");
  look(0);
  look(0);
  troubles.delete("eth0");
  look(0);
  look(0);
  expect(said).toEqual([
    "nothing comes from eth0 just now: The interface went down; waiting for it",
    "eth0 is back",
  ]);
});

test("what becomes of it may be known later, and when capturing has ended", () => {
  const { said, troubles, watch, look } = setup();
  troubles.set("eth0", "The interface disappeared");
  look(0);
  troubles.set("eth0", "The interface disappeared; root was given up");
  watch.end();
  watch.end();
  expect(said).toEqual([
    "nothing comes from eth0 just now: The interface disappeared; waiting for it",
    "nothing comes from eth0 just now: The interface disappeared; root was given up",
  ]);
});
