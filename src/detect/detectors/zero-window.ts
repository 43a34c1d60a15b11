// zero-window: a receiver kept its sender waiting.
import { ZERO_WINDOW } from "../../track/segment-facts.ts";
import { defineDetector } from "../detector.ts";

export const zeroWindow = defineDetector({
  id: "zero-window",
  severity: "warning",
  summary: "An end's window stayed 0 for half a second or more: its application did not read",
  reference: "RFC 9293 §3.8.6.1",
  wakesOn: { facts: ZERO_WINDOW },

  judge(story) {
    // Nobody waits behind the last packet: who has something to send asks for the window.
    const until = story.view.isReset ? Math.min(story.rstTime, story.lastTime) : story.lastTime;
    const closed = [0, 1].flatMap((endpoint) => {
      const window = story.watches.closedWindows.of(story.handle, endpoint, until);
      return window === null ? [] : [{ endpoint, window }];
    });
    const worst = closed.sort((a, b) => b.window.totalNanos - a.window.totalNanos)[0];
    if (worst === undefined) return null;
    const { endpoint, window } = worst;
    return {
      endpoint,
      packets: window.packets.first,
      packetsTotal: window.packets.total,
      figures: {
        longestSeconds: window.longestNanos / 1e9,
        totalSeconds: window.totalNanos / 1e9,
        times: window.times,
        probes: window.probes,
        stillClosed: window.stillClosed,
      },
    };
  },
});
