// The session of `live`: interfaces captured on, evidence kept, this machine asked, and what the screen wants to
// see. First what needs root; root is given up on the other side, before a packet is decoded.
import type { LiveCapture } from "../../capture/live/live-capture.ts";
import { runEngine } from "../../session/engine.ts";
import { together } from "../../session/follower.ts";
import type { HostFollower } from "../../session/host/host-follower.ts";
import { RememberedConnection } from "../../session/one-connection/remembered-connection.ts";
import type { FromSession } from "../../session/screen/protocol.ts";
import { ScreenFeed } from "../../session/screen/screen-feed.ts";
import { findingsTeller } from "../../session/tell-findings.ts";
import { type OneConnectionWords, oneConnectionWords } from "../../words/one-connection-words.ts";
import { engineOptions } from "../engine-options.ts";
import { DONE, WRONG_USAGE } from "../exit-codes.ts";
import { openCapture } from "../live/capture-options.ts";
import { CaptureWatch } from "../live/capture-watch.ts";
import { afterDuration } from "../live/ending.ts";
import { type Evidence, openEvidence, refuseBadEvidence } from "../live/evidence-options.ts";
import { openHost } from "../live/host-options.ts";
import { withLosses } from "../live/live-sink.ts";
import { programName } from "../package-version.ts";
import { type Ended, FinalReport } from "./final-report.ts";
import type { ScreenPort } from "./screen-port.ts";
import type { LiveSessionOptions, LiveTask } from "./task.ts";

/** A key may ask for a look at every connection: until that is done packets wait with the kernel. */
const BUFFER_BYTES = 128 * 1024 * 1024;

/** Resolves with what is left for the normal screen. Rejects with whatever kept it from going on. */
export async function liveSession(task: LiveTask, screen: ScreenPort): Promise<Ended> {
  const { named, options, surroundings } = task;
  const report = await FinalReport.create(options, [], surroundings, () => screen.size);
  await refuseBadEvidence(options);
  const host = await openHost(options, options.filter !== undefined);
  let source: LiveCapture | null = null;
  try {
    const opened = await openCapture(named, options.filter, { buffer: BUFFER_BYTES, ...options });
    source = opened.source;
    // To the user the folder of the program may be closed: what it will need is loaded now.
    await findingsTeller(options.lang);
    const words = await oneConnectionWords(options.lang);
    const application = programName();
    await screen.opened(opened.remarks);
    // Root is given up by now: what is made from here on belongs to the user.
    const warn = (line: string) => screen.notice(line, true);
    const evidence = await openEvidence(options, source, warn, report.selected);
    try {
      const parts = { screen, report, source, host, evidence, words, application };
      return await capture(options, parts);
    } finally {
      await evidence?.close();
    }
  } finally {
    await source?.close();
    host?.close();
  }
}

interface Parts {
  readonly screen: ScreenPort;
  readonly report: FinalReport;
  readonly source: LiveCapture;
  readonly host: HostFollower | null;
  readonly evidence: Evidence | null;
  readonly words: OneConnectionWords;
  readonly application: string;
}

async function capture(options: LiveSessionOptions, parts: Parts): Promise<Ended> {
  const { screen, report, source, host, evidence, words, application } = parts;
  // (The kernel runs the filter.)
  const { filter: _, ...analysis } = options;
  const engine = await engineOptions(analysis);
  const watch = new CaptureWatch(source, (line) => screen.notice(line, true));
  const send = (message: FromSession) => screen.send(message);
  const feed = new ScreenFeed({
    send,
    replay: () => null,
    doubtfulUpTo: () => watch.doubtfulUpTo,
    ...(options.msl !== undefined && { msl: options.msl }),
  });
  const detail = (id: number) => feed.detailOf(id);
  const one = new RememberedConnection({ send, words, application, detail, source, engine });
  screen.answering = {
    view: (request) => feed.view(request),
    trace: ({ id }) => one.trace(id),
    write: ({ id, path }) => void one.write(id, path).then(send),
  };
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    source.stop();
  };
  screen.stopped.addEventListener("abort", stop);
  if (screen.stopped.aborted) stop();
  const forgetDuration = afterDuration(options.duration, stop);
  try {
    screen.send({ type: "begun" });
    const result = await runEngine(
      source,
      {
        ...engine,
        onlooker: feed,
        follower: together([one.follower, ...(evidence ? [evidence.follower] : [])]),
        ...(host && { host }),
        ...(options.count !== undefined && { maxPackets: options.count }),
      },
      {
        eventKinds: feed.eventKinds,
        event(event, record, handle) {
          feed.event(event, record, handle);
          evidence?.event(event, record, handle);
        },
        wants: (id, verdict, findings, retries) => report.wants(id, verdict, findings, retries),
        connection: (record) => report.connection(record),
        tick: (counts, connections) => void watch.look(counts, connections),
      },
    );
    const written = (await evidence?.close()) ?? [];
    const closing = isStopped ? written : [...reasonsOf(source), ...written];
    return await ended(report.end(withLosses(result, 0), closing), evidence);
  } finally {
    forgetDuration();
    await one.close();
  }
}

/** Why capturing ended by itself, where no interface is left; a line each. */
function reasonsOf(source: LiveCapture): string[] {
  const reasons: string[] = [];
  new CaptureWatch(source, (line) => void reasons.push(line)).end();
  return reasons;
}

/** What should have been written and was not shows in the exit code. */
async function ended(reported: Promise<Ended>, evidence: Evidence | null): Promise<Ended> {
  const told = await reported;
  return evidence?.failed && told.exitCode === DONE ? { ...told, exitCode: WRONG_USAGE } : told;
}
