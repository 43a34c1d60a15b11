// The session behind a dashboard: captures opened, tracked, looked at, and what the screen asks for answered.
// Runs in a thread of its own (session-thread.ts); knows the screen by its messages only.
import { openCaptures } from "../../capture/open-capture.ts";
import { runEngine } from "../../session/engine.ts";
import { PacedSource } from "../../session/replay/paced-source.ts";
import type { FromSession, ToSession } from "../../session/screen/protocol.ts";
import { ScreenFeed } from "../../session/screen/screen-feed.ts";
import { engineOptions } from "../engine-options.ts";
import { describeError } from "../error-line.ts";
import { DONE, WRONG_USAGE } from "../exit-codes.ts";
import type { SessionTask } from "./task.ts";

/** The session's side of the border. */
export interface ScreenPort {
  send(message: FromSession): void;
  listen(hear: (message: ToSession) => void): void;
}

/** Resolves when everything is over and told; never rejects. */
export async function serve(task: SessionTask, screen: ScreenPort): Promise<void> {
  try {
    await replay(task, screen);
  } catch (error) {
    screen.send({ type: "failed", line: describeError(error), exitCode: WRONG_USAGE });
  }
}

async function replay({ inputs, options }: SessionTask, screen: ScreenPort): Promise<void> {
  const engine = await engineOptions(options);
  const source = new PacedSource(await openCaptures(inputs), options.speed);
  const feed = new ScreenFeed({ send: (message) => screen.send(message), replay: () => source.status });
  const stop = new AbortController();
  await new Promise<void>((go) => {
    screen.listen((message) => {
      if (message.type === "go") go();
      else if (message.type === "stop") stop.abort();
      else if (message.type === "view") feed.view(message);
      else if (message.type === "pace") source.pace(message);
    });
    screen.send({ type: "opened", remarks: [] });
  });
  await runEngine(
    source,
    { ...engine, onlooker: feed, signal: stop.signal },
    { event: (event, record, handle) => feed.event(event, record, handle) },
  );
  if (!stop.signal.aborted) await new Promise((resolve) => stop.signal.addEventListener("abort", resolve));
  screen.send({ type: "ended", report: "", remarks: [], exitCode: DONE });
}
