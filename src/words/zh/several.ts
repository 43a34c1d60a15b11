// Several connections with the same kind of finding, in Chinese.
import { formatBytes, formatCount, formatDuration } from "../numbers.ts";
import type { ProblemWords, Several, SeveralId, SeveralSentences } from "../several.ts";

const CAUSES: Readonly<Record<string, string>> = {
  "data-after-close": "关闭后又收到数据",
  "late-fin": "关闭后又收到 FIN",
  "handshake-rejected": "握手刚完成就被拒绝",
  "application-abort": "程序主动中止",
  "abort-or-unread-data": "主动中止或有数据未读",
  middlebox: "中间设备",
};

const connections = ({ connections: count }: Several<SeveralId>) => `${formatCount(count)} 条连接`;

/** Whose doing, where it is known of all. */
function doers({ byClient, byServer, connections: count }: Several<SeveralId>): string {
  if (byClient === count) return "客户端";
  if (byServer === count) return "服务器";
  if (byClient + byServer < count) return "";
  return `客户端（${formatCount(byClient)} 条）或服务器（${formatCount(byServer)} 条）`;
}

function byRst(found: Several<SeveralId>): string {
  const doer = doers(found);
  return doer === "" ? "被 RST" : `被${doer}的 RST`;
}

function listed(variants: Several<SeveralId>["variants"], words: Readonly<Record<string, string>>): string {
  return variants
    .map(([variant, count]) => `${words[variant] ?? variant}（${formatCount(count)}）`)
    .join("、");
}

const several: SeveralSentences = {
  "connection-refused": (found) => {
    const [only] = found.variants.length === 1 ? (found.variants[0] as [string, number]) : [""];
    if (only === "host") return `${connections(found)}被 RST 拒绝：端口上没有程序在监听。`;
    if (only === "firewall") return `${connections(found)}被 RST 拒绝，很可能是防火墙所为。`;
    return `${connections(found)}被 RST 拒绝：端口上没有程序在监听，或防火墙拒绝了连接。`;
  },
  "icmp-unreachable": (found) =>
    `${connections(found)}等来的不是应答，而是 ICMP 差错：${listed(found.variants, {})}。`,
  "icmp-ttl-exceeded": (found) =>
    `${connections(found)}等来的不是应答，而是 ICMP 差错：TTL 在途中耗尽，很可能存在路由环路。`,
  "syn-retry": (found) =>
    `${connections(found)}重发 SYN 之后才得到应答，最慢的等了 ${formatDuration(found.worst.answeredSeconds)}。`,
  "syn-unanswered": (found) =>
    `${connections(found)}的 SYN 没有应答${found.worst.tries > 1 ? `，每条最多发了 ${formatCount(found.worst.tries)} 次` : ""}。`,
  "syn-ack-retry": (found) =>
    `${connections(found)}重发了 SYN-ACK，每条最多发了 ${formatCount(found.worst.tries)} 次。`,
  "half-open-handshake": (found) =>
    `${connections(found)}始终没有等到握手的最后一个 ACK，最久的已等 ${formatDuration(found.worst.waitedSeconds)}。`,
  "handshake-aborted": (found) => `${connections(found)}的握手${byRst(found)} 打断。`,
  "stale-syn": (found) => `${connections(found)}由过期的 SYN 引起：客户端用 RST 拒绝了对它的应答。`,
  "slow-handshake": (found) =>
    `${connections(found)}的握手比平时慢得多，最慢用了 ${formatDuration(found.worst.handshakeSeconds)}，平时为 ${formatDuration(found.worst.medianSeconds)}。`,
  "zero-window": (found) =>
    `${connections(found)}因接收窗口为零而停顿，最长 ${formatDuration(found.worst.longestSeconds)}。`,
  retransmissions: (found) =>
    `${connections(found)}有数据重传，最严重的一条 ${formatCount(found.worst.dataSegments)} 个数据段中重传了 ${formatCount(found.worst.retransmitted)} 个。`,
  "keepalive-failure": (found) =>
    `${connections(found)}的 keepalive 探测无人应答，每条最多探测 ${formatCount(found.worst.probes)} 次。`,
  "rst-out-of-window": (found) =>
    `${connections(found)}遇到序列号不对的 RST，但仍继续通信：有人在猜测序列号，或它迟到太久。`,
  "peer-lost-state": (found) =>
    `${connections(found)}突然不再被${doers(found) || "某一端"}认得：它重启过，或丢失了连接状态。`,
  "capture-loss": (found) =>
    `${connections(found)}确认了没有抓到的字节，最多 ${formatBytes(found.worst.bytes)}：抓包时漏掉了一些。`,
  reset: (found) => {
    const known = found.variants.filter(([variant]) => variant !== "");
    const [first] = known;
    const causes =
      first === undefined
        ? ""
        : first[1] === found.connections
          ? `很可能的原因：${CAUSES[first[0]] ?? first[0]}。`
          : `很可能的原因：${listed(known, CAUSES)}。`;
    return `${connections(found)}${byRst(found)} 切断。${causes}`;
  },
  "fin-retry": (found) =>
    `${connections(found)}重发了 FIN，每条最多发了 ${formatCount(found.worst.tries)} 次：对它的 ACK 丢失或迟到。`,
  "last-ack-stuck": (found) =>
    `${connections(found)}反复发送第二个 FIN，每条最多发了 ${formatCount(found.worst.tries)} 次：最后的 ACK 没有到达。`,
  "close-wait-stuck": (found) =>
    `${connections(found)}停在 CLOSE_WAIT，最久的已有 ${formatDuration(found.worst.seconds)}：程序没有关闭它们。`,
  "fin-wait-2-stuck": (found) =>
    `${connections(found)}半关闭后再无动静，最久的在 FIN_WAIT_2 已有 ${formatDuration(found.worst.seconds)}。`,
  "time-wait-assassination": (found) => `${connections(found)}在 TIME_WAIT 中遇到 RST，可能被提前终结。`,
  "delayed-segment": (found) => `${connections(found)}收到了属于早先连接的迟到报文段。`,
};

export const problemWords: ProblemWords = {
  several,
  atService: (service, sentence) => `${service}：${sentence}`,
  atServices: (sentence, { count, atLeast, host, names }) => {
    const several =
      host === null ? `${formatCount(count)} 个服务` : `${host} 的 ${formatCount(count)} 个端口`;
    return `${sentence}${atLeast ? "超过 " : ""}${several}：${names.join("、")}${names.length < count ? "……" : "。"}`;
  },
  connections: (_count, ids, more) => `连接 ${ids}${more > 0 ? ` 等，另有 ${formatCount(more)} 条` : ""}`,
  packets: (_count, numbers, more) => `第 ${numbers} 号包${more > 0 ? `，另有 ${formatCount(more)} 个` : ""}`,
  sincePacket: (packet) => `自第 ${packet} 号包起`,
  moreKinds: (kinds, connections, ids) =>
    `另有 ${formatCount(kinds)} 种，${formatCount(connections)} 条连接：${ids.join("、")}`,
  alsoSeen: (counts) => `另外看到（不算问题）：${counts.join("、")}`,
  nothingWrong: "没有发现问题。",
  nothingWrongBeforeDamage: "在能读出的部分中没有发现问题。",
};
