// keepalive: an idle connection was probed, and the other end answered.
import { KEEP_ALIVE } from "../../track/segment-facts.ts";
import { defineDetector } from "../detector.ts";

export const keepalive = defineDetector({
  id: "keepalive",
  severity: "info",
  summary: "An idle connection was probed, and the other end answered",
  reference: "RFC 9293 §3.8.4",
  wakesOn: { facts: KEEP_ALIVE },
  yieldsTo: ["keepalive-failure"],

  judge(story) {
    const answered = [0, 1].flatMap((endpoint) => {
      const prober = story.watches.keepalives.of(story.handle, endpoint);
      return prober === null || prober.answered === 0 ? [] : [{ endpoint, prober }];
    });
    const most = answered.sort((a, b) => b.prober.probes - a.prober.probes)[0];
    if (most === undefined) return null;
    const { endpoint, prober } = most;
    return {
      endpoint,
      packets: prober.packets.first,
      packetsTotal: prober.packets.total,
      figures: {
        probes: prober.probes,
        answered: prober.answered,
        idleSeconds: prober.idleNanos / 1e9,
        intervalSeconds: prober.intervals === 0 ? null : prober.intervalNanos / prober.intervals / 1e9,
      },
    };
  },
});
