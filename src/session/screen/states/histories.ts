// What happened over time, in at most 120 equal steps of the timeline: how many ends were in each state, and
// how many events of each kind there were. Steps become longer as time goes on.
import type { EventKind } from "../../../record/event-record.ts";
import { EVENT_KINDS } from "../../../record/vocabulary.ts";
import { STATES } from "../../../track/tcp-state-machine.ts";

const STEPS = 120;
const SECOND = 1e9;
/** Over so long "per second" is told, in parts of it. */
const RECENT = 3 * SECOND;
const SLOT = SECOND / 4;
const SLOTS = 16;

const KINDS = EVENT_KINDS.length;
const KIND_INDEX: Readonly<Record<string, number>> = Object.fromEntries(
  EVENT_KINDS.map((kind, index) => [kind, index]),
);
/** (The most frequent by far: its place is looked up once.) */
const STATE = KIND_INDEX["state"] as number;

export class Histories {
  /** Nanoseconds of a step. */
  step = SECOND;
  /** Ends in each state now, by its number in tcp-state-machine.ts. */
  readonly states = new Float64Array(STATES.length);
  /** Events so far, by place in EVENT_KINDS. */
  readonly totals = new Float64Array(KINDS);
  private readonly longestStep: number;
  private start = Number.NaN;
  /** The step that goes on, and when it is over. */
  private at = 0;
  private stepEnd = Number.NEGATIVE_INFINITY;
  private readonly stateSteps = new Float64Array(STATES.length * STEPS);
  private readonly eventSteps = new Float64Array(KINDS * STEPS);
  private readonly recent = new Float64Array(KINDS * SLOTS);
  /** Which quarter of a second stands in each slot. */
  private readonly slots = new Float64Array(SLOTS).fill(Number.NaN);
  /** Where the newest quarter stands, and from when to when it lasts. */
  private place = 0;
  private slotStart = Number.POSITIVE_INFINITY;
  private slotEnd = Number.NEGATIVE_INFINITY;

  /** @param longestStep nanoseconds: what is older than 120 such steps is forgotten */
  constructor(longestStep: number) {
    this.longestStep = longestStep;
  }

  /** Time has come to `now`; before anything of that moment is counted. */
  advance(now: number): void {
    if (now < this.stepEnd || !Number.isFinite(now)) return;
    if (Number.isNaN(this.start)) this.start = now;
    let at = Math.floor((now - this.start) / this.step);
    while (at >= STEPS && this.step < this.longestStep) {
      this.lengthen();
      at = Math.floor((now - this.start) / this.step);
    }
    if (at >= STEPS) {
      this.forget(at - STEPS + 1);
      at = STEPS - 1;
    }
    for (let step = this.at; step < at; step++) this.note(step);
    if (at > this.at) this.at = at;
    this.stepEnd = this.start + (this.at + 1) * this.step;
  }

  count(kind: EventKind, times: number, time: number): void {
    const index = kind === "state" ? STATE : (KIND_INDEX[kind] as number);
    this.advance(time);
    const step = index * STEPS + this.at;
    this.totals[index] = (this.totals[index] as number) + times;
    this.eventSteps[step] = (this.eventSteps[step] as number) + times;
    if (time < this.slotStart || time >= this.slotEnd) this.turnTo(Math.floor(time / SLOT));
    const recent = index * SLOTS + this.place;
    this.recent[recent] = (this.recent[recent] as number) + times;
  }

  /** Numbers of ends in a state, oldest first; the last one is of now. */
  ofState(state: number): number[] {
    const from = state * STEPS;
    return [...this.stateSteps.subarray(from, from + this.at), this.states[state] as number];
  }

  /** Events of that kind in each step, oldest first; the last step goes on. */
  ofKind(kind: EventKind): number[] {
    const from = (KIND_INDEX[kind] as number) * STEPS;
    return [...this.eventSteps.subarray(from, from + this.at + 1)];
  }

  total(kind: EventKind): number {
    return this.totals[KIND_INDEX[kind] as number] as number;
  }

  perSecond(kind: EventKind, now: number): number {
    if (!Number.isFinite(now)) return 0;
    const last = Math.floor(now / SLOT);
    const from = (KIND_INDEX[kind] as number) * SLOTS;
    let count = 0;
    for (let place = 0; place < SLOTS; place++) {
      const age = last - (this.slots[place] as number);
      if (age >= 0 && age * SLOT < RECENT) count += this.recent[from + place] as number;
    }
    const seconds = Math.min(RECENT, Math.max(SLOT, now - this.start)) / SECOND;
    return count / seconds;
  }

  private turnTo(slot: number): void {
    const place = ((slot % SLOTS) + SLOTS) % SLOTS;
    this.place = place;
    this.slotStart = slot * SLOT;
    this.slotEnd = this.slotStart + SLOT;
    if (this.slots[place] === slot) return;
    this.slots[place] = slot;
    for (let other = place; other < this.recent.length; other += SLOTS) this.recent[other] = 0;
  }

  /** How it stands when the step ends. */
  private note(step: number): void {
    for (let state = 0; state < STATES.length; state++)
      this.stateSteps[state * STEPS + step] = this.states[state] as number;
  }

  /** Each two steps become one: of states as it stood at its end, of events the sum. */
  private lengthen(): void {
    // (The step that goes on has no number of states yet.)
    this.note(this.at);
    const half = STEPS / 2;
    for (let row = 0; row < STATES.length; row++) {
      const from = row * STEPS;
      for (let step = 0; step < half; step++) {
        const later = Math.min(step * 2 + 1, this.at);
        this.stateSteps[from + step] = this.stateSteps[from + later] as number;
      }
    }
    for (let row = 0; row < KINDS; row++) {
      const from = row * STEPS;
      const steps = this.eventSteps;
      for (let step = 0; step < half; step++)
        steps[from + step] = (steps[from + step * 2] as number) + (steps[from + step * 2 + 1] as number);
      steps.fill(0, from + half, from + STEPS);
    }
    this.step *= 2;
    this.at >>= 1;
  }

  /** The oldest steps. */
  private forget(steps: number): void {
    for (let step = this.at; step < STEPS; step++) this.note(step);
    const gone = Math.min(steps, STEPS);
    for (const [all, rows] of [
      [this.stateSteps, STATES.length],
      [this.eventSteps, KINDS],
    ] as const) {
      for (let row = 0; row < rows; row++) {
        const from = row * STEPS;
        all.copyWithin(from, from + gone, from + STEPS);
        const fill = all === this.stateSteps ? (this.states[row] as number) : 0;
        all.fill(fill, from + STEPS - gone, from + STEPS);
      }
    }
    this.start += steps * this.step;
    this.at = STEPS - 1;
  }
}
