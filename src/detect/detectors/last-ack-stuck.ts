// last-ack-stuck: the end that closed second cannot leave LAST_ACK, because the last ACK does not reach it.
import { COLD, CROSSED_FINS, FIN_ACKNOWLEDGEMENT, FIN_END, FIN_SEEN } from "../../track/connection-layout.ts";
import { FIN_RETRY } from "../../track/segment-facts.ts";
import { isAtOrBefore } from "../../track/sequence.ts";
import { defineDetector } from "../detector.ts";
import { finRetriesOf, isFinAcknowledged, retriesInFigures } from "../fin-retries.ts";
import type { Story } from "../story.ts";

const LEAST_RETRIES = 2;

export const lastAckStuck = defineDetector({
  id: "last-ack-stuck",
  severity: "warning",
  summary: "The last ACK does not arrive: the end that closed second repeats its FIN",
  reference: "RFC 9293 §3.6",
  wakesOn: { facts: FIN_RETRY },

  judge(story) {
    const endpoint = secondToClose(story);
    if (endpoint === null) return null;
    const retries = finRetriesOf(story, endpoint);
    if (retries.length < LEAST_RETRIES) return null;
    const figures = retriesInFigures(story, endpoint, retries);
    const acknowledgement = story.finAckPacket(endpoint);
    return {
      endpoint,
      packets: [
        story.finPacket(endpoint),
        ...retries.map(({ packet }) => story.packetOf(packet)),
        acknowledgement,
      ],
      packetsTotal: figures.tries + (acknowledgement === 0 ? 0 : 1),
      figures: {
        ...figures,
        lastAckCaptured: acknowledgement !== 0,
        acknowledged: isFinAcknowledged(story, endpoint),
      },
    };
  },
});

/** The end whose first FIN acknowledges the other's, whichever was captured first. */
function secondToClose(story: Story): number | null {
  const { view } = story;
  if (view.has(CROSSED_FINS) || !view.knows(0, FIN_SEEN) || !view.knows(1, FIN_SEEN)) return null;
  const second = [0, 1].find((end) => {
    const firstFin = view.endpointWord(story.peerOf(end), COLD + FIN_END);
    return isAtOrBefore(firstFin, view.endpointWord(end, COLD + FIN_ACKNOWLEDGEMENT));
  });
  return second ?? null;
}
