// An old duplicate of a SYN was answered, and the client, which does not know it, said no: what the
// third segment of the handshake is for (RFC 9293 §3.5, figure 8).
import { LOGGED_OTHER_SYN, type LogEntry } from "../../track/lifecycle-log.ts";
import { ADDRESSES_REUSED } from "../../track/segment-facts.ts";
import { defineDetector } from "../detector.ts";
import type { Story } from "../story.ts";

export const staleSyn = defineDetector({
  id: "stale-syn",
  severity: "warning",
  summary: "The client rejected the answer to a SYN that is likely an old duplicate",
  reference: "RFC 9293 §3.5",
  wakesOn: { facts: ADDRESSES_REUSED },
  judge(story) {
    const { client, server, view } = story;
    if (story.verdict !== "aborted" || view.resetBy !== client) return null;
    const answer = story.rstTime - story.lastSynTime(server);
    if (story.synPacket(server) === 0 || answer < 0 || answer > story.prompt) return null;
    const other = otherSyn(story);
    if (other === null) return null;
    return {
      endpoint: client,
      packets: [story.synPacket(client), story.synPacket(server), story.rstPacket, other.packet],
      figures: {
        otherSynSeconds: (other.time - synTime(story)) / 1e9,
        answerSeconds: answer / 1e9,
      },
    };
  },
});

/** Of the SYN; at the client, which the old one passes by, of its answer. */
function synTime(story: Story): number {
  return story.synTime(story.synPacket(story.client) === 0 ? story.server : story.client);
}

/** The nearest SYN with another number on the same four addresses, before or after this one, within 2MSL. */
function otherSyn(story: Story): { time: number; packet: number } | null {
  const syn = synTime(story);
  const distance = ({ extra }: LogEntry) => Math.abs(extra - syn);
  const others = story
    .entriesOf(LOGGED_OTHER_SYN)
    .filter((entry) => distance(entry) <= story.options.msl * 2e9);
  const [nearest] = others.toSorted((a, b) => distance(a) - distance(b));
  if (nearest === undefined) return null;
  const { extra, time } = nearest;
  // What came after was logged when it came; what came before stands in the words of its own connection.
  const packet = extra === time ? story.packetOf(nearest.packet) : story.packetBefore(nearest.first);
  return { time: extra, packet };
}
