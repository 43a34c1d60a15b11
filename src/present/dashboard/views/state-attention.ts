// Whether so many ends are in a state that it should be looked at: states that lead somewhere are left soon where
// all is well. Knows only what the screen was sent.
import type { State } from "../../../record/connection-record.ts";
import type { StatesBody } from "../../../session/screen/frame.ts";
import { formatAge, formatShortCount } from "../../../words/numbers.ts";
import type { Drawing } from "../drawing.ts";

/** Open ones may stay as long as they like, and what is over waits for nobody. */
const LEFT_SOON: ReadonlySet<State> = new Set([
  "SYN_SENT",
  "SYN_RECEIVED",
  "FIN_WAIT_1",
  "CLOSING",
  "LAST_ACK",
  "FIN_WAIT_2",
  "CLOSE_WAIT",
]);

/** As long as this nobody stays who is only on the way. */
const LONG_SECONDS = 60;
/** So many more, in so short a time, are no coincidence. */
const JUMP = 10;
const JUMP_TIMES = 3;
const JUMP_SECONDS = 10;

/** What is to be said of it in a few words; "": nothing. */
export function attentionTo(state: State, body: StatesBody, { words }: Pick<Drawing, "words">): string {
  if (!LEFT_SOON.has(state)) return "";
  const now = body.client[state] + body.server[state];
  if (now === 0) return "";
  const { historySeconds } = body;
  const history = [...body.history[state].slice(0, -1), now];
  const { staying, rising, jumped } = words.views.states;

  const long = Math.ceil(LONG_SECONDS / historySeconds);
  const least = Math.min(...history.slice(-long - 1));
  if (least > 0 && history.length > long) {
    const steps = stepsFrom(history, (number) => number >= least);
    const isRising = now > Math.max(...history.slice(0, -Math.ceil(long / 2)));
    const text = staying(formatShortCount(least), formatAge(steps * historySeconds));
    return isRising ? `${text}, ${rising}` : text;
  }
  const short = Math.max(1, Math.ceil(JUMP_SECONDS / historySeconds));
  const climb = climbSteps(history);
  for (const [steps, times] of [
    [Math.min(short, history.length - 1), JUMP_TIMES],
    // A leak: it goes up, and never down.
    [climb >= short ? climb : 0, 1],
  ] as const) {
    const before = history.at(-1 - steps) ?? now;
    if (now - before < JUMP || now < times * before) continue;
    return jumped(formatShortCount(before), formatShortCount(now), formatAge(steps * historySeconds));
  }
  return "";
}

/** For how many steps it has not become less. */
function climbSteps(history: readonly number[]): number {
  let steps = 0;
  for (let at = history.length - 1; at > 0 && (history[at - 1] as number) <= (history[at] as number); at--)
    steps++;
  return steps;
}

/** How many of the last numbers hold, without the one of now. */
function stepsFrom(history: readonly number[], holds: (number: number) => boolean): number {
  let steps = 0;
  for (let at = history.length - 2; at >= 0 && holds(history[at] as number); at--) steps++;
  return steps;
}
