// Sentences about the capture itself, in Chinese.
import { formatCount, formatDuration } from "../../numbers.ts";
import type { Sentences } from "../../sentence.ts";

type CaptureIds = "state-mismatch" | "offload" | "duplicate-frames" | "truncated-packets" | "time-went-back";

export const CAPTURE_SENTENCES: Pick<Sentences, CaptureIds> = {
  "state-mismatch": ({ kernel, wire, behind }, { doer }) => {
    const why =
      behind === "kernel" ? "抓到的包很可能没有全部到达内核，例如被本机防火墙丢弃" : "很可能有些包没有抓到";
    return `内核认为 ${doer} 处于 ${kernel}，从它的包看却是 ${wire}：${why}。`;
  },
  offload: ({ segments, largestBytes, mssBytes, lengthZero }) => {
    const large =
      segments === 0
        ? ""
        : `${formatCount(segments)} 个报文段超过了接收方的 MSS，最大 ${formatCount(largestBytes)} 字节，而 MSS 只有 ${formatCount(mssBytes ?? 0)}`;
    const zero = lengthZero === 0 ? "" : `${formatCount(lengthZero)} 个包的 IP 长度为 0`;
    const both = [large, zero].filter((part) => part !== "").join("；");
    return `${both}：包是在主机内部抓的，由网卡拆分和合并，线路上的个数更多。`;
  },
  "duplicate-frames": ({ copies, share }) =>
    `${formatCount(copies)} 个 TCP 包（${Math.round(share * 100)} %）是刚刚抓到的帧的副本：网络只传了一次，抓包取了两次。`,
  "truncated-packets": ({ count, snapLength }) => {
    const cut = snapLength === null ? "" : `，只留下前 ${formatCount(snapLength)} 字节`;
    return `${formatCount(count)} 个 TCP 包抓到的部分比 IP 首部所说的短${cut}：字节数按 IP 首部计。`;
  },
  "time-went-back": ({ count, mostSeconds }) => {
    const by = formatDuration(mostSeconds);
    return count === 1
      ? `有一个包比同一接口上先前的包早 ${by}：它附近的等待时间不可信。`
      : `${formatCount(count)} 个包比同一接口上先前的包还早，最多早 ${by}：它们附近的等待时间不可信。`;
  },
};
