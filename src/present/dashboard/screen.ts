// The screen behind its drawing: holds the state, lets things happen to it, does what follows outside, and says
// when it is to be drawn.
import type { Key } from "ink";
import type { FromSession, SessionPort } from "../../session/screen/protocol.ts";
import { type Cause, type Clock, DrawPace } from "./draw-pace.ts";
import type { Space } from "./drawing.ts";
import { placeOf } from "./key-line.ts";
import { keysPressed } from "./key-names.ts";
import { actionOf } from "./keys.ts";
import type { ScreenState } from "./screen-state.ts";
import { type Effect, type Happening, step } from "./screen-steps.ts";

/** What is told stands there for so long. */
const NOTICE_MILLISECONDS = 6000;

/** What the screen does besides drawing. */
export interface Outside {
  readonly session: SessionPort;
  readonly clock: Clock;
  /** Into the terminal's clipboard. */
  copy(text: string): void;
  /** The terminal shows something else: everything is drawn anew. */
  repaint(): void;
}

export class Screen {
  /** What is to be seen. */
  shown: ScreenState;
  private state: ScreenState;
  private readonly outside: Outside;
  private readonly pace: DrawPace;
  private redraw: () => void = () => {};
  private leave: () => void = () => {};
  private answered = 0;
  private stopNotice: (() => void) | null = null;

  constructor(state: ScreenState, outside: Outside) {
    this.state = state;
    this.shown = state;
    this.outside = outside;
    this.pace = new DrawPace(() => {
      this.shown = this.state;
      this.redraw();
    }, outside.clock);
  }

  /** From now on; returns what ends it. @param leave the user wants to go */
  open(redraw: () => void, leave: () => void): () => void {
    this.redraw = redraw;
    this.leave = leave;
    this.outside.session.listen((message) => this.hear(message));
    this.happen({ type: "resized", size: this.state.size }, "key");
    return () => {
      this.pace.stop();
      this.stopNotice?.();
      this.redraw = () => {};
    };
  }

  /** As ink's useInput hands it out. */
  input(input: string, key: Key): void {
    if (this.state.prompt !== null) {
      this.happen({ type: "typed", input, key }, "key");
      return;
    }
    const keys = keysPressed(input, key);
    for (const [index, { name }] of keys.entries()) {
      const action = actionOf(name, placeOf(this.state), this.state.kind);
      if (action !== null) this.happen({ type: "key", action }, "key");
      if (this.state.prompt === null) continue;
      // What came with the key that opened a prompt was meant for it.
      const rest = keys.slice(index + 1).map(({ text }) => text);
      if (rest.length > 0) this.happen({ type: "typed", input: rest.join(""), key: {} }, "key");
      return;
    }
  }

  resize(size: Space): void {
    this.happen({ type: "resized", size }, "key");
  }

  /** The last drawing is on the terminal. */
  drawn(): void {
    this.pace.drawn();
  }

  private hear(message: FromSession): void {
    this.happen({ type: "heard", message }, this.causeOf(message));
  }

  /** What answers a key is waited for. */
  private causeOf(message: FromSession): Cause {
    if (message.type !== "frame") return message.type === "tracing" ? "news" : "answer";
    const { answers } = message.frame;
    if (answers <= this.answered || answers !== this.state.request?.number) return "news";
    this.answered = answers;
    return "answer";
  }

  private happen(happening: Happening, cause: Cause): void {
    const before = this.state;
    const { state, effects } = step(before, happening);
    this.state = state;
    for (const effect of effects) this.do(effect);
    if (state.notice !== before.notice) this.watchNotice();
    if (state !== before) this.pace.want(cause);
  }

  private do(effect: Effect): void {
    switch (effect.type) {
      case "send":
        this.outside.session.send(effect.message);
        break;
      case "copy":
        this.outside.copy(effect.text);
        break;
      case "repaint":
        this.outside.repaint();
        this.pace.want("key");
        break;
      case "leave":
        this.leave();
        break;
    }
  }

  private watchNotice(): void {
    this.stopNotice?.();
    this.stopNotice = null;
    if (this.state.notice === null) return;
    this.stopNotice = this.outside.clock.after(NOTICE_MILLISECONDS, () =>
      this.happen({ type: "told" }, "news"),
    );
  }
}
