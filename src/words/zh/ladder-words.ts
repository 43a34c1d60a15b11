// A ladder's words in Chinese.
import type { Side } from "../../record/connection-record.ts";
import type { LadderWords } from "../ladder-words.ts";

const SIDE: Readonly<Record<Side, string>> = { client: "客户端", server: "服务器" };

export const ladderWords: LadderWords = {
  start: "时刻",
  since: "间隔",
  packet: "包号",
  side: SIDE,
  connection: (id) => `连接 ${id}`,
  outcome: (verdict, by) => {
    if (by === null) return verdict;
    return by === "both" ? `${verdict}，双方同时` : `${verdict}，由${SIDE[by]}`;
  },
  handshake: (syn, ack, whole) =>
    whole === ""
      ? `握手：${syn !== "" ? `SYN-ACK 在 ${syn} 后` : `ACK 在 ${ack} 后`}`
      : `握手 ${whole}（${syn} + ${ack}）`,
  bytes: (_count, figure) => `${figure} 字节`,
  segments: (_count, figure) => `${figure} 个报文段`,
  bytesFrom: (bytes, side) => `${SIDE[side]}发出 ${bytes}`,
  retransmitted: (_count, figure) => `重传 ${figure} 个`,
  silence: (duration) => `静默 ${duration}`,

  list: (parts) => parts.join("，"),

  again: (packet, after) => `重发：第 ${packet} 号包之后 ${after}`,
  tryAgain: (nth, packet, after, afterLast) =>
    `第 ${nth} 次发：距上一次 ${afterLast}，距第 ${packet} 号包 ${after}`,
  againUnseen: "重发；第一次的没有抓到",
  copy: "同一个帧又被抓到一次",
  missingBefore: (bytes) => `之前有 ${bytes} 尚未抓到`,
  fillsGap: (packet) => `补上第 ${packet} 号包之前缺的部分`,
  outOfOrder: "乱序",
  windowClosed: "窗口为 0：收不下了",
  windowOpen: (after) => `窗口重新打开，关闭了 ${after}`,
  windowProbe: "探测关闭的窗口",
  keepAlive: "保活探测",
  resetNotAccepted: "不被接受：序号不符",
  synHeld: "序号与本连接不符",
  finsCrossed: (side) => `双方的 FIN 交错：这一个没有确认${SIDE[side]}的 FIN`,
  cookieRequest: "请求 Fast Open cookie",
  cookie: (bytes) => `Fast Open cookie，${bytes}`,
  notCaptured: "没有抓到；由后面的报文可知",
  fragment: (bytes) => `后续分片，${bytes}`,
  icmpFrom: (router, about) => `来自 ${router}，针对 ${about}`,

  beginsInTheMiddle: "抓包从这条连接的中途开始。",
  onlySide: (side) => `只抓到${SIDE[side]}的报文段。`,
  previous: (id) => `与之前的连接 ${id} 地址和端口相同。`,
  evicted: "在结束之前就被移出了连接表：之后的不在这里。",
  twoMslOver: "2MSL 已过",
  gaveUp: "放弃",
  captureEnds: (after) => `${after} 后抓包结束`,

  base: { acknowledged: "由确认号得知", first: "抓到的第一个" },
  folded: (_count, figure) => `折叠了 ${figure} 个报文段；--all 逐个画出`,
  leftOut: (_count, figure) => `中间省略 ${figure} 个报文段：一张图画不下`,
  explain: "它的含义和处理办法",
};
