// Sentences about the open connection, in Chinese.
import { formatBytes, formatCount, formatDuration } from "../../numbers.ts";
import type { Sentences } from "../../sentence.ts";

type DataIds = "zero-window" | "retransmissions" | "keepalive" | "keepalive-failure" | "capture-loss";

export const DATA_SENTENCES: Pick<Sentences, DataIds> = {
  "zero-window": ({ longestSeconds, totalSeconds, times, probes, stillClosed }, { doer, other }) => {
    const total = formatDuration(totalSeconds);
    const how =
      times === 1
        ? `关了 ${total}`
        : `关了 ${formatCount(times)} 次，共 ${total}，最长 ${formatDuration(longestSeconds)}`;
    const asked = probes > 0 ? `，其间 ${other} 探测了 ${formatCount(probes)} 次` : "";
    const end = stillClosed ? "直到最后仍然关着。" : "它的应用程序没有及时读取数据。";
    return `${doer} 的接收窗口${how}${asked}。${end}`;
  },
  retransmissions: (figures, { doer, other }) => {
    const { retransmitted, dataSegments, share, neverAcknowledged, peerHeard, tries, offsetsSeconds } =
      figures;
    if (!neverAcknowledged) {
      return `${doer} 的 ${formatCount(dataSegments)} 个数据段中重传了 ${formatCount(retransmitted)} 个（${percent(share)}）：报文段或确认丢失或迟到。`;
    }
    const over = offsetsSeconds === null ? "" : `在 ${formatDuration(offsetsSeconds.at(-1) as number)} 内`;
    const why = peerHeard
      ? "虽然还在发送，却始终没有确认：很可能这个报文段过不去，或者对端不接受它"
      : "始终没有确认：很可能路径已断，或对端已不在";
    return `${doer} ${over}把同一个报文段发了 ${formatCount(tries as number)} 次，${other} ${why}。`;
  },
  keepalive: ({ probes, answered, idleSeconds, intervalSeconds }, { doer, other }) => {
    const every =
      intervalSeconds === null || probes === 1 ? "" : `，每隔 ${formatDuration(intervalSeconds)} 一次`;
    const all = answered >= probes ? "都有回应" : `回应了其中 ${formatCount(answered)} 次`;
    return `空闲 ${formatDuration(idleSeconds)} 后，${doer} 发了 ${formatCount(probes)} 次 keepalive 探测${every}，${other} ${probes === 1 ? "作了回应" : all}。`;
  },
  "keepalive-failure": (figures, { doer, other }) => {
    const { probes, idleSeconds, intervalSeconds, gaveUp, schedule } = figures;
    const every = intervalSeconds === null ? "" : `，每隔 ${formatDuration(intervalSeconds)} 一次`;
    const end = gaveUp ? `${doer} 用 RST 放弃了连接。` : "";
    const textbook = schedule === "textbook" ? "2 h 之后每 75 s 一次，正是教科书上的时间表。" : "";
    return `空闲 ${formatDuration(idleSeconds)} 后，${doer} 发了 ${formatCount(probes)} 次 keepalive 探测${every}，${other} 一次也没有回应。${end}${textbook}`;
  },
  "capture-loss": (figures, { client, server }) => {
    const { gaps, bytes, sentBy, droppedByKernel = 0, droppedByInterface = 0 } = figures;
    // Of no connection: of the capture.
    if (client === "") {
      const lost = [
        droppedByKernel === 0 && droppedByInterface > 0
          ? ""
          : `内核因缓冲区不足丢弃了 ${formatCount(droppedByKernel)} 个报文`,
        droppedByInterface === 0 ? "" : `网络接口丢失了 ${formatCount(droppedByInterface)} 个报文`,
      ].filter((part) => part !== "");
      return `${lost.join("，")}：对当时存在的连接的判断可能有误。加大 --buffer 或使用 --filter 会有帮助。`;
    }
    const sender = sentBy === "both" ? "双方" : ` ${sentBy === "client" ? client : server} `;
    return `抓包漏掉了${sender}发出的 ${formatBytes(bytes)}，共 ${formatCount(gaps)} 处：这些数据没有抓到，却得到了确认。`;
  },
};

/** "2.4 %", "35 %" */
function percent(share: number): string {
  const hundredths = share * 100;
  return `${hundredths < 10 ? Math.round(hundredths * 10) / 10 : Math.round(hundredths)} %`;
}
