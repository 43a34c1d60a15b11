// The line to a session from the screen's side: what concerns its life is kept apart from what is drawn, and
// nothing is lost before somebody looks.
import type { FromSession, SessionPort, ToSession } from "../../session/screen/protocol.ts";
import type { SessionRun } from "./session-thread.ts";

type Of<Type extends FromSession["type"]> = Extract<FromSession, { type: Type }>;

/** Said before anybody looks; more than fits a screen is of no use. */
const MOST_WAITING = 100;

export class SessionLine implements SessionPort {
  readonly opened: Promise<Of<"opened"> | Of<"failed">>;
  readonly begun: Promise<Of<"begun"> | Of<"failed">>;
  /** Settles in any case, also when the thread dies: then it rejects. */
  readonly ended: Promise<Of<"ended"> | Of<"failed">>;
  readonly #run: SessionRun;
  readonly #hearers: ((message: FromSession) => void)[] = [];
  #waiting: FromSession[] = [];

  constructor(run: SessionRun) {
    this.#run = run;
    const first = new Map<FromSession["type"], (message: FromSession) => void>();
    const promised = <Type extends "opened" | "begun" | "ended">(type: Type) => {
      const said = new Promise<Of<Type> | Of<"failed">>((resolve) => {
        first.set(type, resolve as (message: FromSession) => void);
      });
      const none = run.over.then((): never => {
        throw new Error("the thread of the session ended unasked");
      });
      const either = Promise.race([said, none]);
      either.catch(() => {});
      return either;
    };
    this.opened = promised("opened");
    this.begun = promised("begun");
    this.ended = promised("ended");
    run.listen((message) => {
      if (message.type === "failed") for (const resolve of first.values()) resolve(message);
      else first.get(message.type)?.(message);
      this.#hand(message);
      const what = message.type;
      if (what === "frame" || what === "trace" || what === "tracing") run.send({ type: "taken", what });
    });
  }

  send(message: ToSession): void {
    this.#run.send(message);
  }

  listen(hear: (message: FromSession) => void): void {
    this.#hearers.push(hear);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) hear(message);
  }

  /** As the session would say it. */
  notice(line: string): void {
    this.#hand({ type: "notice", line, isWarning: false });
  }

  kill(): Promise<void> {
    return this.#run.kill();
  }

  #hand(message: FromSession): void {
    if (this.#hearers.length > 0) for (const hear of this.#hearers) hear(message);
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(message);
  }
}
