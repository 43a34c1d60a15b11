// Sentences about services and hosts, in Chinese.
import type { PopulationIds } from "../../en/sentences/population.ts";
import { formatCount, formatDuration } from "../../numbers.ts";
import type { Sentences } from "../../sentence.ts";

export const POPULATION_SENTENCES: Pick<Sentences, PopulationIds> = {
  "accept-queue-overflow": ({ connectionsTotal, withinSeconds, clients }, { subject }) =>
    `${subject} ${withinSeconds === 0 ? "同时" : `在 ${formatDuration(withinSeconds)} 内`}对 ${formatCount(clients)} 个客户端的 ${formatCount(connectionsTotal)} 个连接重发了已被确认的 SYN-ACK：accept 队列很可能已满。`,
  "slow-handshake": ({ handshakeSeconds, medianSeconds, comparedWith }, { client, server, doer }) =>
    `${client} → ${server}：握手用了 ${formatDuration(handshakeSeconds)}，而此前 ${formatCount(comparedWith)} 次握手的中位数是 ${formatDuration(medianSeconds)}。大部分时间是在等 ${doer}。`,
  "syn-flood": ({ attempts, completed, withinSeconds, retried, clients }, { subject }) => {
    const again = retried === 0 ? "没有重发" : `只重发了 ${formatCount(retried)} 个`;
    const done = completed === 0 ? "没有一次握手完成" : `只有 ${formatCount(completed)} 次握手完成`;
    const forged = clients === 1 ? "" : "，源地址可能是伪造的";
    return `${subject}：${formatDuration(withinSeconds)} 内来自 ${formatCount(clients)} 个地址的 ${formatCount(attempts)} 个 SYN 没有下文，${done}，${again}：很可能是 SYN 洪泛${forged}。`;
  },
  "port-scan": (figures, { subject }) => {
    const { kind, count, target, targetPort, withinSeconds, refused, unanswered, other } = figures;
    const total = figures.connectionsTotal;
    const what =
      kind === "ports"
        ? `尝试了 ${target} 的 ${formatCount(count)} 个端口`
        : `尝试了 ${formatCount(count)} 台主机的 ${targetPort} 端口`;
    const outcomes = [
      [refused, "次被拒绝"],
      [unanswered, "次无应答"],
      [other, "次以其他方式结束"],
    ] as const;
    const how = outcomes.filter(([of]) => of > 0).map(([of, name]) => `${formatCount(of)} ${name}`);
    const all = total > count ? `失败的连接尝试共 ${formatCount(total)} 次：` : "其中 ";
    return `${subject} 在 ${formatDuration(withinSeconds)} 内${what}，均告失败：很可能是扫描。${all}${how.join("，")}。`;
  },
  "close-wait-excess": ({ holder, client, now, most, oldestSeconds, growing, process }, { subject }) => {
    const who = holder === "service" ? subject : `${client}（${subject} 的客户端）`;
    const many =
      now === most
        ? `有 ${formatCount(now)} 个连接停在 CLOSE_WAIT`
        : `同时最多有 ${formatCount(most)} 个连接停在 CLOSE_WAIT，现在还有 ${formatCount(now)} 个`;
    const grows = growing ? "，并且还在增加" : "";
    const program = process === undefined ? "程序" : `进程 ${process.pid}（${process.name}）`;
    const ever = now === 0 ? `${program}关闭得太晚` : `${program}没有关闭这些连接`;
    return `${who} ${many}，最久的已有 ${formatDuration(oldestSeconds)}${grows}：${ever}。`;
  },
  "port-exhaustion": ({ client, ports, inTimeWait, range }, { subject }) => {
    const of = range === "linux" ? "Linux 通常可用的 28,232 个端口" : "49152 以上的 16,384 个端口";
    return `${client} 对 ${subject} 占用了 ${formatCount(ports)} 个端口，其中 ${formatCount(inTimeWait)} 个处于 TIME_WAIT：${of}所剩无几，新连接将会失败。`;
  },
};
