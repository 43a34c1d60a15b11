// What of a connection's course is told, each once: states that changed, retries, that it opened and how it
// ended. Compares the row with what was told; decides nothing about when.
import type { Figures } from "../../detect/figures.ts";
import type { Detection } from "../../detect/run-detectors.ts";
import { roundTrip } from "../../record/build-record.ts";
import type { Finding, State } from "../../record/connection-record.ts";
import type { ResetEvent, RetryEvent } from "../../record/event-record.ts";
import {
  ACK_RTT,
  COLD,
  FIRST_TIME,
  HANDSHAKE_COMPLETE,
  LAST_TIME,
  PAYLOAD,
  RST_IS_ACCEPTED,
  RST_TIME,
  RST_WAITS,
  SELF_CONNECT,
  SYN_FIRST_TIME,
  SYN_LAST_TIME,
  SYN_RTT,
} from "../../track/connection-layout.ts";
import {
  type ConnectionView,
  VERDICT_HALF_OPEN,
  VERDICT_REFUSED,
  VERDICT_UNREACHABLE,
  VERDICTS,
} from "../../track/connection-view.ts";
import { FIN_RETRY, SYN_ACK_RETRY, SYN_RETRY } from "../../track/segment-facts.ts";
import { STATES, SYN_RECEIVED, UNKNOWN } from "../../track/tcp-state-machine.ts";
import type { EventTeller } from "./event-teller.ts";
import {
  RESET_COUNTS,
  TOLD_CLOSE,
  TOLD_HALF_OPEN,
  TOLD_OPEN,
  TOLD_REFUSED,
  TOLD_RESET,
  TOLD_UNREACHABLE,
  type ToldRows,
} from "./told-rows.ts";

/** Facts of a segment that was sent again by timer. */
export const RETRIES = SYN_RETRY | SYN_ACK_RETRY | FIN_RETRY;

export class StoryEvents {
  private readonly teller: EventTeller;
  private readonly rows: ToldRows;
  private readonly detection: Detection;

  constructor(teller: EventTeller, rows: ToldRows, detection: Detection) {
    this.teller = teller;
    this.rows = rows;
    this.detection = detection;
  }

  /** What an RST had ended goes on: it may end again. */
  takeBack(view: ConnectionView): void {
    const { rows } = this;
    const { handle } = view;
    if (!rows.has(handle, TOLD_REFUSED | TOLD_RESET | RESET_COUNTS)) return;
    if (!view.has(RST_WAITS)) rows.unmark(handle, RESET_COUNTS);
    if (view.isReset) return;
    rows.unmark(handle, TOLD_REFUSED | TOLD_RESET);
    if (!view.has(HANDSHAKE_COMPLETE)) rows.unmark(handle, TOLD_OPEN);
  }

  /** Retries, and the ends whose state is another than was told. Returns whether there is one. */
  tellStates(view: ConnectionView, time: number, endpoint = 0, facts = 0): boolean {
    const { rows } = this;
    const { handle } = view;
    const counts = rows.has(handle, RESET_COUNTS);
    const waits = !counts && view.has(RST_WAITS);
    const isAlone = view.has(SELF_CONNECT);
    const told0 = rows.state(handle, 0);
    const told1 = rows.state(handle, 1);
    // An RST that waits has changed nothing yet.
    const state0 = waits ? view.shownState(0) : view.state(0);
    const state1 = isAlone ? told1 : waits ? view.shownState(1) : view.state(1);
    const since0 = rows.sinceOf(handle, 0);
    const since1 = rows.sinceOf(handle, 1);
    if (state0 !== told0) rows.setState(handle, 0, state0, time);
    if (state1 !== told1) rows.setState(handle, 1, state1, time);
    if ((facts & RETRIES) !== 0) this.tellRetry(view, endpoint, facts);
    const changed = (state0 !== told0 ? 1 : 0) + (state1 !== told1 ? 1 : 0);
    if (changed === 0) return false;
    if (!this.teller.happened("state", changed)) return true;
    const begun = view.double(FIRST_TIME);
    if (state0 !== told0) this.tellState(0, told0, state0, time - (told0 === UNKNOWN ? begun : since0));
    if (state1 !== told1) this.tellState(1, told1, state1, time - (told1 === UNKNOWN ? begun : since1));
    return true;
  }

  private tellState(end: number, before: number, state: number, nanos: number): void {
    const { teller } = this;
    const from = STATES[before] as State;
    const to = STATES[state] as State;
    teller.tell("state", { endpoint: teller.sideOf(end), from, to, afterSeconds: Math.max(0, nanos) / 1e9 });
  }

  private tellRetry(view: ConnectionView, endpoint: number, facts: number): void {
    const of: RetryEvent["of"] =
      (facts & SYN_RETRY) !== 0 ? "SYN" : (facts & SYN_ACK_RETRY) !== 0 ? "SYN-ACK" : "FIN";
    const retries = this.detection.retriesSoFar(view, of, endpoint);
    if (retries === null) return;
    if (!this.teller.happened("retry")) return;
    const { offsetsSeconds, tries, schedule } = retries;
    const last = offsetsSeconds.at(-1) as number;
    this.teller.tell("retry", {
      of,
      endpoint: this.teller.sideOf(endpoint),
      attempt: tries,
      sinceFirstSeconds: last,
      // (To the nanosecond, as the times are.)
      sinceLastSeconds: Math.round((last - (offsetsSeconds.at(-2) as number)) * 1e9) / 1e9,
      schedule,
    });
  }

  /**
   * Opened, and how it ended, each once.
   * @param found what is reported of it; null: it goes on
   */
  tellStory(view: ConnectionView, found: readonly Finding[] | null): void {
    const { rows, teller } = this;
    const { handle } = view;
    if (view.has(HANDSHAKE_COMPLETE) && !rows.has(handle, TOLD_OPEN)) {
      rows.mark(handle, TOLD_OPEN);
      if (teller.happened("open"))
        teller.tell("open", {
          opening: view.opening,
          synRttSeconds: roundTrip(view, SYN_RTT),
          ackRttSeconds: roundTrip(view, ACK_RTT),
        });
    }
    const { verdict } = view;
    const name = VERDICTS[verdict];
    if (name === "closed") {
      if (rows.has(handle, TOLD_CLOSE)) return;
      rows.mark(handle, TOLD_CLOSE);
      if (!teller.happened("close")) return;
      const closing = view.closing(verdict);
      teller.tell("close", { closing, closedBy: view.closedBy(verdict), ...this.course(view) });
    } else if (verdict <= VERDICT_REFUSED) {
      const counts = view.has(RST_IS_ACCEPTED) || rows.has(handle, RESET_COUNTS);
      const mark = verdict === VERDICT_REFUSED ? TOLD_REFUSED : TOLD_RESET;
      if (!counts || rows.has(handle, mark)) return;
      rows.mark(handle, mark);
      if (!teller.happened(verdict === VERDICT_REFUSED ? "refused" : "reset")) return;
      if (verdict === VERDICT_REFUSED) {
        const syn = view.endpointDouble(view.client, COLD + SYN_LAST_TIME);
        const afterSeconds = Math.max(0, view.double(RST_TIME) - syn) / 1e9;
        const likelyFrom = this.figuresOf(view, "connection-refused", found)?.likelyFrom ?? null;
        teller.tell("refused", { afterSeconds, likelyFrom });
        return;
      }
      const by = teller.sideOf(view.resetBy);
      const cause = this.figuresOf(view, "reset", found)?.cause ?? null;
      const answered = this.figuresOf(view, "handshake-aborted", found)?.answered ?? null;
      const verdictName = name as ResetEvent["verdict"];
      teller.tell("reset", { verdict: verdictName, by, cause, answered, ...this.course(view) });
    } else if (verdict === VERDICT_UNREACHABLE) {
      if (rows.has(handle, TOLD_UNREACHABLE)) return;
      const error = this.detection.icmpSoFar(view);
      if (error === null) return;
      rows.mark(handle, TOLD_UNREACHABLE);
      if (!teller.happened("unreachable")) return;
      const { router, afterSeconds, ...icmp } = error;
      teller.tell("unreachable", { icmp: { ...icmp, from: router }, afterSeconds });
    }
  }

  tellHalfOpen(view: ConnectionView, end: number, at: number): void {
    const { rows } = this;
    if (end !== view.server || rows.state(view.handle, end) !== SYN_RECEIVED) return;
    if (view.verdict !== VERDICT_HALF_OPEN) return;
    rows.mark(view.handle, TOLD_HALF_OPEN);
    // (One story: that of the flood.)
    if (this.detection.subjects.population.attempts.isUnderFlood(view.handle)) return;
    if (!this.teller.happened("half-open")) return;
    const first = view.endpointDouble(end, COLD + SYN_FIRST_TIME);
    this.teller.tell("half-open", { forSeconds: Math.max(0, at - first) / 1e9 });
  }

  /** What the finding says by now; null: there is none, or another tells it. */
  private figuresOf<Id extends keyof Figures>(
    view: ConnectionView,
    id: Id,
    found: readonly Finding[] | null,
  ): Figures[Id] | null {
    const figures =
      found === null
        ? this.detection.judgeSoFar(view).find(({ detector }) => detector.id === id)?.judgement.figures
        : found.find((finding) => finding.id === id);
    return (figures ?? null) as Figures[Id] | null;
  }

  private course(view: ConnectionView) {
    return {
      durationSeconds: (view.double(LAST_TIME) - view.double(FIRST_TIME)) / 1e9,
      clientBytes: view.endpointDouble(view.client, PAYLOAD),
      serverBytes: view.endpointDouble(view.server, PAYLOAD),
    };
  }
}
