// keepalive-failure: probes, and no segment of the other end any more.
import { LAST_SEGMENT_TIME } from "../../track/connection-layout.ts";
import { LOGGED_RST } from "../../track/lifecycle-log.ts";
import { KEEP_ALIVE } from "../../track/segment-facts.ts";
import { defineDetector, type Judgement } from "../detector.ts";
import type { Story } from "../story.ts";
import type { ProbeSeries } from "../watch/keepalive-probes.ts";

const LEAST_PROBES = 3;
/** Where the prober's RST follows. */
const LEAST_PROBES_GIVEN_UP = 2;
/** RFC 9293 §3.8.4 asks for 2 h at least; 75 s between probes is BSD's and Linux's. */
const TEXTBOOK_IDLE_SECONDS = 7200;
const TEXTBOOK_INTERVAL_SECONDS = 75;
/** Of coarse timers and round trips. */
const TOLERANCE = 0.2;

export const keepaliveFailure = defineDetector({
  id: "keepalive-failure",
  severity: "error",
  summary: "An idle connection was probed again and again, and nobody answered",
  reference: "RFC 9293 §3.8.4",
  wakesOn: { facts: KEEP_ALIVE },

  judge(story) {
    if (story.directions !== "both") return null;
    for (const endpoint of [0, 1]) {
      const series = story.watches.keepalives.of(story.handle, endpoint)?.series;
      const judged = series === undefined ? null : judgeSeries(story, endpoint, series);
      if (judged !== null) return judged;
    }
    return null;
  },
});

function judgeSeries(
  story: Story,
  endpoint: number,
  series: ProbeSeries,
): Judgement<"keepalive-failure"> | null {
  const { probes } = series;
  const heard = story.view.endpointDouble(story.peerOf(endpoint), LAST_SEGMENT_TIME);
  if (heard >= series.firstTime) return null;
  const reset = story.entriesOf(LOGGED_RST, endpoint).find(({ time }) => time >= series.lastTime);
  if (probes < (reset === undefined ? LEAST_PROBES : LEAST_PROBES_GIVEN_UP)) return null;
  const idleSeconds = series.idleNanos / 1e9;
  const intervalSeconds = (series.lastTime - series.firstTime) / (probes - 1) / 1e9;
  const fits =
    isAbout(idleSeconds, TEXTBOOK_IDLE_SECONDS) && isAbout(intervalSeconds, TEXTBOOK_INTERVAL_SECONDS);
  const last = reset === undefined ? [] : [story.packetOf(reset.packet)];
  return {
    endpoint,
    packets: [...series.packets.first, ...last],
    packetsTotal: series.packets.total + last.length,
    figures: {
      probes,
      idleSeconds,
      intervalSeconds,
      gaveUp: reset !== undefined,
      schedule: fits ? "textbook" : null,
    },
  };
}

function isAbout(seconds: number, expected: number): boolean {
  return Math.abs(seconds - expected) <= expected * TOLERANCE;
}
