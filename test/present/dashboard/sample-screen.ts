// A screen without a terminal: its state, what happens to it, and what it wants done.

import { createDrawing, type DrawingOptions } from "../../../src/present/dashboard/drawing.ts";
import { placeOf } from "../../../src/present/dashboard/keys/key-line.ts";
import { actionOf } from "../../../src/present/dashboard/keys/keys.ts";
import type { KeyPress } from "../../../src/present/dashboard/prompts/text-field.ts";
import { screenLines } from "../../../src/present/dashboard/screen-lines.ts";
import {
  type Beginning,
  firstState,
  type ScreenState,
} from "../../../src/present/dashboard/state/screen-state.ts";
import { type Effect, type Happening, step } from "../../../src/present/dashboard/state/screen-steps.ts";
import type { Body, Frame } from "../../../src/session/screen/frame.ts";
import type { FromSession, ToSession, ViewRequest } from "../../../src/session/screen/protocol.ts";
import { dashboardWordsIn } from "../../../src/words/dashboard-words.ts";
import { handbookIn } from "../../../src/words/topics.ts";
import {
  connectionsBody,
  findingsBody,
  frame,
  replayStatus,
  servicesBody,
  statesBody,
  status,
} from "./sample-frames.ts";

const HANDBOOKS = { en: await handbookIn("en"), zh: await handbookIn("zh") };
const WORDS = { en: await dashboardWordsIn("en"), zh: await dashboardWordsIn("zh") };

export type SampleOptions = Partial<DrawingOptions> & Partial<Pick<Beginning, "kind" | "size" | "select">>;

export function firstSample(options: SampleOptions = {}): ScreenState {
  const {
    ascii = false,
    color = "none",
    lang = "en",
    kind = "live",
    size = { columns: 110, rows: 30 },
  } = options;
  return firstState({
    kind,
    size,
    select: options.select ?? null,
    handbook: HANDBOOKS[lang],
    drawing: createDrawing({ ascii, color, lang }, WORDS[lang]),
    home: "/home/ann",
  });
}

/** Lets things happen to it, one after the other. */
export class SampleScreen {
  state: ScreenState;
  readonly effects: Effect[] = [];

  constructor(options: SampleOptions = {}) {
    this.state = firstSample(options);
    this.happen({ type: "resized", size: this.state.size });
  }

  happen(happening: Happening): this {
    const { state, effects } = step(this.state, happening);
    this.state = state;
    this.effects.push(...effects);
    return this;
  }

  /** Keys by their names; what does nothing here is an error. */
  press(...keys: string[]): this {
    for (const key of keys) {
      const action = actionOf(key, placeOf(this.state), this.state.kind);
      if (action === null) throw new Error(`${key} does nothing in ${placeOf(this.state)}`);
      this.happen({ type: "key", action });
    }
    return this;
  }

  type(input: string, key: KeyPress = {}): this {
    return this.happen({ type: "typed", input, key });
  }

  hear(message: FromSession): this {
    return this.happen({ type: "heard", message });
  }

  /** A frame that answers the last request. */
  answer(body: Body | null = sampleBody(this.state), change: Partial<Frame> = {}): this {
    const replay = this.state.kind === "replay" ? replayStatus({ pacesHeard: this.state.paces }) : null;
    const answers = this.state.request?.number ?? 0;
    return this.hear({
      type: "frame",
      frame: frame(body, { answers, status: status({ replay }), ...change }),
    });
  }

  get sent(): ToSession[] {
    return this.effects.flatMap((effect) => (effect.type === "send" ? [effect.message] : []));
  }

  get request(): ViewRequest {
    return this.state.request as ViewRequest;
  }

  get lines(): string[] {
    return screenLines(this.state);
  }

  get text(): string {
    return this.lines.join("\n");
  }
}

function sampleBody({ view }: Pick<ScreenState, "view">): Body {
  return {
    connections: connectionsBody(),
    states: statesBody(),
    services: servicesBody(),
    findings: findingsBody(),
  }[view];
}
