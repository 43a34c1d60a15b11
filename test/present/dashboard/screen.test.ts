// The screen behind its drawing: what it still does when it is taken down.
import { expect, it } from "vitest";
import { Screen } from "../../../src/present/dashboard/screen.ts";
import { connectionsBody, FakeSession, frame } from "./sample-frames.ts";
import { firstSample } from "./sample-screen.ts";

it("taken down, it waits for nothing and hears nothing any more: the program ends at once", () => {
  const session = new FakeSession();
  const waiting = new Set<() => void>();
  const clock = {
    now: () => 1000,
    worked: () => 0,
    after(_: number, call: () => void) {
      waiting.add(call);
      return () => void waiting.delete(call);
    },
  };
  const screen = new Screen(firstSample(), { session, clock, copy() {}, repaint() {} });
  let drawings = 0;
  const end = screen.open(
    () => void drawings++,
    () => {},
  );
  const say = () => {
    session.say({ type: "frame", frame: frame(connectionsBody(40), { answers: session.view?.number ?? 0 }) });
    session.say({ type: "notice", line: "12 packets written", isWarning: false });
  };
  say();
  expect(waiting.size).toBeGreaterThan(0);
  end();
  expect(waiting.size).toBe(0);
  const [shown, sent] = [drawings, session.sent.length];
  say();
  expect([waiting.size, drawings, session.sent.length]).toEqual([0, shown, sent]);
});
