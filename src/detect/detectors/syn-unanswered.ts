// Nothing answered the SYN. It cannot be told where it got lost; that the service answers others
// speaks for a full accept queue or a filter (SEMANTICS: backlog).
import { SERVICE_ANSWERED } from "../../track/connection-layout.ts";
import { defineDetector } from "../detector.ts";
import { figuresOfSyns, synRetries } from "../retries.ts";
import type { Story } from "../story.ts";

const RECENTLY_NANOS = 60e9;

export const synUnanswered = defineDetector({
  id: "syn-unanswered",
  severity: "error",
  summary: "Nothing answered the SYN",
  reference: "RFC 9293 §3.8.3",
  wakesOn: { verdicts: ["unanswered"] },
  yieldsTo: ["syn-flood", "port-scan", "peer-lost-state"],
  judge(story) {
    const { client, now } = story;
    const span = { unanswered: true };
    const retries = synRetries(story, client, span);
    const figures = figuresOfSyns(story, client, retries, span);
    const elapsed = (now - story.synTime(client)) / 1e9;
    const givesUp = figures.schedule?.givesUpSeconds ?? null;
    return {
      endpoint: client,
      packets: [story.synPacket(client), ...retries.map(({ packet }) => story.packetOf(packet))],
      packetsTotal: figures.tries,
      figures: {
        ...figures,
        silentSeconds: (now - story.lastSynTime(client)) / 1e9,
        gaveUp: givesUp === null ? null : elapsed >= givesUp,
        answeredOtherSecondsBefore: answeredOther(story),
      },
    };
  },
});

/** Seconds before the first SYN in which the service answered another one. */
function answeredOther(story: Story): number | null {
  const before = story.synTime(story.client) - story.view.double(SERVICE_ANSWERED);
  return before >= 0 && before < RECENTLY_NANOS ? before / 1e9 : null;
}
