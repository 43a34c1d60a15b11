// A capture through the engine with a screen's feed beside it; and what is reported of it.
import { openCapture } from "../../../src/capture/open-capture.ts";
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import { runEngine } from "../../../src/session/engine.ts";
import type { EngineOptions, EngineResult } from "../../../src/session/engine-options.ts";
import type { Body, Frame, ViewName } from "../../../src/session/screen/frame.ts";
import type { ViewRequest } from "../../../src/session/screen/protocol.ts";
import { ScreenFeed, type ScreenFeedOptions } from "../../../src/session/screen/screen-feed.ts";

export interface Fed {
  readonly feed: ScreenFeed;
  readonly frames: () => readonly Frame[];
  /** In the order of their ids. */
  readonly records: readonly ConnectionRecord[];
  /** Of these: over only because the input ended. */
  readonly atEnd: ReadonlySet<number>;
  readonly result: EngineResult;
}

export interface FeedOptions extends Partial<ScreenFeedOptions> {
  readonly engine?: EngineOptions;
  /** After each block. */
  readonly looking?: (feed: ScreenFeed) => void;
}

const sent = new WeakMap<ScreenFeed, Frame[]>();

export async function feedOf(
  input: Uint8Array | string | Iterable<Uint8Array>,
  { engine, looking, ...options }: FeedOptions = {},
): Promise<Fed> {
  const frames: Frame[] = [];
  const records: ConnectionRecord[] = [];
  const atEnd = new Set<number>();
  const feed = new ScreenFeed({
    // (Everything must be fit for a thread's border.)
    send: (message) => {
      if (message.type === "frame") frames.push(structuredClone(message.frame));
    },
    replay: () => null,
    ...options,
  });
  sent.set(feed, frames);
  const result = await runEngine(
    await openCapture(input),
    {
      ...engine,
      onlooker: feed,
      follower: {
        over(_view, record, isAtEnd) {
          if (isAtEnd) atEnd.add(record().id);
        },
      },
    },
    {
      event: (event, record, handle) => feed.event(event, record, handle),
      eventKinds: feed.eventKinds,
      connection: (record) => records.push(record),
      flush: () => looking?.(feed),
    },
  );
  feed.finished(result);
  records.sort((a, b) => a.id - b.id);
  return { feed, frames: () => frames, records, atEnd, result };
}

/** What the feed answers. */
export function bodyOf<View extends ViewName>(
  feed: ScreenFeed,
  view: View,
  wanted: ViewRequest,
): Extract<Body, { view: View }> {
  feed.view(wanted);
  const { body } = (sent.get(feed) as Frame[]).at(-1) as Frame;
  if (body?.view !== view) throw new Error(`asked for ${view}, and got ${body?.view}`);
  return body as Extract<Body, { view: View }>;
}

let number = 0;

export function request(wanted: Partial<ViewRequest>): ViewRequest {
  return {
    type: "view",
    number: ++number,
    view: "connections",
    select: null,
    order: "trouble",
    reverse: false,
    offset: 0,
    count: 40,
    anchor: null,
    hold: false,
    detail: null,
    ...wanted,
  };
}
