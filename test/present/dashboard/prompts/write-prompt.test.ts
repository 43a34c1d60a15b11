import { describe, expect, test } from "vitest";
import { openWritePrompt, writeKey } from "../../../../src/present/dashboard/prompts/write-prompt.ts";
import { strokesOf } from "./type-into.ts";

describe("a file's name", () => {
  function outcome(keys: string) {
    let step = writeKey(openWritePrompt(812), "", {}, "/home/ann");
    for (const [input, key] of strokesOf(keys)) step = writeKey(step.prompt, input, key, "/home/ann");
    return step.outcome;
  }

  test.each([
    ["<enter>", { kind: "applied", path: "connection-812.pcapng" }],
    ["<ctrl-u>  leak 1.pcapng <enter>", { kind: "applied", path: "leak 1.pcapng" }],
    ["<home>/tmp/<enter>", { kind: "applied", path: "/tmp/connection-812.pcapng" }],
    ["<home>~/<enter>", { kind: "applied", path: "/home/ann/connection-812.pcapng" }],
    ["<ctrl-u>~ann<enter>", { kind: "applied", path: "~ann" }],
    ["<ctrl-u><enter>", { kind: "open" }],
    ["<ctrl-u>/tmp/<enter>", { kind: "open" }],
    ["<esc>", { kind: "cancelled" }],
  ])("%s", (keys, expected) => {
    expect(outcome(keys)).toEqual(expected);
  });
});
