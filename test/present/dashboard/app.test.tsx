// The component in ink: draws what the session sends, hands keys on, and leaves.
import { render } from "ink-testing-library";
import { describe, expect, it } from "vitest";
import { App } from "../../../src/present/dashboard/app.tsx";
import { LineSink } from "../../../src/present/dashboard/line-sink.ts";
import { Lines } from "../../../src/present/dashboard/lines.tsx";
import { Screen } from "../../../src/present/dashboard/screen.ts";
import { screenLines } from "../../../src/present/dashboard/screen-lines.ts";
import { connectionsBody, FakeSession, frame } from "./sample-frames.ts";
import { firstSample } from "./sample-screen.ts";

const CLOCK = {
  now: () => performance.now(),
  worked: () => performance.now(),
  after: (milliseconds: number, call: () => void) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

function opened() {
  const session = new FakeSession();
  const copied: string[] = [];
  const screen = new Screen(firstSample({ size: { columns: 100, rows: 24 } }), {
    session,
    clock: CLOCK,
    copy: (text) => copied.push(text),
    repaint: () => {},
  });
  const terminal = render(<App screen={screen} />);
  const answer = (total: number) =>
    session.say({
      type: "frame",
      frame: frame(connectionsBody(total), { answers: session.view?.number ?? 0 }),
    });
  const shows = (text: string) =>
    expect.poll(() => terminal.lastFrame(), { timeout: 5000, interval: 5 }).toContain(text);
  return { screen, session, copied, terminal, answer, shows };
}

describe("the dashboard in ink", () => {
  it("asks for what it shows as soon as it is there, and shows it", async () => {
    const { session, answer, shows } = opened();
    expect(session.view).toMatchObject({ view: "connections", order: "trouble" });
    answer(40);
    await shows("10.9.0.1:40040");
  });

  it("hands keys on, several at once too", async () => {
    const { session, terminal, answer, shows } = opened();
    answer(40);
    await shows("10.9.0.1:40040");
    terminal.stdin.write("jj");
    terminal.stdin.write("\x1b[B");
    await shows("#37 ");
    expect(session.view?.anchor?.key).toBe(37);
    terminal.stdin.write("/port:80");
    await shows("filter port:80");
    expect(session.view?.select).toBe("port:80");
    terminal.stdin.write("\r");
    terminal.stdin.write("y");
    await shows("10.9.0.2:8080");
  });

  it("asks nothing anew though the newest is another one each time", async () => {
    const { session, answer, shows } = opened();
    for (let total = 40; total < 90; total++) answer(total);
    await shows("10.9.0.1:40089");
    const views = session.sent.filter(({ type }) => type === "view");
    expect(views.length).toBe(1);
    expect(session.view?.detail).toBe("first");
  });

  it("copies", async () => {
    const { copied, terminal, answer, shows } = opened();
    answer(40);
    await shows("10.9.0.1:40040");
    terminal.stdin.write("y");
    expect(copied).toEqual([expect.stringContaining("10.9.0.1:40040 10.9.0.2:8080")]);
  });

  it("draws past ink where there is somebody to draw, the same lines", async () => {
    const { screen, terminal, answer, shows } = opened();
    answer(40);
    await shows("10.9.0.1:40040");
    const drawn: (readonly string[])[] = [];
    const past = render(
      <LineSink value={(lines) => drawn.push(lines)}>
        <Lines lines={screenLines(screen.shown)} />
      </LineSink>,
    );
    expect(
      drawn
        .at(-1)
        ?.map((line) => line.trimEnd())
        .join("\n"),
    ).toBe(terminal.lastFrame());
    expect(past.lastFrame()).toBe("");
  });

  it("draws nothing where nothing has changed", async () => {
    const { terminal, answer, shows } = opened();
    answer(40);
    await shows("10.9.0.1:40040");
    const drawings = terminal.frames.length;
    // (Of a key that means nothing there is nothing to be seen.)
    terminal.stdin.write("ö");
    await new Promise((resolve) => setImmediate(resolve));
    expect(terminal.frames.length).toBe(drawings);
  });
});
