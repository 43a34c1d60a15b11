import { expect, test } from "vitest";
import { FINDING_IDS } from "../../src/detect/finding.ts";
import { completeSelect } from "../../src/select/complete.ts";

/** The text with each candidate put in, the cursor standing at `|` (or at the end). */
function completed(typed: string): string[] {
  const cursor = typed.indexOf("|") < 0 ? typed.length : typed.indexOf("|");
  const text = typed.replace("|", "");
  const { from, candidates } = completeSelect(text, cursor);
  return candidates.map((candidate) => text.slice(0, from) + candidate.text);
}

test.each([
  ["verd", ["verdict:"]],
  ["VERD", ["verdict:"]],
  ["byt", ["bytes>"]],
  ["closed", ["closedBy:"]],
  ["clo", ["closing:", "closedBy:"]],
  ["cli", ["client."]],
  [
    "client.",
    ["client.state:", "client.host:", "client.net:", "client.port:", "client.bytes>", "client.packets>"],
  ],
  ["server.st", ["server.state:"]],
  ["verdict:re", ["verdict:reset", "verdict:refused"]],
  ["verdict:reset,re", ["verdict:reset,refused"]],
  ["verdict: reset , ref", ["verdict: reset , refused"]],
  ["state:fin", ["state:FIN_WAIT_1", "state:FIN_WAIT_2"]],
  ["client.state:time-w", ["client.state:TIME_WAIT"]],
  ["not (severity:w", ["not (severity:warning"]],
  ["id:7 verdict:half", ["id:7 verdict:half-closed", "id:7 verdict:half-open"]],
  ["id:7 a", ["id:7 and"]],
  ["id:7 o", ["id:7 opening:", "id:7 or"]],
  ["id:7 or o", ["id:7 or opening:"]],
  ["(no", ["(not"]],
  ["verdict:ref| or id:7", ["verdict:refused or id:7"]],
  ["host:10.", []],
  ["nonsense:re", []],
])("%s", (typed, expected) => {
  const text = typed.includes("|") ? typed.slice(typed.indexOf("|") + 1) : "";
  expect(completed(typed).map((line) => line + text)).toEqual(expected);
});

test("nothing typed yet: every key, the sides and not", () => {
  expect(completed("")).toEqual(
    "id: state: verdict: finding: severity: host: net: port: bytes> packets> duration> handshake> opening: closing: closedBy: directions: roles: tunnel: client. server. not".split(
      " ",
    ),
  );
});

test("findings complete to the catalogue", () => {
  expect(completed("finding:")).toEqual([...FINDING_IDS, "*"].map((id) => `finding:${id}`));
});
