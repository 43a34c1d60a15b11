// The session of `replay`: saved captures at the pace that the screen asks for.
import { openCaptures } from "../../capture/open-capture.ts";
import { runEngine } from "../../session/engine.ts";
import { PacedSource } from "../../session/replay/paced-source.ts";
import { ScreenFeed } from "../../session/screen/screen-feed.ts";
import { engineOptions } from "../engine-options.ts";
import { type Ended, FinalReport } from "./final-report.ts";
import type { ScreenPort } from "./screen-port.ts";
import type { ReplayTask } from "./task.ts";

/** Resolves with what is left for the normal screen. Rejects with whatever kept it from going on. */
export async function replaySession(
  { inputs, options, surroundings }: ReplayTask,
  screen: ScreenPort,
): Promise<Ended> {
  const engine = await engineOptions(options);
  const report = await FinalReport.create({ ...options, connections: true }, inputs, surroundings);
  const source = new PacedSource(await openCaptures(inputs), options.speed);
  const feed = new ScreenFeed({ send: (message) => screen.send(message), replay: () => source.status });
  screen.answering = {
    view: (request) => feed.view(request),
    pace: (request) => source.pace(request),
  };
  await screen.opened([]);
  screen.send({ type: "begun" });
  const result = await runEngine(
    source,
    { ...engine, onlooker: feed, signal: screen.stopped },
    {
      event: (event, record, handle) => feed.event(event, record, handle),
      connection: (record) => report.connection(record),
    },
  );
  if (!screen.stopped.aborted)
    await new Promise((resolve) => screen.stopped.addEventListener("abort", resolve));
  return report.end(result);
}
