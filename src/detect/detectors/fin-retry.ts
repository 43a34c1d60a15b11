// fin-retry: an end sent its FIN again, because no acknowledgement of it came.
import { FIN_RETRY } from "../../track/segment-facts.ts";
import { defineDetector } from "../detector.ts";
import { doubtOf } from "../doubt.ts";
import { finRetriesOf, isFinAcknowledged, retriesInFigures } from "../fin-retries.ts";

export const finRetry = defineDetector({
  id: "fin-retry",
  severity: "warning",
  summary: "A FIN was sent again: its acknowledgement did not come",
  reference: "RFC 9293 §3.6",
  wakesOn: { facts: FIN_RETRY },
  yieldsTo: ["last-ack-stuck"],

  judge(story) {
    const { client, server } = story;
    const ofClient = finRetriesOf(story, client);
    const ofServer = finRetriesOf(story, server);
    const endpoint = ofServer.length > ofClient.length ? server : client;
    const retries = endpoint === server ? ofServer : ofClient;
    if (retries.length === 0) return null;
    const figures = retriesInFigures(story, endpoint, retries);
    return {
      endpoint,
      packets: [story.finPacket(endpoint), ...retries.map(({ packet }) => story.packetOf(packet))],
      packetsTotal: figures.tries,
      figures: {
        ...figures,
        acknowledged: isFinAcknowledged(story, endpoint),
        doubt: doubtOf(story),
      },
    };
  },
});
