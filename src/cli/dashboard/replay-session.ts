// The session of `replay`: saved captures at the pace that the screen asks for.
import { openCaptures } from "../../capture/open-capture.ts";
import { Replay } from "../../session/replay/replay.ts";
import type { ViewRequest } from "../../session/screen/protocol.ts";
import { ScreenFeed } from "../../session/screen/screen-feed.ts";
import { engineOptions } from "../engine-options.ts";
import { type Ended, FinalReport } from "./final-report.ts";
import type { ScreenPort } from "./screen-port.ts";
import type { ReplayTask } from "./task.ts";

/** Connections that are over and stay on the screen. */
const REMEMBERED = 1_000_000;

/** Resolves with what is left for the normal screen. Rejects with whatever kept it from going on. */
export async function replaySession(
  { inputs, options, surroundings }: ReplayTask,
  screen: ScreenPort,
): Promise<Ended> {
  const engine = await engineOptions(options);
  const newReport = () =>
    FinalReport.create({ ...options, connections: true }, inputs, surroundings, () => screen.size);
  let report = await newReport();
  const open = () => openCaptures(inputs);
  const canRewind = !inputs.includes("-");
  const { speed } = options;
  const replay = new Replay({ source: await open(), open, canRewind, speed, engine });
  screen.stopped.addEventListener("abort", () => replay.stop());
  let feed: ScreenFeed | null = null;
  let asked: ViewRequest | null = null;
  screen.answering = {
    view(request) {
      asked = request;
      feed?.view(request);
    },
    pace(request) {
      replay.pace(request);
      feed?.look();
    },
  };
  await screen.opened([]);
  screen.send({ type: "begun" });
  let readings = 0;
  const result = await replay.run(
    async () => {
      if (readings++ > 0) report = await newReport();
      const seen = new ScreenFeed({
        send: (message) => screen.send(message),
        replay: () => replay.status,
        remember: REMEMBERED,
        ...(options.msl !== undefined && { msl: options.msl }),
      });
      feed = seen;
      if (asked !== null) seen.view(asked);
      return {
        onlooker: seen,
        event: (event, record, handle) => seen.event(event, record, handle),
        eventKinds: seen.eventKinds,
        connection: (record) => report.connection(record),
      };
    },
    (result) => feed?.finished(result),
  );
  return report.end(result);
}
