// rst-out-of-window: an RST that its receiver did not obey, in a connection that was open and went on.
import { LAST_HAD_ACK, LAST_SEGMENT_TIME, RST_PACKET, RSTS } from "../../track/connection-layout.ts";
import { LOGGED_RST, RESET_ACCEPTED } from "../../track/lifecycle-log.ts";
import { RST_ACCEPTED, RST_NOT_ACCEPTED } from "../../track/segment-facts.ts";
import { ESTABLISHED } from "../../track/tcp-state-machine.ts";
import { defineDetector } from "../detector.ts";
import { isLossy } from "../doubt.ts";
import { isFromElsewhere } from "../logged-resets.ts";
import type { Story } from "../story.ts";

/** What a capture that begins in the middle sees first may be older than what it sees next. */
const FIRST_SEGMENTS_NANOS = 1e9;

interface Refused {
  readonly sender: number;
  readonly time: number;
  readonly packets: readonly number[];
  readonly distance: number;
  readonly timeToLive: number;
}

export const rstOutOfWindow = defineDetector({
  id: "rst-out-of-window",
  severity: "warning",
  summary: "An RST did not fit the open connection, and its receiver went on",
  reference: "RFC 5961 §3",
  wakesOn: { facts: RST_NOT_ACCEPTED | RST_ACCEPTED },

  judge(story) {
    const refused = [...misfitting(story), ...obeyedByNobody(story)].filter(
      ({ sender, time }) => !isLossy(story, sender) && !isAtBeginning(story, time),
    );
    const first = refused[0];
    if (first === undefined) return null;
    const same = refused.filter(({ sender }) => sender === first.sender);
    const resets = countOf(story, first.sender, same.length);
    return {
      endpoint: first.sender,
      packets: same.flatMap(({ packets }) => packets),
      figures: {
        resets,
        distanceBytes: first.distance,
        timeToLiveDiffers: same.some(({ timeToLive }) => isFromElsewhere(story, first.sender, timeToLive)),
      },
    };
  },
});

/** Of a flood only the first are kept one by one. */
function countOf(story: Story, sender: number, kept: number): number {
  const { view, watches } = story;
  if (watches.misfits.keepsAll(story.handle)) return kept;
  const sent = view.word(RSTS + sender) >>> 0;
  return Math.max(kept, view.isReset && view.resetBy === sender ? sent - 1 : sent);
}

/** RSTs with a number that was not the expected one. */
function misfitting(story: Story): Refused[] {
  const counts = story.view.isReset ? story.rstPacket : 0;
  return story.watches.misfits
    .of(story.handle)
    .filter(({ kind, isOpen, answerPacket }) => kind === "rst" && isOpen && answerPacket !== 0)
    .flatMap(({ sender, time, packet, answerPacket, distance, timeToLive }) =>
      distance === null || packet === counts
        ? []
        : [{ sender, time, packets: [packet, answerPacket], distance, timeToLive }],
    );
}

/** RSTs with the exact number, whose receiver went on all the same. */
function obeyedByNobody(story: Story): Refused[] {
  const { view } = story;
  const counts = view.isReset ? view.word(RST_PACKET) : 0;
  return (
    story
      .entriesOf(LOGGED_RST)
      .filter(({ marks, packet }) => (marks & RESET_ACCEPTED) !== 0 && packet !== counts)
      // A SYN that was refused and sent again was not open.
      .filter(({ states }) => states[1] >= ESTABLISHED)
      .flatMap(({ endpoint, time, packet, timeToLive }) => {
        const receiver = story.peerOf(endpoint);
        const last = view.endpointDouble(receiver, LAST_SEGMENT_TIME);
        if (!view.knows(receiver, LAST_HAD_ACK) || last <= time) return [];
        return [{ sender: endpoint, time, packets: [story.packetOf(packet)], distance: 0, timeToLive }];
      })
  );
}

function isAtBeginning(story: Story, time: number): boolean {
  return story.opening === "unseen" && time - story.firstTime < FIRST_SEGMENTS_NANOS;
}
