// Events of some kinds, and of connections that are selected.
import { describe, expect, test } from "vitest";
import type { LifecycleEvent } from "../../src/record/event-record.ts";
import { EventChoice } from "../../src/select/event-choice.ts";
import { selectionOf } from "../../src/select/selection.ts";
import { connection } from "../present/sample-records.ts";

const opened = (id: number) => ({ kind: "open", connection: id }) as LifecycleEvent;
const found = (...connections: number[]) =>
  ({ kind: "finding", connection: null, finding: { connections } }) as unknown as LifecycleEvent;

describe("events of what is selected", () => {
  test("asks the connection's record as it is by then", () => {
    const choice = new EventChoice(["open"], selectionOf("id:2"));
    expect(choice.takes(opened(1), () => connection(1))).toBe(false);
    expect(choice.takes(opened(2), () => connection(2))).toBe(true);
  });

  test("a finding about several is told when it touches a connection that was told of", () => {
    const choice = new EventChoice(["finding"], selectionOf("id:2"));
    expect(choice.takes(found(1, 2), null)).toBe(false);
    expect(choice.takes(opened(2), () => connection(2))).toBe(false);
    expect(choice.takes(found(1, 2), null)).toBe(true);
    expect(choice.takes(found(1, 3), null)).toBe(false);
  });

  test("without it no record is built", () => {
    const choice = new EventChoice(["open"], undefined);
    const never = () => {
      throw new Error("built");
    };
    expect(choice.takes(opened(1), never)).toBe(true);
  });

  test("numbers what it takes without a gap", () => {
    const choice = new EventChoice(["open"], selectionOf("id:2-3"));
    const numbers = [1, 2, 3].map((id) => {
      const event = opened(id);
      return choice.takes(event, () => connection(id)) ? event.seq : null;
    });
    expect(numbers).toEqual([null, 1, 2]);
  });
});
