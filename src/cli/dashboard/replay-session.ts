// The session of `replay`: saved captures at the pace that the screen asks for.
import { openCaptures } from "../../capture/open-capture.ts";
import type { PacketSource } from "../../capture/packet-source.ts";
import type { OneConnection } from "../../session/one-connection/one-connection.ts";
import { RememberedConnection } from "../../session/one-connection/remembered-connection.ts";
import { RereadConnection } from "../../session/one-connection/reread-connection.ts";
import { Replay } from "../../session/replay/replay.ts";
import type { FromSession, ViewRequest } from "../../session/screen/protocol.ts";
import { ScreenFeed } from "../../session/screen/screen-feed.ts";
import { oneConnectionWords } from "../../words/one-connection-words.ts";
import { engineOptions } from "../engine-options.ts";
import { programName } from "../package-version.ts";
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
  const source = await open();
  // A named pipe too is read only once.
  const canRewind = source.progress().total !== null;
  const { speed } = options;
  const words = await oneConnectionWords(options.lang);
  let feed: ScreenFeed | null = null;
  const refused = (error: unknown) => {
    screen.notice(words.unreadable((error as Error).message), true);
    feed?.paced();
  };
  const replay = new Replay({ source, open, canRewind, refused, speed, engine });
  screen.stopped.addEventListener("abort", () => replay.stop());
  const send = (message: FromSession) => screen.send(message);
  const detail = (id: number) => feed?.detailOf(id) ?? null;
  const asking = { send, words, application: programName(), detail };
  let one: OneConnection | null = canRewind ? new RereadConnection({ ...asking, open, engine }) : null;
  // (What flows by is remembered from its first packet.)
  const oneOf = (source: PacketSource) => (one ??= new RememberedConnection({ ...asking, source, engine }));
  let asked: ViewRequest | null = null;
  screen.answering = {
    view(request) {
      asked = request;
      feed?.view(request);
    },
    pace(request) {
      replay.pace(request);
      feed?.paced();
    },
    trace: ({ id }) => one?.trace(id),
    write: ({ id, path }) => void one?.write(id, path).then(send),
  };
  await screen.opened([]);
  screen.send({ type: "begun" });
  let readings = 0;
  const result = await replay.run(
    async (source) => {
      if (readings++ > 0) report = await newReport();
      const seen = new ScreenFeed({
        send,
        replay: () => replay.status,
        remember: REMEMBERED,
        ...(options.msl !== undefined && { msl: options.msl }),
      });
      feed = seen;
      if (asked !== null) seen.view(asked);
      return {
        onlooker: seen,
        follower: oneOf(source).follower,
        event: (event, record, handle) => seen.event(event, record, handle),
        eventKinds: seen.eventKinds,
        wants: (id, verdict, findings, retries) => report.wants(id, verdict, findings, retries),
        connection: (record) => report.connection(record),
      };
    },
    (result) => feed?.finished(result),
  );
  await (one as OneConnection | null)?.close();
  return report.end(result);
}
