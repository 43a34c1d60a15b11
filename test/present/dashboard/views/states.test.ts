// The view of the states: what is seen at every size, and when a state asks for attention.
import { describe, expect, test } from "vitest";
import { STATES_SHOWN, statesLines } from "../../../../src/present/dashboard/views/states.ts";
import type { State } from "../../../../src/record/connection-record.ts";
import { STATES } from "../../../../src/record/vocabulary.ts";
import type { StatesBody } from "../../../../src/session/screen/frame.ts";
import { allDrawings, drawingIn, expectToFit, expectWithin, SPACES, uncoloured } from "../drawn-lines.tsx";
import { byState, statesBody } from "../sample-frames.ts";
import { sessionOf, shownBy, TOUR } from "./session-of.ts";

const WHOLE = { columns: 120, rows: 34 };

function quiet(change: Partial<Record<State, readonly number[]>>, historySeconds = 1): StatesBody {
  const longest = Math.max(...Object.values(change).map((numbers) => numbers.length));
  const history = { ...byState(() => new Array<number>(longest).fill(0)), ...change };
  return statesBody({
    client: byState(() => 0),
    server: byState((state) => history[state].at(-1) ?? 0),
    history,
    historySeconds,
  });
}

async function lineOf(state: State, body: StatesBody): Promise<string> {
  const lines = statesLines(body, STATES_SHOWN.indexOf("ESTABLISHED"), WHOLE, await drawingIn());
  return lines.find((line) => line.trim().startsWith(`${state} `)) ?? "";
}

const counting = (from: number, to: number, seconds: number) =>
  Array.from({ length: seconds }, (_, at) => Math.round(from + ((to - from) * (at + 1)) / seconds));

test("every state has its line", () => {
  expect([...STATES_SHOWN].sort()).toEqual([...STATES].sort());
});

describe("on every screen", () => {
  test.each(SPACES)(
    "of $columns columns all states and the events are seen, and everything fits",
    async (space) => {
      for (const drawing of await allDrawings()) {
        for (const cursor of [0, 5, STATES_SHOWN.length - 1]) {
          const lines = statesLines(statesBody(), cursor, space, drawing);
          expectToFit(lines, space, drawing);
          const text = lines.map(uncoloured).join("\n");
          for (const state of STATES_SHOWN) expect(text).toContain(state);
          const { open, close, refused, reset, retry } = drawing.words.views.states.events;
          for (const name of [open, close, refused, reset, retry]) expect(text).toContain(name);
          expect(text).toMatch(new RegExp(`[▸>] ${STATES_SHOWN[cursor]} `));
        }
      }
    },
  );

  test("of a few lines the selected one is among them", async () => {
    const drawing = await drawingIn();
    for (let rows = 1; rows < 40; rows++) {
      const space = { columns: 60, rows };
      STATES_SHOWN.forEach((state, cursor) => {
        const lines = statesLines(statesBody(), cursor, space, drawing);
        expectWithin(lines, space, drawing);
        if (rows > 1) expect(lines.join("\n")).toContain(`▸ ${state} `);
      });
    }
  });
});

describe("figures", () => {
  test("of clients and servers stand beside each other", async () => {
    const body = statesBody({ client: byState(() => 7), server: byState(() => 12_345) });
    expect(await lineOf("LISTEN", body)).toMatch(/^ {2}LISTEN +7 +12\.3 k /);
  });

  test("what happened stands with its rate, its sum and its past", async () => {
    const rates = { ...statesBody().rates, refused: { perSecond: 2.5, total: 1234, history: [0, 1, 8] } };
    const lines = statesLines(statesBody({ rates }), 0, WHOLE, await drawingIn());
    expect(lines.find((line) => line.includes("refusals"))).toMatch(/refusals +2\.5 +1\.2 k +▁█$/);
  });

  test("the selected state's past is a picture where there is room", async () => {
    const body = quiet({ CLOSE_WAIT: counting(0, 80, 80) });
    const drawing = await drawingIn();
    const at = STATES_SHOWN.indexOf("CLOSE_WAIT");
    const lines = statesLines(body, at, WHOLE, drawing);
    expect(lines.join("\n")).toContain("CLOSE_WAIT, both sides, last 1m 20s, at most 80");
    expect(lines.at(-1)).toMatch(/█{70}$/);
  });
});

test("where nobody was in the selected state, one that asks for attention is pictured", async () => {
  const body = quiet({ CLOSE_WAIT: counting(12, 12, 80), TIME_WAIT: counting(500, 500, 80) });
  const lines = statesLines(body, 0, WHOLE, await drawingIn());
  expect(lines.join("\n")).toContain("CLOSE_WAIT, both sides, last 1m 20s, at most 12");
});

describe("a state that is left soon where all is well", () => {
  test("is pointed at when there are always some for a minute", async () => {
    const body = quiet({ CLOSE_WAIT: [0, 0, ...counting(12, 12, 90)] });
    expect(await lineOf("CLOSE_WAIT", body)).toMatch(/ ! 12 or more for 1m 29s$/);
  });

  test("and said to rise when it does", async () => {
    const body = quiet({ CLOSE_WAIT: [0, ...counting(10, 100, 90)] });
    expect(await lineOf("CLOSE_WAIT", body)).toMatch(/ ! \d+ or more for 1m \d\ds, rising$/);
  });

  test("is not when it was empty meanwhile", async () => {
    const body = quiet({ CLOSE_WAIT: [...counting(5, 5, 90), 0, ...counting(5, 5, 30)] });
    expect(await lineOf("CLOSE_WAIT", body)).not.toContain("!");
  });

  test("is not when nobody is in it any more", async () => {
    const body = quiet({ FIN_WAIT_2: [...counting(12, 12, 90), 0] });
    expect(await lineOf("FIN_WAIT_2", body)).not.toContain("!");
  });

  test("is pointed at when it jumps", async () => {
    const body = quiet({ SYN_RECEIVED: [2, 2, 2, 2, 2, 200] });
    expect(await lineOf("SYN_RECEIVED", body)).toMatch(/ ! 2 to 200 in 5s$/);
  });

  test("is pointed at when it climbs and never falls, however slowly", async () => {
    const body = quiet({ CLOSE_WAIT: counting(0, 37, 26) });
    expect(await lineOf("CLOSE_WAIT", body)).toMatch(/ ! 1 to 37 in 25s$/);
    const breathing = quiet({ CLOSE_WAIT: [...counting(0, 37, 26), 30, 31] });
    expect(await lineOf("CLOSE_WAIT", breathing)).not.toContain("!");
  });

  test("goes by the timeline, not by the number of steps", async () => {
    const body = quiet({ LAST_ACK: counting(4, 4, 8) }, 30);
    expect(await lineOf("LAST_ACK", body)).toMatch(/ ! 4 or more for 3m 30s$/);
  });

  test("is marked where there is no room for words", async () => {
    const body = quiet({ CLOSE_WAIT: counting(12, 12, 90) });
    const lines = statesLines(body, 0, { columns: 60, rows: 9 }, await drawingIn());
    expect(lines.join("\n")).toContain("! CLOSE_WAIT ");
  });

  test.each(["ESTABLISHED", "TIME_WAIT", "CLOSED", "LISTEN"] as const)(
    "%s is none of them",
    async (state) => {
      expect(await lineOf(state, quiet({ [state]: counting(0, 500, 90) }))).not.toContain("!");
    },
  );
});

test("the tour: who does not close is seen at a glance, on the smallest screen too", async () => {
  const tour = shownBy(await sessionOf(TOUR), "states");
  const [small, , large] = SPACES;
  const drawing = await drawingIn();
  const brief = statesLines(tour, 0, small!, drawing).join("\n");
  expect(brief).toMatch(/! CLOSE_WAIT +0 +12/);
  expect(brief).toMatch(/! FIN_WAIT_2 +12 +0/);
  expect(brief).toContain("refusals 4 · resets 4");
  const oneLineLess = statesLines(tour, 0, { columns: 60, rows: 8 }, drawing);
  expect(oneLineLess.at(-1)).toBe("  opens 35 · closes 19 · refusals 4 · resets 4 · retries 20");
  const whole = statesLines(tour, 0, large!, drawing).join("\n");
  expect(whole).toMatch(/CLOSE_WAIT +0 +12 +12 +█+ +! 12 or more for 1m \d\ds/);
});
