// The states of an endpoint that is not closing, explained in Chinese.
import type { State } from "../../../record/connection-record.ts";
import type { Explanation } from "../../explanation.ts";

export const openingStates = {
  CLOSED: {
    title: "没有连接：这组地址和端口上什么都不保存",
    what: [
      "这一端对这条连接已经一无所有：没有序列号，没有定时器，没有缓冲区。它是第一个报文段之前、最后一个报文段之后的状态，所以 RFC 9293 说它是虚构的。",
      "此时收到任何报文段（RST 除外）都回一个 RST。迟到报文段的发送方看到的就是它。",
    ],
    why: [
      "处在 CLOSED 的一端分不清这是旧连接的报文段，还是陌生人发来的。它用 RST 明说，因为沉默只会让对端一直重传，直到自己的定时器耗尽。",
    ],
    causes: [
      "双方都已关闭，本端的 FIN 得到了确认",
      "TIME_WAIT 到期（2MSL）",
      "发出了 RST，或接受了对端的 RST",
      "放弃了连接尝试：SYN 75 秒没有回应，或收到 ICMP 差错",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'state:CLOSED and not verdict:closed'",
          text: "列出不是靠两个 FIN 结束的连接。",
        },
      ],
      linux: [
        { command: "ss -tan 'sport = :PORT'", text: "这个端口上现在还有什么；已关闭的连接不会列出。" },
        { command: "nstat -az TcpOutRsts TcpEstabResets", text: "发出的 RST 数，以及被 RST 结束的连接数。" },
      ],
      macos: [{ command: "netstat -s -p tcp | grep -i reset", text: "有多少连接被 RST 结束。" }],
      windows: [{ command: "netstat -s -p tcp", text: "开机以来被重置的连接和失败的尝试。" }],
    },
    reference: "RFC 9293 §3.3.2; RFC 9293 §3.10.7.1",
    related: ["LISTEN", "TIME_WAIT", "closed", "reset", "refused"],
  },
  LISTEN: {
    title: "服务器在等人来连接",
    what: [
      "应用程序调用了 listen()：发到这个端口的 SYN 会得到 SYN-ACK。监听套接字自己永远不会变成连接，每接受一个 SYN 就产生一条新的。",
      "抓包看不见监听本身。这里显示 LISTEN，是指服务器的半开连接被 RST 了：它从 SYN_RECEIVED 退回到 LISTEN。",
    ],
    why: [
      "两端之中必须有一端事先知道会有人来，这就是被动打开。两个主动打开只有恰好交错时才能相遇（同时打开），几乎没有人特意这样做。",
      "一次握手被重置，不能连累监听者。所以被动一方的 SYN_RECEIVED 退回 LISTEN，主动一方的退回 CLOSED。",
    ],
    causes: [
      "端口扫描器收到 SYN-ACK 后回 RST（半开扫描，即 SYN 扫描）",
      "客户端在 SYN-ACK 到来之前已放弃或超时",
      "健康检查只想知道端口是否应答",
    ],
    next: {
      linux: [
        {
          command: "ss -ltnp 'sport = :PORT'",
          text: "谁在监听；Recv-Q 是 accept 队列现有的数目，Send-Q 是上限。",
        },
        { command: "nstat -az TcpExtListenOverflows TcpExtListenDrops", text: "因队列已满而丢掉的连接。" },
      ],
      macos: [
        { command: "lsof -nP -iTCP:PORT -sTCP:LISTEN", text: "哪个进程在监听。" },
        { command: "netstat -Lan -p tcp", text: "监听队列：现有、未完成、上限。" },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State Listen -LocalPort PORT",
          text: "谁在监听（OwningProcess），监听在哪个地址。",
        },
      ],
    },
    reference: "RFC 9293 §3.3.2; RFC 9293 §3.10.7.2",
    related: ["SYN_RECEIVED", "handshake-aborted", "port-scan", "connection-refused"],
  },
  SYN_SENT: {
    title: "客户端已发出 SYN，在等 SYN-ACK",
    what: [
      "应用程序调用了 connect()。带着客户端初始序列号的 SYN 已经发出，还没有收到可接受的回应。若停在这里，connect() 就一直挂着。",
      "抓包只证明 SYN 经过了这一点，既不证明它到达了，也不证明没有回应发出：要到另一边也看一看。",
    ],
    why: [
      "两个方向都要先约定第一个序列号，所以客户端发出自己的，等对端确认。这个数很难猜，没有见过 SYN 的人就没法冒充回应。",
      "丢失的 SYN 会重发，间隔越来越长。4.4BSD：第 6 秒，再过 24 秒，共 75 秒后放弃。Linux：第 1、3、7、15、31、63 秒，127 秒后放弃；6.5 起先多试四次，每次隔 1 秒，共 131 秒。macOS：75 秒。旧版 Windows：第 3 和第 9 秒，21 秒后放弃。",
    ],
    causes: [
      "防火墙或安全组把 SYN 悄悄丢弃",
      "主机没有运行，或者地址写错",
      "SYN-ACK 走了另一条路（路由不对称），在那里被丢弃",
      "服务器的 accept 队列或 SYN 队列已满",
      "SYN 丢了一次，重发就会成功",
    ],
    next: {
      any: [
        {
          command: "tcpdump -ni any 'host SERVER and port PORT and tcp[tcpflags] & tcp-syn != 0'",
          text: "在服务器上看：SYN 到了吗？SYN-ACK 发出去了吗？",
        },
      ],
      linux: [
        { command: "ss -tnpo state syn-sent", text: "谁在连接，下一个 SYN 什么时候发。" },
        { command: "ip route get SERVER", text: "走哪条路，用哪个源地址。" },
        { command: "nft list ruleset", text: "有没有丢弃规则（用 iptables 时：iptables -nvL）；看计数器。" },
        { command: "sysctl net.ipv4.tcp_syn_retries", text: "SYN 重发几次。" },
      ],
      macos: [
        { command: "route -n get SERVER", text: "走哪条路，经过哪个网卡。" },
        { command: "lsof -nP -iTCP -sTCP:SYN_SENT", text: "谁在连接。" },
      ],
      windows: [
        { command: "Test-NetConnection SERVER -Port PORT", text: "试连一次，并给出网卡和源地址。" },
        { command: "Get-NetTCPConnection -State SynSent", text: "谁在连接。" },
      ],
    },
    reference: "RFC 9293 §3.5; RFC 9293 §3.10.7.3",
    related: ["unanswered", "connecting", "syn-unanswered", "syn-retry", "SYN_RECEIVED"],
  },
  SYN_RECEIVED: {
    title: "服务器已回 SYN-ACK，在等最后的 ACK",
    what: [
      "SYN 和 SYN-ACK 都已走完，握手只差最后一步。连接是半开的：客户端也许已经认为它建立了，服务器还不认。",
      "如果服务器在客户端的 ACK 之后又重发 SYN-ACK，shakedown 也把它放回这个状态：ACK 没有到，或者 accept 队列满了。",
    ],
    why: [
      "两次握手不够。服务器无法知道这个 SYN 是新的，还是在网络里游荡的旧报文段；只握两次手，它就会打开一条没有人要的连接。第三个报文段证明：对面确实有人知道服务器的序列号，而且真的想连。",
      "它也证明了地址是真的：伪造的 SYN 不会有后面的 ACK。在此之前服务器只投入很少的内存（Linux：一个请求块；用 syncookies 时什么都不存），并重发 SYN-ACK：第 1、3、7、15、31 秒，63 秒后遗忘。",
    ],
    causes: [
      "ACK 或 SYN-ACK 在路上丢失或被过滤",
      "服务器的 accept 队列已满：它不理会 ACK",
      "应用程序要等数据到了才接受连接（TCP_DEFER_ACCEPT）",
      "SYN 洪水或扫描：对面根本不打算应答",
    ],
    next: {
      linux: [
        { command: "ss -tno state syn-recv", text: "半开的连接，以及下一个 SYN-ACK 什么时候发。" },
        { command: "ss -ltn 'sport = :PORT'", text: "Recv-Q 达到或超过 Send-Q：accept 队列已满。" },
        {
          command: "nstat -az TcpExtListenOverflows TcpExtTCPReqQFullDrop TcpExtTCPReqQFullDoCookies",
          text: "accept 队列溢出；SYN 队列已满，丢弃或改用 cookie。",
        },
        {
          command: "sysctl net.ipv4.tcp_synack_retries net.core.somaxconn",
          text: "重发次数，以及 accept 队列的上限。",
        },
      ],
      macos: [{ command: "netstat -Lan -p tcp", text: "监听队列：现有、未完成、上限。" }],
      windows: [{ command: "Get-NetTCPConnection -State SynReceived", text: "半开的连接。" }],
    },
    reference: "RFC 9293 §3.5; RFC 4987 §3",
    related: ["half-open", "half-open-handshake", "syn-ack-retry", "accept-queue-overflow", "syn-flood"],
  },
  ESTABLISHED: {
    title: "握手完成，双方都可以发数据",
    what: [
      "双方都知道对方的序列号，自己的序列号也都得到了确认。两端进入这个状态的时刻不同：客户端凭 SYN-ACK，服务器凭 ACK。",
      "空闲的连接不需要任何报文段，只要两端还在运行就一直是 ESTABLISHED。所以它只说明没有人关闭，不说明对端还活着。",
    ],
    why: [
      "三个报文段是最少的：双方各发一个序列号，各得一次确认，本来是四条消息，服务器的 ACK 和 SYN 合在一个报文段里。",
      "没有定时器会结束这个状态。对端死了，TCP 只能从没人确认的数据看出来，或者靠应用程序开启的 keepalive：默认空闲 2 小时后开始，每 75 秒探测一次，Linux 9 次，BSD 和 macOS 8 次。",
    ],
    causes: [
      "正常使用",
      "空闲：连接池留着备用；防火墙或 NAT 可能先把它忘掉（云上常见 4 到 10 分钟），之后的报文段就被丢弃",
      "对端没有发 FIN 或 RST 就消失了：断电、断网、虚拟机没了",
    ],
    next: {
      linux: [
        {
          command: "ss -tnpoi state established 'dport = :PORT'",
          text: "进程、定时器、最近一次收发数据的时间、重传次数。",
        },
        { command: "conntrack -L -p tcp --dport PORT", text: "本机防火墙知道什么，多久之后忘掉。" },
        {
          command: "sysctl net.ipv4.tcp_keepalive_time",
          text: "keepalive，只对设了 SO_KEEPALIVE 的套接字有效。",
        },
      ],
      macos: [
        { command: "lsof -nP -iTCP -sTCP:ESTABLISHED", text: "哪个进程持有它。" },
        {
          command: "sysctl net.inet.tcp.keepidle net.inet.tcp.keepintvl net.inet.tcp.keepcnt",
          text: "keepalive 的时间（毫秒）和次数。",
        },
      ],
      windows: [
        {
          command:
            "Get-NetTCPConnection -State Established -RemotePort PORT | Select-Object LocalPort, OwningProcess, CreationTime",
          text: "哪个进程持有它，从什么时候开始。",
        },
      ],
    },
    reference: "RFC 9293 §3.3.2; RFC 9293 §3.8.4",
    related: ["open", "keepalive", "keepalive-failure", "peer-lost-state", "FIN_WAIT_1", "CLOSE_WAIT"],
  },
  UNKNOWN: {
    title: "抓到的报文段说明不了这一端在做什么",
    what: [
      "这不是 RFC 9293 里的状态。这一端没有任何报文段被抓到，也没有哪个确认号透露它的情况：只看到一个 SYN、一次探测或一个 ICMP 差错。",
      "它可能在监听，可能关着，可能已断电，也可能走另一条不经过抓包点的路应答。",
    ],
    why: [
      "抓包看到的是报文段，不是套接字。报文段对它的发送方是确凿的证据；它到没到对端，只能先假定，等后面的报文段来证明。没有东西可以证明时，猜一个状态不如直说不知道。",
    ],
    causes: [
      "SYN 一直没有回应",
      "只抓到一个方向（路由不对称、只接了一根光纤、过滤表达式里用了 src 或 dst）",
      "抓包在回应到来之前就结束了",
      "零散的报文段，或者什么也打不开的扫描探测",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'not directions:both'",
          text: "是全部只有单向，还是只有这一条？",
        },
        {
          command: "tcpdump -ni any 'host CLIENT and host SERVER'",
          text: "再抓一次，最好在沉默的那一端抓。",
        },
      ],
    },
    reference: "RFC 9293 §3.3.2",
    related: ["unanswered", "partial", "unreachable", "capture-loss"],
  },
} as const satisfies Partial<Record<State, Explanation>>;
