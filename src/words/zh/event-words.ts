// Lifecycle events in Chinese.
import type { ResetCause, Stack } from "../../detect/figures.ts";
import type { Side } from "../../record/connection-record.ts";
import type { RetryEvent } from "../../record/event-record.ts";
import type { EventWords, Standing } from "../event-words.ts";
import { formatBytes, formatCount, formatDuration } from "../numbers.ts";
import { stackNames } from "./schedule.ts";
import { icmpName } from "./sentences/opening.ts";

const SIDE: Readonly<Record<Side, string>> = { client: "客户端", server: "服务器" };

const MOST_NAMES = 3;

const REFUSED_BY = {
  host: "很可能没有程序在那里监听",
  firewall: "RST 经过的跳数与主机的报文不同，很可能来自防火墙",
  unknown: "没有程序在那里监听，或被防火墙拒绝",
};

const RESET_CAUSES: Readonly<Record<ResetCause, (other: string) => string>> = {
  "data-after-close": (other) => `它已经关闭，而${other}还在发数据`,
  "late-fin": (other) => `它已经关闭，${other}的 FIN 到来时它已不在`,
  "handshake-rejected": () => "握手刚完成，它就拒绝了客户端",
  "application-abort": () => "很可能是它的应用程序主动中止",
  "abort-or-unread-data": () => "很可能是它的应用程序主动中止，或关闭时还有数据未读",
  middlebox: () => "以它的名义发出，但很可能来自途中的设备",
};

export const eventWords: EventWords = {
  sentences: {
    open: ({ opening, synRttSeconds: syn, ackRttSeconds: ack }) => {
      if (opening === "simultaneous") return "双方同时打开";
      const how = opening === "fast-open" ? "TCP Fast Open，" : "";
      if (syn !== null && ack !== null) {
        return `${how}握手 ${formatDuration(syn + ack)}（${formatDuration(syn)} + ${formatDuration(ack)}）`;
      }
      if (syn !== null) return `${how}握手：SYN-ACK 在 ${formatDuration(syn)} 后`;
      return ack === null ? `${how}握手完成` : `${how}握手：ACK 在 SYN-ACK 之后 ${formatDuration(ack)}`;
    },
    refused: ({ afterSeconds, likelyFrom }) =>
      `${formatDuration(afterSeconds)} 后被 RST 拒绝：${REFUSED_BY[likelyFrom ?? "unknown"]}`,
    unreachable: ({ icmp, afterSeconds, server }) => {
      const from = icmp.from === server.ip ? "主机自身" : ` ${icmp.from} `;
      return `${formatDuration(afterSeconds)} 后由${from}发来 ICMP：${icmpName(icmp.name)}`;
    },
    retry: (event) => {
      const { of, attempt, sinceFirstSeconds, sinceLastSeconds } = event;
      const first = `距第一次 ${formatDuration(sinceFirstSeconds)}`;
      const since = attempt === 2 ? first : `距上一次 ${formatDuration(sinceLastSeconds)}，${first}`;
      return `重发 ${of}，${since}（${[`第 ${attempt} 次`, ...outlook(event)].join("；")}）`;
    },
    "half-open": ({ forSeconds }) => `握手的最后一个 ACK 已缺 ${formatDuration(forSeconds)}`,
    close: ({ closedBy, durationSeconds, clientBytes, serverBytes }) => {
      const who =
        closedBy === null ? "" : closedBy === "both" ? "双方同时关闭，" : `由${SIDE[closedBy]}关闭，`;
      return `${who}历时 ${formatDuration(durationSeconds)}，${exchanged(clientBytes, serverBytes)}`;
    },
    reset: ({ verdict, by, cause, answered, durationSeconds, clientBytes, serverBytes }) => {
      const after = formatDuration(durationSeconds);
      if (verdict === "aborted") {
        const likely = answered ? "：很可能是扫描，或者它不再需要这条连接" : "，那时还没有 SYN-ACK";
        return `${after} 后握手被${SIDE[by]}的 RST 打断${by === "client" && answered !== null ? likely : ""}`;
      }
      const other = SIDE[by === "client" ? "server" : "client"];
      const why = cause === null ? "" : `：${RESET_CAUSES[cause as ResetCause](other)}`;
      return `${after} 后被${SIDE[by]}的 RST 中断，${exchanged(clientBytes, serverBytes)}${why}`;
    },
    state: ({ endpoint, from, to, afterSeconds }) =>
      `${SIDE[endpoint]} ${from} → ${to}${afterSeconds > 0 ? `，历时 ${formatDuration(afterSeconds)}` : ""}`,
    evict: ({ verdict }) => `连接表已满，不再跟踪；到此为止 ${verdict}`,
  },
  afterLoss: "（有丢包，此处可能有误）",
  standing: (standing) => {
    const { packets, packetsPerSecond, connections, findings, evicted } = standing;
    const found = findings.map(([id, count]) => `${id} ${formatCount(count)}`).join("、");
    return [
      `${formatCount(packets)} 个包，每秒 ${formatCount(Math.round(packetsPerSecond))} 个`,
      `${formatCount(connections)} 条连接`,
      ...alive(standing),
      found === "" ? "没有发现" : `发现 ${found}`,
      lost(standing),
      ...(evicted === 0 ? [] : [`移出连接表 ${formatCount(evicted)} 条`]),
    ].join("；");
  },
  notPrinted: (lines) => `有 ${formatCount(lines)} 行没有输出：读取方太慢`,
  further: (lines, finding) =>
    `${finding === null ? "" : `${finding}：`}这一秒内还有 ${formatCount(lines)} 条（输出到文件或管道时逐条列出）`,
};

function exchanged(clientBytes: number, serverBytes: number): string {
  if (clientBytes === 0 && serverBytes === 0) return "没有数据";
  return `客户端发出 ${formatBytes(clientBytes)}，服务器发出 ${formatBytes(serverBytes)}`;
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join("、")} 或 ${names.at(-1)}`;
}

/** Whose schedule it is, and what it says. */
function outlook({ schedule, sinceFirstSeconds }: RetryEvent): string[] {
  if (schedule === null || schedule.stacks.length === 0) return [];
  const names = stackNames(schedule.stacks as readonly Stack[]);
  // Where it may be anybody's, it tells nothing.
  const whose = names.length > MOST_NAMES ? "" : `节奏符合 ${oneOf(names)}，`;
  const { nextSeconds, givesUpSeconds } = schedule;
  if (nextSeconds !== null) return [`${whose}${formatDuration(nextSeconds - sinceFirstSeconds)} 后再发`];
  if (givesUpSeconds !== null && givesUpSeconds > sinceFirstSeconds)
    return [`${whose}${formatDuration(givesUpSeconds - sinceFirstSeconds)} 后放弃`];
  return names.length > MOST_NAMES ? [] : [`节奏符合 ${oneOf(names)}`];
}

function alive({ clients, servers }: Standing): string[] {
  const listed = (states: Standing["clients"]) =>
    states.map(([state, count]) => `${state} ${formatCount(count)}`).join("、");
  return [
    ...(clients.length === 0 ? [] : [`客户端 ${listed(clients)}`]),
    ...(servers.length === 0 ? [] : [`服务器 ${listed(servers)}`]),
  ];
}

function lost({ lost: { byKernel, byInterface, lines } }: Standing): string {
  const parts = [
    ...(byKernel === 0 ? [] : [`内核丢包 ${formatCount(byKernel)}`]),
    ...(byInterface === 0 ? [] : [`网卡丢包 ${formatCount(byInterface)}`]),
    ...(lines === 0 ? [] : [`${formatCount(lines)} 行没有输出`]),
  ];
  return parts.length === 0 ? "没有丢包" : parts.join("，");
}
