// Sentences about the opening, in Chinese.
import type { Figures } from "../../../detect/figures.ts";
import type { OpeningIds } from "../../en/sentences/opening.ts";
import { formatBytes, formatCount, formatDuration } from "../../numbers.ts";
import type { About, Sentences } from "../../sentence.ts";
import { atTimes, forecast, schedulePhrase } from "../schedule.ts";

const REFUSED_BY = {
  host: "RST 来自主机本身：该端口很可能没有程序在监听。",
  firewall: "RST 经过的跳数与该主机的其他报文不同，很可能来自防火墙。",
  unknown: "该端口没有程序在监听，或被防火墙拒绝。",
};

/** The registries' names; what is not here stands as it is. */
const ERRORS: Readonly<Record<string, string>> = {
  "network unreachable": "网络不可达",
  "host unreachable": "主机不可达",
  "protocol unreachable": "协议不可达",
  "port unreachable": "端口不可达",
  "source route failed": "源路由失败",
  "destination network unknown": "目的网络未知",
  "destination host unknown": "目的主机未知",
  "source host isolated": "源主机被隔离",
  "network administratively prohibited": "网络被管理策略禁止",
  "host administratively prohibited": "主机被管理策略禁止",
  "network unreachable for type of service": "此服务类型下网络不可达",
  "host unreachable for type of service": "此服务类型下主机不可达",
  "communication administratively prohibited": "通信被管理策略禁止",
  "host precedence violation": "违反主机优先级",
  "precedence cutoff in effect": "优先级过低",
  "no route to destination": "没有到目的地的路由",
  "beyond scope of source address": "超出源地址的作用域",
  "address unreachable": "地址不可达",
  "source address failed policy": "源地址不符合策略",
  "reject route to destination": "到目的地的路由为拒绝",
  "error in source routing header": "源路由首部有误",
  "headers too long": "首部过长",
  "destination unreachable": "目的地不可达",
  "time to live exceeded": "TTL 耗尽",
  "hop limit exceeded": "跳数限制耗尽",
};

export function icmpName(name: string): string {
  return ERRORS[name] ?? name;
}

const ANSWERS = { "syn-ack": "SYN-ACK", syn: "对方的 SYN", rst: "RST" };

/** A retry so soon after the ACK was under way before that could arrive. */
const CROSSED_SECONDS = 0.1;

export const OPENING_SENTENCES: Pick<Sentences, OpeningIds> = {
  "connection-refused": ({ answerSeconds, tries, likelyFrom }, about) => {
    const times = tries > 1 ? `，共 ${formatCount(tries)} 次` : "";
    return `${way(about)}：${formatDuration(answerSeconds)} 后被 RST 拒绝${times}。${REFUSED_BY[likelyFrom ?? "unknown"]}`;
  },
  "icmp-unreachable": icmp,
  "icmp-ttl-exceeded": icmp,
  "syn-retry": ({ tries, offsetsSeconds, answeredSeconds, answer, schedule }, about) => {
    const came = `${formatDuration(answeredSeconds)} 后才收到 ${ANSWERS[answer]}`;
    const whose = schedule === null ? "" : `${schedulePhrase(schedule, offsetsSeconds)}。`;
    return `${way(about)}：${atTimes(offsetsSeconds)}共发出 ${formatCount(tries)} 个 SYN，${came}。SYN 或其应答丢失或被丢弃。${whose}`;
  },
  "syn-unanswered": (figures, about) => {
    const { tries, offsetsSeconds, silentSeconds, schedule, gaveUp, answeredOtherSecondsBefore } = figures;
    const when = offsetsSeconds.length > 1 ? `${atTimes(offsetsSeconds)}共` : "";
    const silent = formatDuration((offsetsSeconds.at(-1) as number) + silentSeconds);
    const next = schedule === null ? null : forecast(schedule, gaveUp);
    const whose =
      schedule === null
        ? ""
        : `${schedulePhrase(schedule, offsetsSeconds)}${next === null ? "" : `，${next}`}。`;
    const other =
      answeredOtherSecondsBefore === null
        ? ""
        : `该服务在此之前 ${formatDuration(answeredOtherSecondsBefore)} 还应答过别的 SYN：可能是 accept 队列已满，或有过滤。`;
    return `${way(about)}：${when}发出 ${formatCount(tries)} 个 SYN，${silent} 内没有应答。${whose}${other}`;
  },
  "syn-ack-retry": (figures, { client, server }) => {
    const { tries, offsetsSeconds, afterAckSeconds, deferredAcceptLikely, doubt } = figures;
    const sent = `${server} 在${atTimes(offsetsSeconds)}共发送 ${formatCount(tries)} 次 SYN-ACK`;
    if (doubt !== null) return `${sent}。没有捕获到 ${client} 的任何报文，原因无从得知。`;
    if (afterAckSeconds === null) return `${sent}：SYN-ACK 或 ${client} 的 ACK 丢失或迟到。`;
    const after = `首次重发在 ${client} 的 ACK 之后 ${formatDuration(afterAckSeconds)}`;
    if (deferredAcceptLikely)
      return `${sent}，${after}，且对方没有发来数据：可能是延迟接受（TCP_DEFER_ACCEPT），要等到数据。`;
    return afterAckSeconds < CROSSED_SECONDS
      ? `${sent}，首次重发与 ${client} 的 ACK 在途中交错：SYN-ACK 或 ACK 迟到。`
      : `${sent}，${after}：该 ACK 丢失，或 accept 队列已满。`;
  },
  "half-open-handshake": ({ tries, offsetsSeconds, waitedSeconds }, { client, server, doer }) => {
    const when = offsetsSeconds.length > 1 ? atTimes(offsetsSeconds) : "";
    const sent = tries > 1 ? `${when}共 ${formatCount(tries)} 个 SYN-ACK` : "SYN-ACK 已发出";
    const waited = formatDuration(waitedSeconds);
    return doer === server && client !== server
      ? `${server} 没有接受 ${client} 的 ACK：${sent}，历时 ${waited}。该 ACK 丢失，或 accept 队列已满。`
      : `${server} 在等 ${client} 的最后一个 ACK：${sent}，${waited} 内没有 ACK。`;
  },
  "handshake-aborted": ({ afterSeconds, answered }, { client, server, doer }) => {
    const after = formatDuration(afterSeconds);
    if (doer !== client)
      return `${server} 在${answered ? "自己的 SYN-ACK " : "收到 SYN "}${after} 后，用 RST 中断了与 ${client} 的握手。`;
    return answered
      ? `${client} 在 ${after} 后用 RST 回应 ${server} 的 SYN-ACK：可能是扫描，或已不再需要这个连接。`
      : `${client} 发出 SYN ${after} 后，还没有 ${server} 的 SYN-ACK 就发了 RST：已不再需要这个连接。`;
  },
  "stale-syn": ({ otherSynSeconds, answerSeconds }, { client, server }) => {
    const other = `${formatDuration(Math.abs(otherSynSeconds))} ${otherSynSeconds < 0 ? "之前" : "之后"}`;
    return `${client} 在 ${formatDuration(answerSeconds)} 后用 RST 拒绝了 ${server} 的 SYN-ACK：那个 SYN 很可能是旧的重复报文。同一对端口 ${other}还有另一个 SYN。`;
  },
  "simultaneous-open": ({ apartSeconds }, { client, server }) =>
    client === server
      ? `${client} 连接到了自己：它的 SYN 遇到自己的套接字，如同两端同时打开。`
      : `${client} 与 ${server} 相隔 ${formatDuration(apartSeconds)} 各发了一个 SYN：双方同时打开，没有哪一方是服务器。`,
  "fast-open": ({ payloadBytes }, { client, server }) =>
    `${client} 在 SYN 中带了 ${formatBytes(payloadBytes)} 数据，${server} 已接收：Fast Open 省去一个往返。`,
};

function way({ client, server }: About): string {
  return `${client} → ${server}`;
}

function icmp(
  { icmp: error, afterSeconds }: Figures["icmp-unreachable" | "icmp-ttl-exceeded"],
  about: About,
): string {
  const from = about.doer === null ? `路由器 ${error.router} ` : `${error.router} 本身`;
  const kind = `ICMP${error.version === 6 ? "v6" : ""} ${error.type}/${error.code}`;
  const times = error.errors > 1 ? `，${formatCount(error.errors)} 次` : "";
  const after = formatDuration(afterSeconds);
  const says = `${from}报告“${icmpName(error.name)}”（${kind}${times}）`;
  switch (error.about) {
    case "unanswered-syn":
      return `${way(about)}：SYN 发出 ${after} 后，${says}。没有更好的应答。`;
    case "answered-syn":
      return `${way(about)}：SYN 发出 ${after} 后，${says}，但该 SYN 仍得到了应答。`;
    case "syn-ack":
      return `${about.server} → ${about.client}：SYN-ACK 发出 ${after} 后，${says}。它很可能没有到达。`;
    case "open-connection":
      return `${way(about)}：连接开始 ${after} 后，${says}，涉及其中一个报文段。连接并未因此结束。`;
  }
}
