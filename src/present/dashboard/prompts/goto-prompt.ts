// `t` in a replay: a time is typed, and where it leads is said before Enter goes there. Pure.
import { formatDuration } from "../../../words/numbers.ts";
import { formatLocalTime } from "../../local-time.ts";
import type { Drawing } from "../drawing.ts";
import { fieldLine } from "./field-line.ts";
import { type GotoProblem, type GotoTarget, gotoTarget, type Timeline } from "./goto-time.ts";
import { complaint, keyHints, remark } from "./prompt-lines.ts";
import { type KeyPress, type TextField, textField, typed } from "./text-field.ts";

export interface GotoPrompt {
  readonly field: TextField;
  /** Enter was pressed on what leads nowhere. */
  readonly insists: boolean;
}

type GotoOutcome =
  | { readonly kind: "open" | "cancelled" }
  /** Seconds of the timeline since its first packet. */
  | { readonly kind: "applied"; readonly seconds: number };

export interface GotoStep {
  readonly prompt: GotoPrompt;
  readonly outcome: GotoOutcome;
}

/** @param history times of this session, the newest last: see `remembered` */
export function openGotoPrompt(history: readonly string[] = []): GotoPrompt {
  return { field: textField("", history), insists: false };
}

export function gotoKey(prompt: GotoPrompt, input: string, key: KeyPress, timeline: Timeline): GotoStep {
  if (key.escape === true) return { prompt, outcome: { kind: "cancelled" } };
  const field = typed(prompt.field, input, key);
  const next = field === prompt.field ? prompt : { field, insists: false };
  if (key.return !== true) return { prompt: next, outcome: { kind: "open" } };
  // Nothing typed: nowhere to go.
  if (field.text.trim() === "") return { prompt: next, outcome: { kind: "cancelled" } };
  const target = gotoTarget(field.text, timeline);
  if ("problem" in target) return { prompt: { ...next, insists: true }, outcome: { kind: "open" } };
  return { prompt: next, outcome: { kind: "applied", seconds: target.seconds } };
}

/** Exactly PROMPT_ROWS lines. */
export function gotoPromptLines(
  prompt: GotoPrompt,
  timeline: Timeline,
  columns: number,
  drawing: Drawing,
): string[] {
  const { goTo, goto, keys } = drawing.words.prompts;
  const { text } = prompt.field;
  const target: GotoTarget | null = text.trim() === "" ? null : gotoTarget(text, timeline);
  const isPlace = target !== null && "seconds" in target;
  // Half a time is no time yet: what may be typed stays in sight until Enter is pressed.
  const isUnfinished = target === null || (!isPlace && target.problem === "no-time" && !prompt.insists);
  const told = isPlace
    ? remark(placeText(target.seconds, timeline, drawing), columns, drawing)
    : isUnfinished
      ? drawing.style("quiet", remark(goto.forms, columns, drawing))
      : complaint(problemText(target.problem, text.trim(), timeline, drawing), columns, drawing);
  return [
    fieldLine(goTo, prompt.field, columns, drawing).line,
    told,
    keyHints([...(isPlace ? [keys.go] : []), keys.leave, keys.clear], columns, drawing),
  ];
}

function placeText(seconds: number, timeline: Timeline, drawing: Drawing): string {
  const { goto } = drawing.words.prompts;
  const clock = clockAt(seconds, timeline);
  const place = goto.place(formatDuration(seconds, drawing.glyphs.micro), clock);
  const isEnd = timeline.lengthSeconds !== null && seconds >= timeline.lengthSeconds;
  return isEnd ? `${place} ${drawing.glyphs.dot} ${goto.atEnd}` : place;
}

function problemText(problem: GotoProblem, text: string, timeline: Timeline, drawing: Drawing): string {
  const { goto } = drawing.words.prompts;
  switch (problem) {
    case "no-time":
      return `${goto.noTime(text)} ${drawing.glyphs.dot} ${goto.forms}`;
    case "no-clock":
      return goto.noClock;
    case "no-length":
      return goto.noLength;
    case "no-rewind":
      return goto.noRewind;
    case "before-start":
      return goto.beforeStart(clockAt(0, timeline) ?? "");
    case "outside": {
      const first = clockAt(0, timeline) ?? "";
      const { lengthSeconds } = timeline;
      return lengthSeconds === null
        ? goto.beforeStart(first)
        : goto.outside(first, clockAt(lengthSeconds, timeline) ?? "");
    }
  }
}

/** The time of day; with its date where the replay goes over midnight. */
function clockAt(seconds: number, { startsAt, lengthSeconds }: Timeline): string | null {
  if (startsAt === null) return null;
  const local = (at: number) => formatLocalTime(new Date(startsAt + at * 1000).toISOString());
  const oneDay = local(0).slice(0, 10) === local(lengthSeconds ?? seconds).slice(0, 10);
  return oneDay ? local(seconds).slice(11) : local(seconds);
}
