// The verdicts about connections that were open, or of which too little was seen, explained in Chinese.
import type { Verdict } from "../../../record/connection-record.ts";
import type { Explanation } from "../../explanation.ts";

export const closingVerdicts = {
  closed: {
    title: "正常关闭：双方的 FIN 都已发出并得到确认",
    what: [
      "每一端都说了自己没有更多要发，也都得知对方听到了。数据全部送达。先关闭的一端还要在 TIME_WAIT 里待一会儿，这是关闭的一部分。",
    ],
    why: [
      "TCP 连接是两条单向的流，每条单独关闭，因为一边说完了，另一边可能还有很多要说。所以要四次挥手：FIN、ACK、FIN、ACK。后关闭的一端没有话要说时，三个报文段就够：ACK 和 FIN 合在一起。双方同时关闭时 FIN 交错，两端都进入 TIME_WAIT。",
    ],
    causes: ["两边的应用程序都调用了 close()，或者都结束了"],
    next: {
      any: [
        { command: "shakedown show CAPTURE CONNECTION", text: "谁先关闭，每一步用了多久。" },
        {
          command: "shakedown read CAPTURE --select 'verdict:closed closedBy:server'",
          text: "列出服务器先关闭、由它留下 TIME_WAIT 的连接。",
        },
      ],
    },
    reference: "RFC 9293 §3.6",
    related: ["TIME_WAIT", "half-close", "simultaneous-close", "FIN_WAIT_1", "LAST_ACK"],
  },
  reset: {
    title: "已打开的连接被 RST 结束",
    what: [
      "握手已完成，后来收到序列号相符的 RST，两端立刻丢弃一切：还没送达的数据都丢了，也没有 TIME_WAIT。应用程序看到的是 connection reset by peer（ECONNRESET），写的时候则是 broken pipe。",
      "最要紧的是谁发的。如果发 RST 的一端此前已发过 FIN，往往无害：只是另一边的数据或 FIN 来得太晚。",
    ],
    why: [
      "RST 的意思是：这里没有这条连接，或者它不该继续。它的序列号必须精确，否则谁都能靠猜测掐断别人的连接（RFC 5961）。RST 没有人确认，也没有人重传。",
    ],
    causes: [
      "这一端已经关闭，却又有数据发给它",
      "应用程序关闭时还有未读的数据，或设了 linger 0；或者进程被杀掉",
      "这一端或它前面的负载均衡丢了这条连接：重启、切换、空闲超时",
      "防火墙或代理用某一端的名义结束了它",
      "keepalive 或重传次数已用完",
    ],
    next: {
      any: [
        {
          command: "shakedown show CAPTURE CONNECTION",
          text: "RST 之前是什么：数据、FIN，还是长时间的沉默。",
        },
        { text: "把 RST 的 TTL 与那一端的其他报文段相比：不一样，说明是别人发的。" },
      ],
      linux: [
        {
          command: "nstat -az TcpExtTCPAbortOnClose TcpExtTCPAbortOnData TcpExtTCPAbortOnTimeout",
          text: "本机为什么中止：关闭时有未读数据；数据发给了已关闭的套接字，或 linger 0；重传或 keepalive 次数用完。",
        },
        { command: "journalctl -k -g 'Out of memory'", text: "进程是不是被内核杀掉的？" },
      ],
      macos: [{ command: "netstat -s -p tcp | grep -i reset", text: "开机以来的重置次数。" }],
      windows: [
        { command: "netstat -s -p tcp", text: "开机以来被重置的连接。" },
        { command: "Get-WinEvent -LogName Application -MaxEvents 50", text: "进程是不是崩溃了？" },
      ],
    },
    reference: "RFC 9293 §3.5.2; RFC 9293 §3.5.3; RFC 5961 §3",
    related: ["peer-lost-state", "keepalive-failure", "rst-out-of-window", "aborted", "refused"],
  },
  "half-closed": {
    title: "一端已关闭，另一端没有：CLOSE_WAIT",
    what: [
      "有一个 FIN 已发出并得到确认，另一端没有发 FIN。关闭了的一端在 FIN_WAIT_2，另一端在 CLOSE_WAIT。",
      "这是合法的，每次关闭都会经过这一瞬间。如果一直这样，又什么都不发，就是处在 CLOSE_WAIT 的那一端，应用程序忘了关闭。",
    ],
    why: [
      "FIN 只结束一个方向。客户端可以表示问题已问完，然后继续读回答：这就是半关闭，也是关闭需要两个 FIN 的原因。内核不知道应用程序还想不想发，所以等它调用 close()。",
    ],
    causes: [
      "CLOSE_WAIT 那边的应用程序一直不调用 close()：泄漏，或者卡住了",
      "它还在发回答：有意的半关闭",
      "它的 FIN 丢了，或者抓包在那之前就结束了",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'verdict:half-closed'",
          text: "大多数都属于同一个服务或同一个客户端时，泄漏的就是它。",
        },
        { command: "shakedown explain CLOSE_WAIT", text: "怎样找到那个进程，以及它在等什么。" },
      ],
      linux: [{ command: "ss -tnp state close-wait", text: "在没有关闭的那一端看：进程和描述符。" }],
      macos: [{ command: "lsof -nP -iTCP -sTCP:CLOSE_WAIT", text: "哪个进程没有关闭。" }],
      windows: [
        {
          command: "Get-NetTCPConnection -State CloseWait | Group-Object OwningProcess -NoElement",
          text: "哪个进程没有关闭。",
        },
      ],
    },
    reference: "RFC 9293 §3.6.1; RFC 1122 §4.2.2.13",
    related: ["CLOSE_WAIT", "FIN_WAIT_2", "half-close", "close-wait-stuck", "close-wait-excess"],
  },
  closing: {
    title: "正在关闭：FIN 已发出，关闭还没有完成",
    what: [
      "至少看到一个 FIN，并且至少有一个没有得到确认：FIN_WAIT_1、CLOSING 或 LAST_ACK。持续一瞬间是正常的；如果很久，就是有一端在重传一个没人回应的 FIN。",
    ],
    why: [
      "FIN 和数据一样重传，直到得到确认或次数用完。没有进程的套接字，Linux 默认重传 8 次，历时约 27 秒，然后不声不响地遗忘。",
    ],
    causes: [
      "抓包在关闭途中结束",
      "对端已不在，FIN 发到了空处",
      "第一个 FIN 之后，防火墙或 NAT 就丢掉了这条连接",
      "FIN 前面的数据没人收：接收方的窗口是 0",
      "只抓到一个方向，看不到确认",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'verdict:closing finding:fin-retry,last-ack-stuck'",
          text: "列出其中 FIN 被重传过的。",
        },
      ],
      linux: [
        {
          command: "ss -tno state fin-wait-1 state last-ack state closing",
          text: "带有下一次重传的定时器。",
        },
        { command: "conntrack -L -p tcp", text: "本机防火墙还知道它的什么。" },
      ],
      macos: [
        { command: "netstat -an -p tcp | grep -E 'FIN_WAIT_1|LAST_ACK|CLOSING'", text: "是哪些连接。" },
      ],
      windows: [{ command: "Get-NetTCPConnection -State FinWait1, LastAck, Closing", text: "是哪些连接。" }],
    },
    reference: "RFC 9293 §3.6",
    related: ["FIN_WAIT_1", "CLOSING", "LAST_ACK", "fin-retry", "last-ack-stuck"],
  },
  open: {
    title: "抓包结束时连接还开着",
    what: [
      "握手已完成，或者抓包从中途开始；没有看到 FIN，也没有 RST。这本身没有什么不对。",
      "空闲的连接和对端已消失的连接，抓包分不出来：两者都什么也不发。",
    ],
    why: ["维持一条 TCP 连接不需要报文段。只有数据得不到确认，或 keepalive 没有回应，才看得出对端已经不在。"],
    causes: ["抓包结束时还在使用，或在连接池里空闲", "它的结尾没有被抓到", "对端不声不响地消失了"],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'verdict:open finding:*'",
          text: "开着的连接里，有情况可说的那些。",
        },
      ],
      linux: [{ command: "ss -tnpoi state established", text: "进程、定时器、最近一次收发数据的时间。" }],
      macos: [{ command: "lsof -nP -iTCP -sTCP:ESTABLISHED", text: "哪个进程持有它。" }],
      windows: [{ command: "Get-NetTCPConnection -State Established", text: "哪个进程持有它。" }],
    },
    reference: "RFC 9293 §3.3.2",
    related: ["ESTABLISHED", "keepalive", "keepalive-failure", "half-closed"],
  },
  partial: {
    title: "抓到的太少，说不清经过",
    what: [
      "看到了一些报文段，但既不是从 SYN 开始的一次尝试，也没有双方的对话：单独一个 SYN-ACK、单独一个 RST、标志古怪的探测，或者某一端最后的 ACK。",
    ],
    why: ["其他结局都以能证明某件事的报文段为依据。没有这些报文段，shakedown 不猜。"],
    causes: [
      "抓包从中途开始，或在中途结束",
      "过滤表达式、分光器或路由只让一个方向经过",
      "反向散射：有人用伪造的源地址发 SYN，这些是对它的回应",
      "扫描探测：FIN、XMAS、NULL 或单独的 ACK",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'verdict:partial directions:server'",
          text: "只看到服务器：是反向散射，或者缺了另一个方向。",
        },
        { text: "在两个方向都经过的地方抓，过滤用 host 和 port，不要用 src 或 dst。" },
      ],
    },
    reference: "RFC 9293 §3.10.7",
    related: ["UNKNOWN", "capture-loss", "port-scan", "connecting"],
  },
} as const satisfies Partial<Record<Verdict, Explanation>>;
