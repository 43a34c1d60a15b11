import { describe, expect, test } from "vitest";
import { type HintContext, hints, shellWords } from "../../../src/present/report/hints.ts";
import { connection, unanswered } from "../sample-records.ts";

const context: HintContext = {
  lang: "en",
  problem: null,
  inputs: "tour.pcapng",
  selected: false,
  shown: [unanswered(1), connection(2)],
  hidden: 0,
};
const commands = (change: Partial<HintContext>) =>
  hints({ ...context, ...change }).map(({ command }) => command);

test("what to call next depends on what is not shown", () => {
  expect(commands({})).toEqual(["shakedown show tour.pcapng 1", "shakedown read tour.pcapng --format json"]);
  expect(commands({ hidden: 7 })).toEqual([
    "shakedown show tour.pcapng 1",
    "shakedown read tour.pcapng --select verdict:unanswered",
    "shakedown read tour.pcapng --format csv",
    "shakedown read tour.pcapng --format json",
  ]);
  expect(commands({ hidden: 7, selected: true })).not.toContain(
    "shakedown read tour.pcapng --select verdict:unanswered",
  );
  expect(commands({ shown: [] })).toEqual([]);
  // All end alike: nothing is told apart by how they ended.
  expect(commands({ hidden: 7, shown: [connection(1), connection(2)] })).not.toContain(
    "shakedown read tour.pcapng --select verdict:closed",
  );
});

describe("the worst problem", () => {
  const worst = { id: "syn-unanswered", connections: 1, selection: "finding:syn-unanswered" };

  test("is explained, in the language of the report", () => {
    expect(commands({ problem: worst })[0]).toBe("shakedown explain syn-unanswered");
    expect(commands({ problem: worst, lang: "zh" })[0]).toBe("shakedown explain syn-unanswered --lang zh");
  });

  test("leads to its connections, where there are several and not a choice already", () => {
    const all = "shakedown read tour.pcapng --select finding:syn-unanswered";
    expect(commands({ problem: { ...worst, connections: 2 } })).toContain(all);
    expect(commands({ problem: { ...worst, connections: 2 }, selected: true })).not.toContain(all);
    expect(commands({ problem: worst })).not.toContain(all);
    // Too many to be named, and no finding of their own.
    expect(commands({ problem: { ...worst, connections: 2, selection: null } })).not.toContain(all);
  });
});

test("without a file there is nothing to read again, whatever narrowed the capture", () => {
  expect(shellWords([], ["--filter", "tcp port 80"])).toBe("");
  expect(shellWords(["-"], ["--filter", "tcp port 80"])).toBe("- --filter 'tcp port 80'");
});

test("a long list of captures is not repeated", () => {
  expect(shellWords(["a.pcap", "b.pcap", "c.pcap"])).toBe("a.pcap b.pcap c.pcap");
  expect(shellWords(["a.pcap", "b.pcap", "c.pcap", "d.pcap"])).toBe("...");
});

test("names that a shell would take apart are quoted", () => {
  expect(shellWords(["a.pcap", "-", "/tmp/b+c.pcapng"])).toBe("a.pcap - /tmp/b+c.pcapng");
  expect(shellWords(["two words.pcap", "it's.pcap", "$(reboot)"])).toBe(
    "'two words.pcap' 'it'\\''s.pcap' '$(reboot)'",
  );
  expect(shellWords(["\u001b[2J"])).toBe("'\\x1b[2J'");
});
