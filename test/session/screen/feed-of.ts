// A capture through the engine with a screen's feed beside it; and what is reported of it.
import { openCapture } from "../../../src/capture/open-capture.ts";
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import { runEngine } from "../../../src/session/engine.ts";
import type { EngineOptions, EngineResult } from "../../../src/session/engine-options.ts";
import type { Frame } from "../../../src/session/screen/frame.ts";
import type { ViewRequest } from "../../../src/session/screen/protocol.ts";
import { ScreenFeed, type ScreenFeedOptions } from "../../../src/session/screen/screen-feed.ts";

export interface Fed {
  readonly feed: ScreenFeed;
  readonly frames: () => readonly Frame[];
  /** In the order of their ids. */
  readonly records: readonly ConnectionRecord[];
  readonly result: EngineResult;
}

export async function feedOf(
  input: Uint8Array | string | Iterable<Uint8Array>,
  options: Partial<ScreenFeedOptions> & { readonly engine?: EngineOptions } = {},
): Promise<Fed> {
  const frames: Frame[] = [];
  const records: ConnectionRecord[] = [];
  const feed = new ScreenFeed({
    send: (message) => {
      if (message.type === "frame") frames.push(structuredClone(message.frame));
    },
    replay: () => null,
    ...options,
  });
  const result = await runEngine(
    await openCapture(input),
    { ...options.engine, onlooker: feed },
    {
      event: (event, record, handle) => feed.event(event, record, handle),
      eventKinds: feed.eventKinds,
      connection: (record) => records.push(record),
    },
  );
  feed.finished(result);
  records.sort((a, b) => a.id - b.id);
  return { feed, frames: () => frames, records, result };
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
