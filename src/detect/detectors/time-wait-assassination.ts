// time-wait-assassination: an RST fits the ACK that an end sent in TIME_WAIT, and may have ended that
// state too early (RFC 1337 §1). Whether it did, nothing on the wire tells.
import { COLD, FIN_LAST_TIME } from "../../track/connection-layout.ts";
import { LOGGED_RST, RESET_ANSWERS } from "../../track/lifecycle-log.ts";
import { RST_ACCEPTED, RST_NOT_ACCEPTED } from "../../track/segment-facts.ts";
import { TIME_WAIT } from "../../track/tcp-state-machine.ts";
import { defineDetector } from "../detector.ts";
import { isPrompt, timeBefore } from "../logged-resets.ts";

export const timeWaitAssassination = defineDetector({
  id: "time-wait-assassination",
  severity: "warning",
  summary: "An RST may have ended TIME_WAIT too early",
  reference: "RFC 1337 §1",
  wakesOn: { facts: RST_ACCEPTED | RST_NOT_ACCEPTED },

  judge(story) {
    const reset = story
      .entriesOf(LOGGED_RST)
      .find(
        (entry) =>
          entry.states[1] === TIME_WAIT && (entry.marks & RESET_ANSWERS) !== 0 && isPrompt(story, entry),
      );
    if (reset === undefined) return null;
    const sender = reset.endpoint;
    // The ACK must have been sent in that state.
    if (timeBefore(reset) < story.view.endpointDouble(sender, COLD + FIN_LAST_TIME)) return null;
    return {
      endpoint: sender,
      packets: [story.finPacket(sender), story.packetOf(reset.packetBefore), story.packetOf(reset.packet)],
      figures: { afterSeconds: reset.microsSincePeer / 1e6 },
    };
  },
});
