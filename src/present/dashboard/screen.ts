// The screen behind its drawing: holds the state, lets things happen to it, does what follows outside, and says
// when it is to be drawn.
import type { Key } from "ink";
import type { FromSession, SessionPort } from "../../session/screen/protocol.ts";
import { type Cause, type Clock, DrawPace } from "./draw-pace.ts";
import type { Space } from "./drawing.ts";
import { placeOf } from "./keys/key-line.ts";
import { keysPressed } from "./keys/key-names.ts";
import { actionOf } from "./keys/keys.ts";
import type { ScreenState } from "./state/screen-state.ts";
import { type Effect, type Happening, step } from "./state/screen-steps.ts";

/** What is told stands there for so long. */
const NOTICE_MILLISECONDS = 6000;
/** Where rows change under a cursor that nobody moves, what belongs to the new one is asked for no more often. */
const PATIENCE_MILLISECONDS = 500;

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
  /** The request that a key has led to; 0: it is answered. */
  private awaited = 0;
  private askedAt = Number.NEGATIVE_INFINITY;
  private stopAsking: (() => void) | null = null;
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
    let isOpen = true;
    this.outside.session.listen((message) => {
      if (isOpen) this.hear(message);
    });
    this.happen({ type: "resized", size: this.state.size }, "key");
    return () => {
      isOpen = false;
      this.pace.stop();
      this.stopNotice?.();
      this.stopAsking?.();
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
    const cause = this.causeOf(message);
    const wait = this.askedAt + PATIENCE_MILLISECONDS - this.outside.clock.now();
    if (message.type !== "frame" || wait <= 0) {
      this.happen({ type: "heard", message }, cause);
      return;
    }
    this.happen({ type: "heard", message, asksLater: true }, cause);
    this.stopAsking ??= this.outside.clock.after(Math.ceil(wait), () => {
      this.stopAsking = null;
      this.happen({ type: "ask" }, "news");
    });
  }

  /** What answers a key is waited for. */
  private causeOf(message: FromSession): Cause {
    if (message.type !== "frame") return message.type === "tracing" ? "news" : "answer";
    if (this.awaited === 0 || message.frame.answers < this.awaited) return "news";
    this.awaited = 0;
    return "answer";
  }

  private happen(happening: Happening, cause: Cause): void {
    const before = this.state;
    const { state, effects } = step(before, happening);
    this.state = state;
    if (state.request !== before.request) this.asked(state.request?.number ?? 0, cause);
    for (const effect of effects) this.do(effect);
    if (state.notice !== before.notice) this.watchNotice();
    if (state !== before) this.pace.want(cause);
  }

  private asked(number: number, cause: Cause): void {
    this.stopAsking?.();
    this.stopAsking = null;
    if (cause === "key") this.awaited = number;
    else this.askedAt = this.outside.clock.now();
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
