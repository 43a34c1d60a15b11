// The session's side of the border: what comes from the screen, and how what goes there is kept from piling up
// where the screen is slow.
import type {
  FromSession,
  PaceRequest,
  ToSession,
  TraceRequest,
  ViewRequest,
  WriteRequest,
} from "../../session/screen/protocol.ts";

/** A way to the screen, in another thread or this one. */
export interface ScreenWay {
  send(message: FromSession): void;
  listen(hear: (message: ToSession) => void): void;
}

/** Who answers; what is absent is not heard. */
export interface Answering {
  view?(request: ViewRequest): void;
  trace?(request: TraceRequest): void;
  pace?(request: PaceRequest): void;
  write?(request: WriteRequest): void;
}

/** Of each of these at most one is under way, and one waits: the newest. */
type Pictured = Extract<FromSession, { type: "frame" | "trace" | "tracing" }>;

export class ScreenPort {
  /** Aborted when the screen wants the end. */
  readonly stopped: AbortSignal;
  /** Of the terminal, once it was resized. */
  size: { readonly columns: number; readonly rows: number } | null = null;
  private readonly way: ScreenWay;
  private readonly stop = new AbortController();
  private go: (() => void) | null = null;
  private answers: Answering = {};
  /** The last one: what comes before anybody answers waits for that. */
  private asked: ViewRequest | null = null;
  private isAnswering = false;
  /** By type; null: one is under way and none waits. */
  private readonly underWay = new Map<Pictured["type"], Pictured | null>();

  constructor(way: ScreenWay) {
    this.way = way;
    this.stopped = this.stop.signal;
    way.listen((message) => this.hear(message));
  }

  /** Says that all is open; resolves when it may be decoded, or is not wanted any more (`stopped`). */
  opened(remarks: readonly string[]): Promise<void> {
    return new Promise((resolve) => {
      this.go = resolve;
      this.way.send({ type: "opened", remarks });
    });
  }

  send(message: FromSession): void {
    if (message.type !== "frame" && message.type !== "trace" && message.type !== "tracing") {
      this.way.send(message);
      return;
    }
    const waiting = this.underWay.get(message.type);
    if (waiting === undefined) {
      this.underWay.set(message.type, null);
      this.way.send(message);
    } else this.underWay.set(message.type, waiting === null ? message : newer(waiting, message));
  }

  notice(line: string, isWarning = false): void {
    this.way.send({ type: "notice", line, isWarning });
  }

  /** Who answers from now on. */
  set answering(answers: Answering) {
    this.answers = answers;
    this.answer();
  }

  private hear(message: ToSession): void {
    switch (message.type) {
      case "go":
        this.go?.();
        break;
      case "stop":
        this.stop.abort();
        this.go?.();
        break;
      case "taken":
        this.taken(message.what);
        break;
      case "resized":
        this.size = message;
        break;
      case "view":
        this.view(message);
        break;
      case "trace":
        this.answers.trace?.(message);
        break;
      case "pace":
        this.answers.pace?.(message);
        break;
      case "write":
        this.answers.write?.(message);
        break;
    }
  }

  /** A key that is held down asks faster than can be answered: of the requests that have come, the last counts. */
  private view(request: ViewRequest): void {
    this.asked = request;
    if (this.isAnswering) return;
    this.isAnswering = true;
    setImmediate(() => {
      this.isAnswering = false;
      this.answer();
    });
  }

  private answer(): void {
    const { asked, answers } = this;
    if (asked === null || answers.view === undefined) return;
    this.asked = null;
    answers.view(asked);
  }

  private taken(what: Pictured["type"]): void {
    const waiting = this.underWay.get(what);
    this.underWay.delete(what);
    if (waiting) this.send(waiting);
  }
}

/** The later takes the place of the earlier, which may have been the only one with an answer. */
function newer(earlier: Pictured, later: Pictured): Pictured {
  if (earlier.type !== "frame" || later.type !== "frame") return later;
  const { body, answers } = earlier.frame;
  if (later.frame.body !== null || later.frame.answers !== answers) return later;
  return { type: "frame", frame: { ...later.frame, body } };
}
