// Sentences about the teardown, and about what does not belong to the connection, in Chinese.
import type { Doubt, ResetCause, Retries } from "../../../detect/figures.ts";
import { formatBytes, formatCount, formatDuration } from "../../numbers.ts";
import type { Sentences } from "../../sentence.ts";

type ClosingIds =
  | "challenge-ack"
  | "rst-out-of-window"
  | "peer-lost-state"
  | "reset"
  | "half-close"
  | "simultaneous-close"
  | "fin-retry"
  | "last-ack-stuck"
  | "close-wait-stuck"
  | "fin-wait-2-stuck"
  | "time-wait-reuse"
  | "time-wait-assassination"
  | "delayed-segment";

export const CLOSING_SENTENCES: Pick<Sentences, ClosingIds> = {
  "challenge-ack": ({ provokedBy, afterSeconds, times }, { doer, other }) => {
    const what = provokedBy === "syn" ? "在连接中途发来 SYN" : "发来的 RST 落在窗口内但序号不精确";
    const often = times === 1 ? "" : `，共 ${formatCount(times)} 次`;
    return `${doer} ${what}；${other} 在 ${formatDuration(afterSeconds)} 后用 ACK 反问${often}，连接不受影响。`;
  },
  "rst-out-of-window": ({ resets, distanceBytes, timeToLiveDiffers }, { doer, other }) => {
    const off =
      distanceBytes === 0
        ? "序号正确"
        : `序号比期望的${distanceBytes < 0 ? "低" : "高"} ${formatBytes(Math.abs(distanceBytes))}`;
    const what = resets === 1 ? "一个" : ` ${formatCount(resets)} 个`;
    const likely = timeToLiveDiffers ? "从 TTL 看，很可能是别的主机发的。" : "";
    return `以 ${doer} 名义发来的${what} RST（${resets === 1 ? off : `第一个${off}`}）没有终止连接：${other} 照常继续。${likely}`;
  },
  "peer-lost-state": ({ how, afterSeconds }, { doer, other }) => {
    const after = `在 ${formatDuration(afterSeconds)} 后`;
    if (how === "rst-answers-segment") {
      return `${doer} ${after}用 RST 回答 ${other} 的报文段，就像没有这条连接一样：很可能它重启过，或中间设备忘了这条连接。`;
    }
    if (how === "syn-met-old-connection") {
      return `${doer} 在 ${other} 仍保持的连接里发来新的 SYN，得到旧序号的回答后用 RST 终止了它：它很可能重启过。`;
    }
    return `${other} ${after}用不相干的确认号回答 ${doer} 的 SYN：它很可能还保持着一条旧连接，而 ${doer} 已不知道。`;
  },
  reset: (figures, { doer, other }) => {
    const { cause, afterSeconds, sentBytes, receivedBytes, timeToLive, usualTimeToLive, doubt } = figures;
    const after = formatDuration(afterSeconds);
    if (cause === "middlebox") {
      const why = isAlike(timeToLive, usualTimeToLive)
        ? "而那一端仍在继续发送"
        : `它的 TTL 是 ${timeToLive}，而不是 ${usualTimeToLive}`;
      return `一个以 ${doer} 名义发来的 RST 在 ${after} 后终止了连接，${why}：很可能是途中的设备发的。${because(doubt)}`;
    }
    const bytes = `发送 ${formatBytes(sentBytes)}，接收 ${formatBytes(receivedBytes)}`;
    const likely = cause === null ? "" : RESET_CAUSES[cause](other ?? "");
    return `${doer} 在 ${after} 后用 RST 终止了连接（${bytes}）。${likely}${because(doubt)}`;
  },
  "half-close": ({ bytes, seconds }, { doer, other }) =>
    `${doer} 关闭了自己的方向，${other} 在此后 ${formatDuration(seconds)} 内又发送了 ${formatBytes(bytes)}。这是合法的。`,
  "simultaneous-close": ({ apartSeconds }, { client, server }) =>
    `${client} 和 ${server} 同时关闭：两个 FIN 相隔 ${formatDuration(apartSeconds)}，在途中交错。没有问题。`,
  "fin-retry": ({ acknowledged, doubt, ...retries }, { doer }) => {
    const end = acknowledged
      ? "最后得到了确认。"
      : doubt === "one-sided"
        ? "只捕获了一个方向，无从知道是否得到确认。"
        : "此后没有捕获到对它的确认。";
    return `${doer} 重发了 FIN，${again(retries)}。${end}`;
  },
  "last-ack-stuck": ({ lastAckCaptured, acknowledged, ...retries }, { doer, other }) => {
    const why = acknowledged
      ? `${other} 的 ACK 很可能在此之后才到达`
      : lastAckCaptured
        ? `捕获到了 ${other} 的最后一个 ACK，但它没有到达`
        : `${other} 没有发最后一个 ACK，或者它在捕获点之前就丢了`;
    return `${doer} 一再重发 FIN，${again(retries)}：${why}。`;
  },
  "close-wait-stuck": ({ seconds, process }, { doer, other }) => {
    const who = process === undefined ? "这一端的应用程序" : `这一端的进程 ${process.pid}（${process.name}）`;
    return `${doer} 停留在 CLOSE_WAIT 已有 ${formatDuration(seconds)}：${other} 早已关闭，而${who}既不发送也不关闭。`;
  },
  "fin-wait-2-stuck": ({ seconds, idleSeconds, bytesAfterFin }, { doer, other }) =>
    `${doer} 在 ${formatDuration(seconds)} 前关闭，还在等 ${other} 的 FIN；后者此后发了 ${formatBytes(bytesAfterFin)}，已沉默 ${formatDuration(idleSeconds)}。`,
  "time-wait-reuse": ({ afterSeconds, allowedBy, previous }, { client, server }) => {
    const why =
      allowedBy === null
        ? "报文里看不出为什么允许"
        : allowedBy === "timestamp"
          ? "较新的时间戳允许这样做"
          : "较高的序号允许这样做";
    return `连接 ${formatCount(previous)} 结束 ${formatDuration(afterSeconds)} 后，TIME_WAIT 还没过，${client} 和 ${server} 又用了同样的端口：${why}。`;
  },
  "time-wait-assassination": ({ afterSeconds }, { doer, other }) =>
    `${other} 在 TIME_WAIT 中发出 ACK，${doer} 在 ${formatDuration(afterSeconds)} 后回了一个序号吻合的 RST：TIME_WAIT 可能因此提前结束。`,
  "delayed-segment": ({ segments, bytes }, { doer }) => {
    const size = bytes > 0 ? `（${formatBytes(bytes)}）` : "";
    return `${doer} 的 ${formatCount(segments)} 个报文段${size}属于同样端口上更早的连接，迟到后落进了这条连接。`;
  },
};

const RESET_CAUSES: Readonly<Record<Exclude<ResetCause, "middlebox">, (other: string) => string>> = {
  "data-after-close": (other) => `它已经关闭，而 ${other} 还在发数据。`,
  "late-fin": (other) => `它已经关闭，${other} 的 FIN 到来时它已不在。`,
  "handshake-rejected": () => "握手刚完成，它就拒绝了客户端。",
  "application-abort": () => "很可能是它的应用程序主动中止。",
  "abort-or-unread-data": () => "很可能是它的应用程序主动中止，或关闭时还有数据未读。",
};

/** "0.2 s 后 1 次", "26.8 s 内 8 次，与 Linux 的做法一致" */
function again({ offsetsSeconds, tries, schedule }: Retries): string {
  const last = formatDuration(offsetsSeconds.at(-1) as number);
  const times = `${last} ${tries === 2 ? "后" : "内"} ${formatCount(tries - 1)} 次`;
  // A FIN's schedule tells no other stack.
  return schedule === null || tries < 4 ? times : `${times}，与 Linux 的做法一致`;
}

/** A hop more or less tells nothing. */
function isAlike(timeToLive: number | null, usual: number | null): boolean {
  return timeToLive === null || usual === null || Math.abs(timeToLive - usual) < 2;
}

function because(doubt: Doubt): string {
  if (doubt === "one-sided") return "只捕获了一个方向。";
  if (doubt === "mid-stream") return "连接的开头没有捕获到。";
  return doubt === "lossy" ? "捕获里缺少它的一些报文。" : "";
}
