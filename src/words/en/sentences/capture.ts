// Sentences about the capture itself, in English.
import { counted, formatCount, formatDuration } from "../../numbers.ts";
import type { Sentences } from "../../sentence.ts";

type CaptureIds = "state-mismatch" | "offload" | "duplicate-frames" | "truncated-packets" | "time-went-back";

export const CAPTURE_SENTENCES: Pick<Sentences, CaptureIds> = {
  "state-mismatch": ({ kernel, wire, behind }, { doer }) => {
    const why =
      behind === "kernel"
        ? "likely not all that was captured reached it, as when this host's firewall drops packets"
        : "some were likely not captured";
    return `The kernel has ${doer} in ${kernel}, by its packets it is in ${wire}: ${why}.`;
  },
  offload: ({ segments, largestBytes, mssBytes, lengthZero }) => {
    const large =
      segments === 0
        ? ""
        : `${counted(segments, "segment")} ${segments === 1 ? "carries more than its" : "carry more than their"} receiver's MSS, up to ${formatCount(largestBytes)} bytes where ${formatCount(mssBytes ?? 0)} were allowed`;
    const zero =
      lengthZero === 0
        ? ""
        : `${counted(lengthZero, "packet")} ${lengthZero === 1 ? "says" : "say"} IP length 0`;
    const both = [large, zero].filter((part) => part !== "").join(", and ");
    return `${both}: captured inside a host whose network card cuts and joins segments. On the wire there were more.`;
  },
  "duplicate-frames": ({ copies, share }) =>
    `${counted(copies, "TCP packet")}, ${Math.round(share * 100)} %, are copies of frames captured just before: the capture took them twice, the network carried them once.`,
  "truncated-packets": ({ count, snapLength }) => {
    const cut = snapLength === null ? "" : `, cut at ${formatCount(snapLength)} bytes`;
    return `${counted(count, "TCP packet")} ${count === 1 ? "is" : "are"} captured shorter than the IP header says${cut}: bytes are counted by the header.`;
  },
  "time-went-back": ({ count, mostSeconds }) => {
    const by = formatDuration(mostSeconds);
    return count === 1
      ? `One packet is ${by} earlier than one before it on its interface: waits around it are not to be trusted.`
      : `${counted(count, "packet")} are earlier than one before them on their interface, by up to ${by}: waits around them are not to be trusted.`;
  },
};
