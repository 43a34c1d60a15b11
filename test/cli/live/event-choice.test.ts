import { describe, expect, test } from "vitest";
import { EventChoice, parseOnly } from "../../../src/cli/live/event-choice.ts";
import { selectionOf } from "../../../src/cli/selection-of.ts";
import type { LifecycleEvent } from "../../../src/record/event-record.ts";
import { EVENT_KINDS } from "../../../src/record/vocabulary.ts";
import { connection } from "../../present/sample-records.ts";

describe("--only", () => {
  test("takes kinds as they are, in the plural, in any case, and as what happened", () => {
    expect(parseOnly(EVENT_KINDS.join(","))).toEqual(EVENT_KINDS);
    expect(parseOnly("Findings, opens,RETRIES,closed,resets,evictions,half_opens")).toEqual([
      "finding",
      "open",
      "retry",
      "close",
      "reset",
      "evict",
      "half-open",
    ]);
  });

  test.each([
    ["findngs", 'did you mean "findings"?'],
    ["open,rest", 'did you mean "reset"'],
    ["packets", "one of open, refused, "],
    ["", "one of open, refused, "],
  ])("%j is refused, with what may have been meant", (text, meant) => {
    expect(() => parseOnly(text)).toThrow(meant);
  });
});

const opened = (id: number) => ({ kind: "open", connection: id }) as LifecycleEvent;
const found = (...connections: number[]) =>
  ({ kind: "finding", connection: null, finding: { connections } }) as unknown as LifecycleEvent;

describe("--select", () => {
  test("asks the connection's record as it is by then", async () => {
    const choice = new EventChoice(["open"], await selectionOf("id:2"));
    expect(choice.wants(opened(1), () => connection(1))).toBe(false);
    expect(choice.wants(opened(2), () => connection(2))).toBe(true);
  });

  test("a finding about several is told when it touches a connection that was told of", async () => {
    const choice = new EventChoice(["finding"], await selectionOf("id:2"));
    expect(choice.wants(found(1, 2), null)).toBe(false);
    expect(choice.wants(opened(2), () => connection(2))).toBe(false);
    expect(choice.wants(found(1, 2), null)).toBe(true);
    expect(choice.wants(found(1, 3), null)).toBe(false);
  });

  test("without it no record is built", () => {
    const choice = new EventChoice(["open"], undefined);
    const never = () => {
      throw new Error("built");
    };
    expect(choice.wants(opened(1), never)).toBe(true);
  });
});
