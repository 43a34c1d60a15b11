import { expect, test } from "vitest";
import { hints, shellWords } from "../../../src/present/report/hints.ts";
import { connection, unanswered } from "../sample-records.ts";

const context = { inputs: "tour.pcapng", selected: false, shown: [unanswered(1), connection(2)], hidden: 0 };
const commands = (change: Partial<typeof context>) =>
  hints({ ...context, ...change }).map(({ command }) => command);

test("what to call next depends on what is not shown", () => {
  expect(commands({})).toEqual(["shakedown read tour.pcapng --format json"]);
  expect(commands({ hidden: 7 })).toEqual([
    "shakedown read tour.pcapng --select verdict:unanswered",
    "shakedown read tour.pcapng --format csv",
    "shakedown read tour.pcapng --format json",
  ]);
  expect(commands({ hidden: 7, selected: true })[0]).toBe("shakedown read tour.pcapng --format csv");
  const found = connection(3, {
    findings: [
      { id: "reset", severity: "warning", endpoint: null, packets: [], packetsTotal: 0, summary: "" },
    ],
  });
  expect(commands({ hidden: 7, shown: [found] })[0]).toBe("shakedown read tour.pcapng --select 'finding:*'");
  expect(commands({ shown: [] })).toEqual([]);
  // All end alike: nothing is told apart by how they ended.
  expect(commands({ hidden: 7, shown: [connection(1), connection(2)] })[0]).toBe(
    "shakedown read tour.pcapng --format csv",
  );
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
