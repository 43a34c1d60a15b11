// The SYN was answered by an RST. Once for a connection, however often its SYN was tried: Windows does.
import { COLD, RSTS, SERVICE, SYNS } from "../../track/connection-layout.ts";
import { LOGGED_RST, LOGGED_SYN_RETRY, RESET_ACCEPTED } from "../../track/lifecycle-log.ts";
import { defineDetector } from "../detector.ts";
import type { Story } from "../story.ts";

/** What stacks send with (RFC 1700 asks for 64). */
const INITIAL_TIMES_TO_LIVE = [64, 128, 255];
/** Routes to one host may differ by a hop, and change. */
const SAME_DISTANCE = 1;

export const connectionRefused = defineDetector({
  id: "connection-refused",
  severity: "error",
  summary: "The SYN was answered by an RST",
  reference: "RFC 9293 §3.10.7.1",
  wakesOn: { verdicts: ["refused"] },
  yieldsTo: ["port-scan"],
  judge(story) {
    const { client, server, rstTime } = story;
    const syns = story.entriesOf(LOGGED_SYN_RETRY, client);
    const resets = story.entriesOf(LOGGED_RST, server).filter(({ marks }) => (marks & RESET_ACCEPTED) !== 0);
    const times = [story.synTime(client), ...syns.map(({ time }) => time), story.lastSynTime(client)];
    const before = times.filter((time) => time <= rstTime);
    const counters = [story.view.endpointWord(client, COLD + SYNS), story.view.word(RSTS + server)];
    return {
      endpoint: server,
      packets: [
        story.synPacket(client),
        ...[...syns, ...resets].map(({ packet }) => story.packetOf(packet)),
        story.rstPacket,
      ],
      figures: {
        // A SYN captured behind its answer took no time that can be told.
        answerSeconds: before.length === 0 ? 0 : (rstTime - Math.max(...before)) / 1e9,
        tries: story.entriesLeftOut === 0 ? Math.max(1, resets.length) : Math.min(...counters),
        likelyFrom: likelyFrom(story, resets.at(-1)?.timeToLive ?? 0),
      },
    };
  },
});

/** Who sent it: the host, unless the RST came over another number of hops than the host's SYN-ACKs. */
function likelyFrom(story: Story, timeToLive: number): "host" | "firewall" | null {
  const { services } = story.subjects.tracker;
  const usual = story.timeToLive(story.server) ?? services.timeToLiveOfHost(story.view.word(SERVICE));
  if (usual === null || timeToLive === 0) return null;
  if (Math.abs(usual - timeToLive) <= SAME_DISTANCE) return "host";
  // Some stacks send RSTs with another time to live than the rest.
  return Math.abs(hops(usual) - hops(timeToLive)) <= SAME_DISTANCE ? null : "firewall";
}

function hops(timeToLive: number): number {
  return (INITIAL_TIMES_TO_LIVE.find((initial) => initial >= timeToLive) as number) - timeToLive;
}
