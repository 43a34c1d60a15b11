// The states of an endpoint that is closing, explained in Chinese.
import type { State } from "../../../record/connection-record.ts";
import type { Explanation } from "../../explanation.ts";

export const closingStates = {
  FIN_WAIT_1: {
    title: "先关闭的一端：FIN 已发出，还没有得到确认",
    what: [
      "连接还开着的时候，这一端的应用程序调用了 close() 或 shutdown()。FIN 的意思是：我没有更多数据了。它占一个序列号，所以像一个字节那样要被确认，也会被重传。",
      "正常情况下只持续一个往返时间。停在这里，说明它在对着空处发送，或者 FIN 还排在对端不肯接收的数据后面。",
    ],
    why: [
      "TCP 连接是两条单向的流，每条单独关闭，所以要四个报文段：这边 FIN、ACK，那边 FIN、ACK。如果对端也没话要说了，它的 ACK 和 FIN 合成一个报文段，就只要三个，本端直接进入 TIME_WAIT。",
    ],
    causes: [
      "对端或通往它的路不在了：FIN 和数据一直重传，直到次数用完",
      "对端的窗口是 0，数据和 FIN 都发不出去",
      "防火墙忘掉了这条连接，把 FIN 丢弃",
      "只是一瞬间：ACK 还在路上",
    ],
    next: {
      linux: [
        { command: "ss -tnpoi state fin-wait-1", text: "Send-Q 里还有数据吗？定时器显示下一次重传。" },
        {
          command: "sysctl net.ipv4.tcp_orphan_retries",
          text: "没有进程的套接字，FIN 重传几次；0 表示 8 次。",
        },
      ],
      macos: [{ command: "netstat -anv -p tcp | grep FIN_WAIT_1", text: "是哪些连接，还有多少数据在排队。" }],
      windows: [{ command: "Get-NetTCPConnection -State FinWait1", text: "是哪些连接，属于哪个进程。" }],
    },
    reference: "RFC 9293 §3.6; RFC 9293 §3.10.4",
    related: ["FIN_WAIT_2", "CLOSING", "closing", "fin-retry", "zero-window"],
  },
  FIN_WAIT_2: {
    title: "先关闭的一端：FIN 已被确认，等对端关闭",
    what: [
      "对端确认了 FIN，但它自己的 FIN 还没有来。连接处于半关闭：本端只能收，对端（在 CLOSE_WAIT）还可以发。",
      "从这里看，像是本端在卡着。其实没有关闭的是另一端。",
    ],
    why: [
      "半关闭是有用的：客户端发完整个请求，用 FIN 说明已经发完，然后一直读到服务器的 FIN 为止。rsh、HTTP/1.0 和 netcat 都这样用过；RFC 允许它永远持续。",
      "没有人再读的时候，系统会设一条界线：调用了 close()（不只是 shutdown()）的套接字，60 秒后被遗忘（Linux 的 tcp_fin_timeout；BSD 和 macOS 也是 60 秒）。之后再来的数据会收到 RST。调用 shutdown() 后仍在读的套接字，等待没有期限。",
    ],
    causes: [
      "对端的应用程序一直不调用 close()：泄漏（见 CLOSE_WAIT）",
      "对端还在忙，或还在发它的回答",
      "对端的 FIN 丢了，或被防火墙丢弃",
      "有意的半关闭",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'verdict:half-closed'",
          text: "列出全部；哪个服务器最多，就去看哪个。",
        },
      ],
      linux: [
        {
          command: "ss -tnpo state fin-wait-2",
          text: "有定时器：已没有人读，到期就遗忘。没有定时器：还有进程在读。",
        },
        {
          command: "sysctl net.ipv4.tcp_fin_timeout",
          text: "已关闭的套接字在这里等多久（它不影响 TIME_WAIT）。",
        },
      ],
      macos: [{ command: "netstat -anv -p tcp | grep FIN_WAIT_2", text: "是哪些连接，属于哪个进程。" }],
      windows: [{ command: "Get-NetTCPConnection -State FinWait2", text: "是哪些连接，属于哪个进程。" }],
    },
    reference: "RFC 9293 §3.6.1; RFC 1122 §4.2.2.13",
    related: ["CLOSE_WAIT", "half-closed", "half-close", "fin-wait-2-stuck", "TIME_WAIT"],
  },
  CLOSE_WAIT: {
    title: "对端已关闭，本端的应用程序还没有关闭",
    what: [
      "收到了 FIN，内核自动确认了它。接下来只有应用程序能继续：它要读到流的末尾（read 返回 0），然后调用 close()。",
      "没有定时器会结束这个状态。一条连接几分钟都在 CLOSE_WAIT，又什么都不发，就是这一端的程序有 bug。",
    ],
    why: [
      "内核不能替应用程序关闭：对端只是说它不再发送，这一端也许还有回答要发，半关闭就是为此而设。",
      "于是它们越积越多：每漏掉一个 close()，就占住一个文件描述符，直到进程结束。到了上限，accept() 报 too many open files，accept 队列随之填满，新的客户端就挂住了。",
    ],
    causes: [
      "某条出错路径或提前返回的路径没有关闭套接字",
      "连接池留着服务器早已关闭的连接",
      "工作线程全部卡住，在等锁或等后面的慢调用：没有人去读流的末尾",
      "子进程继承了描述符：父进程里 close() 并不会关闭连接",
      "回答确实要这么久：有意的半关闭",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'state:CLOSE_WAIT'",
          text: "哪个服务，有多少，从什么时候开始。",
        },
      ],
      linux: [
        {
          command: "ss -tnp state close-wait",
          text: "进程和描述符。Recv-Q 不小于 1：流的末尾连读都没有读。",
        },
        { command: "lsof -nP -iTCP -sTCP:CLOSE_WAIT", text: "按进程看；两个进程有同一条连接：是继承来的。" },
        { command: "ls /proc/PID/fd | wc -l", text: "用掉的描述符；上限在 /proc/PID/limits 里。" },
        {
          command: "grep . /proc/PID/task/*/wchan",
          text: "线程卡在内核的哪里；程序自己的线程栈说得更清楚。",
        },
      ],
      macos: [
        { command: "lsof -nP -iTCP -sTCP:CLOSE_WAIT", text: "哪个进程持有它们。" },
        { command: "sample PID 5", text: "它的线程在做什么。" },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State CloseWait | Group-Object OwningProcess -NoElement",
          text: "每个进程各有多少。",
        },
        { command: "Get-Process -Id PID", text: "那是哪个程序。" },
      ],
    },
    reference: "RFC 9293 §3.6; RFC 9293 §3.10.7.4",
    related: ["close-wait-excess", "close-wait-stuck", "half-closed", "FIN_WAIT_2", "LAST_ACK"],
  },
  CLOSING: {
    title: "双方同时关闭：等自己的 FIN 得到确认",
    what: [
      "两个 FIN 在路上交错：各自发出时都还没有收到对方的。本端已有对端的 FIN，但自己的还没有得到确认。确认一来就进入 TIME_WAIT，两端都是如此。",
      "抓包里两个 FIN 谁先谁后，取决于在哪里抓；只有序列号能说明它们交错了：哪个 FIN 都没有确认另一个。",
    ],
    why: [
      "这时没有哪一端算是先关闭的，所以两端都发最后的 ACK，也都等 2MSL。这个状态之所以存在，是因为对端的 FIN 提前来了：必须马上确认它，而自己的 FIN 还在路上。",
    ],
    causes: [
      "客户端和服务器因同一件事关闭：HTTP/1.0 的回答结束、相同的超时、系统停机",
      "如果持续很久：ACK 或其中一个 FIN 丢了，正在重传",
    ],
    next: {
      any: [
        { command: "shakedown read CAPTURE --select 'closing:simultaneous'", text: "有多常见；这是无害的。" },
      ],
      linux: [{ command: "ss -tno state closing", text: "很少超过一瞬间；定时器显示是否在重传。" }],
      macos: [{ command: "netstat -an -p tcp | grep CLOSING", text: "是哪些连接。" }],
      windows: [{ command: "Get-NetTCPConnection -State Closing", text: "是哪些连接。" }],
    },
    reference: "RFC 9293 §3.6; RFC 9293 §3.10.7.4",
    related: ["simultaneous-close", "closing", "fin-retry", "TIME_WAIT"],
  },
  LAST_ACK: {
    title: "后关闭的一端：FIN 已发出，等最后的 ACK",
    what: [
      "对端先关闭，本端也关闭了（CLOSE_WAIT，然后 FIN）。只差一个报文段：对端对这个 FIN 的 ACK。它一到，本端立刻 CLOSED，不用再等。",
    ],
    why: [
      "最后的 ACK 没有人再确认。它若丢了，本端就重传 FIN；对端正是为此留在 TIME_WAIT，它再确认一次，并重新开始 2MSL。",
      "Linux 在 0.2、0.4、0.8 秒之后逐次重传，间隔加倍，默认共 8 次（最后一次约在第 27 秒），然后遗忘。",
    ],
    causes: [
      "对端不在了：崩溃、重启，或地址已移到别处",
      "防火墙或 NAT 认为连接已经结束，丢弃了最后的报文段",
      "本端关闭得太晚，对端的 FIN_WAIT_2 已过期（60 秒）：它回 RST，或不再回应",
      "只是一瞬间：ACK 还在路上",
    ],
    next: {
      linux: [
        { command: "ss -tno state last-ack", text: "定时器显示下一次重传，以及已重传几次。" },
        { command: "conntrack -L -p tcp --state LAST_ACK", text: "本机防火墙知道什么（默认保留 30 秒）。" },
      ],
      macos: [{ command: "netstat -an -p tcp | grep LAST_ACK", text: "是哪些连接。" }],
      windows: [{ command: "Get-NetTCPConnection -State LastAck", text: "是哪些连接。" }],
    },
    reference: "RFC 9293 §3.6",
    related: ["last-ack-stuck", "TIME_WAIT", "CLOSE_WAIT", "closing"],
  },
  TIME_WAIT: {
    title: "先关闭的一端已全部完成，再等 2MSL，以防最后的 ACK 丢失",
    what: [
      "两个 FIN 都已确认；对应用程序来说连接已经结束。先关闭的一端把这组地址和端口再保留两倍的最大报文段生存时间。它已不属于任何进程。",
      "这不是错误。按 RFC 9293，2MSL 是 4 分钟；Linux 等 60 秒（固定），FreeBSD 60 秒，macOS 30 秒，Windows 30 到 300 秒（TcpTimedWaitDelay）。shakedown 按 60 秒算，可用 --msl 改。",
    ],
    why: [
      "有两个原因。最后的 ACK 可能丢失：那时对端会重传 FIN，必须有人在这里确认它。还有，这条连接的报文段可能还在网络里游荡：要等它们一去一回都消失，同样的地址和端口才能代表另一条连接。所以是两倍的生存时间。",
      "它落在先关闭的一端，因为最后的 ACK 由这一端发出，而它永远不知道这个 ACK 到了没有。另一端收到 ACK 就知道了。换一端先关闭，TIME_WAIT 就换到那一端；FIN 交错时，两端都有。",
    ],
    causes: [
      "正常：每条正常关闭的连接都留下一个",
      "客户端上很多：一条接一条的短连接；端口可能用完（port-exhaustion）",
      "服务器上很多：服务器先关闭；只占一点内存，不占端口",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'client.state:TIME_WAIT'",
          text: "在客户端的那些，它们占用端口。",
        },
      ],
      linux: [
        { command: "ss -tno state time-wait", text: "有多少，各剩几秒。" },
        {
          command: "sysctl net.ipv4.ip_local_port_range net.ipv4.tcp_tw_reuse",
          text: "可用的端口；1：客户端过 1 秒就可以重用，2：只限环回接口。",
        },
        { command: "nstat -az TcpExtTW TcpExtTWRecycled", text: "结束了多少，提前重用了多少。" },
      ],
      macos: [
        { command: "netstat -an -p tcp | grep -c TIME_WAIT", text: "有多少。" },
        {
          command: "sysctl net.inet.tcp.msl net.inet.ip.portrange.first net.inet.ip.portrange.last",
          text: "MSL（毫秒），以及可用的端口。",
        },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State TimeWait | Group-Object RemoteAddress -NoElement",
          text: "有多少，对端是谁。",
        },
        { command: "netsh int ipv4 show dynamicport tcp", text: "可用的端口。" },
      ],
    },
    reference: "RFC 9293 §3.6.1; RFC 6191; RFC 1337",
    related: ["port-exhaustion", "time-wait-reuse", "time-wait-assassination", "delayed-segment", "LAST_ACK"],
  },
} as const satisfies Partial<Record<State, Explanation>>;
