// The findings about a service or a host, which rest on many connections, explained in Chinese.
import type { FindingGroup } from "../../explanation.ts";

export const population = {
  "accept-queue-overflow": {
    title: "服务不取走它的连接：accept 队列满了",
    what: [
      "一分钟之内，有两条以上的连接，在抓到客户端的 ACK 之后服务器仍重发 SYN-ACK。可见服务器没有接受这些握手：存放已完成连接的队列满了，或者这些 ACK 全都丢在抓包点之后。",
      "队列满也可能是别的样子：SYN 没有回答；或者在使用 SYN cookie 时，客户端以为连上了，服务器却一无所知。",
    ],
    why: [
      "握手由内核独自完成，连接放进队列，等程序调用 accept()。队列满时，Linux 不理会 ACK，任由 SYN-ACK 重发，指望队列腾出空位。而客户端收到 SYN-ACK 后就已是 ESTABLISHED，在等回答。",
      "队列的容量是 listen() 的 backlog 与 net.core.somaxconn 中较小的一个，再加一。",
    ],
    causes: [
      "程序太忙、被阻塞或停住了，没有调用 accept()",
      "新连接突然涌来，例如重启之后",
      "backlog 太小：许多程序只给 128 或更少",
      "所有工作线程都在等后面的慢系统（数据库）",
    ],
    next: {
      linux: [
        {
          command: "ss -ltn 'sport = :PORT'",
          text: "Recv-Q 是正在等待的，Send-Q 是上限；达到或超过上限就是满了。",
        },
        {
          command: "nstat -az TcpExtListenOverflows TcpExtListenDrops",
          text: "不应增长；是所有服务的总和。",
        },
        {
          command: "sysctl net.core.somaxconn net.ipv4.tcp_abort_on_overflow",
          text: "前者是上限；后者为 1 时，溢出改为回 RST。",
        },
      ],
      macos: [
        { command: "netstat -Lan", text: "每个监听者的队列、未完成队列和上限。" },
        { command: "sysctl kern.ipc.somaxconn", text: "上限，默认 128。" },
      ],
      windows: [
        {
          command:
            "Get-NetTCPConnection -State SynReceived, Established -LocalPort PORT | Group-Object State",
          text: "该服务上有多少连接，各到哪一步。",
        },
      ],
    },
    reference: "RFC 9293 §3.9.1; RFC 9293 §3.5",
    related: ["syn-ack-retry", "syn-unanswered", "half-open-handshake", "syn-flood", "SYN_RECEIVED"],
  },
  "syn-flood": {
    title: "服务被大量 SYN 淹没，发送者都不做完握手",
    what: [
      "10 秒之内，一个服务有至少 100 次未完成的尝试，是已完成的四倍以上，而且其中很少重发 SYN。服务确实发出过 SYN-ACK。",
      "真正的客户端会重发 SYN，所以这不只是一次故障。源地址多半是伪造的，说明不了是谁干的。",
    ],
    why: [
      "每来一个 SYN，服务器就要保留一条记录，直到第三个报文段到来，或 SYN-ACK 重发次数用完，在 Linux 上约一分钟。伪造地址的发送者只需付出一个小包。SYN cookie 把这反过来：服务器把记录写进自己的序列号，自己什么也不留。",
    ],
    causes: [
      "伪造源地址的攻击",
      "极快地扫描整个网络的扫描器",
      "不做完握手的压力测试",
      "回程不通，而客户端又不重发 SYN",
    ],
    next: {
      linux: [
        { command: "ss -Htn state syn-recv | wc -l", text: "有多少尝试在等待。" },
        {
          command: "nstat -az 'TcpExtSyncookies*' TcpExtTCPReqQFullDrop",
          text: "发出和收回的 cookie；因队列已满而丢弃的 SYN。",
        },
        {
          command: "sysctl net.ipv4.tcp_syncookies net.ipv4.tcp_max_syn_backlog",
          text: "tcp_syncookies 应为 1。",
        },
        { command: "dmesg | grep -i 'SYN flooding'", text: "内核对每个监听者提示一次。" },
      ],
      macos: [{ command: "netstat -s -p tcp", text: "监听队列溢出，以及在使用时的 SYN cookie。" }],
      windows: [
        {
          command: "Get-NetTCPConnection -State SynReceived | Group-Object LocalPort",
          text: "哪个服务上有多少尝试在等待。",
        },
      ],
    },
    reference: "RFC 4987 §2; RFC 4987 §3.6",
    related: ["half-open-handshake", "accept-queue-overflow", "port-scan", "SYN_RECEIVED"],
  },
  "port-scan": {
    title: "一个来源尝试许多端口或许多主机，几乎全都失败",
    what: [
      "5 分钟之内，一个来源在某台主机的 15 个不同端口上失败，或在 25 台主机的同一端口上失败。失败指：被拒绝、没有回答、不可达、中止、在有数据之前复位，或用奇怪的标志探测。对同一端口的重复只算一次。",
      "这说明的是模式，不是意图。它找到了哪些开放的端口，看该来源的其他连接。",
    ],
    why: [
      "每种回答都透露一点：SYN-ACK 是开放，RST 是关闭，沉默是被过滤。只带 FIN、不带标志或带上全部标志（NULL、XMAS）的报文段，关闭的端口会回 RST，开放的没有声音，还能绕过只看 SYN 的过滤器。",
    ],
    causes: [
      "扫描器：自己的安全团队、主机搜索引擎，或攻击者",
      "按主机列表逐个检查的监控或资产发现",
      "内网中的蠕虫或被控制的机器",
      "程序拿着过时的节点列表；集群成员在寻找其他成员",
      "一个有许多地址的服务整个停了",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'client.host:ADDRESS not finding:*'",
          text: "该来源顺利连上了什么。",
        },
      ],
      linux: [
        { command: "ss -tnp state syn-sent", text: "如果来源就是本机：是哪个进程。" },
        { command: "conntrack -L -p tcp -s ADDRESS", text: "在 Linux 防火墙上：该来源现在有哪些连接。" },
      ],
      macos: [{ command: "sudo lsof -nP -iTCP -sTCP:SYN_SENT", text: "如果来源就是本机：是哪个进程。" }],
      windows: [
        {
          command: "Get-NetTCPConnection -State SynSent | Group-Object OwningProcess",
          text: "如果来源就是本机：是哪个进程。",
        },
      ],
    },
    reference: "RFC 9293 §3.10.7.1; RFC 9293 §3.10.7.2",
    related: ["connection-refused", "syn-unanswered", "handshake-aborted", "partial", "syn-flood"],
  },
  "close-wait-excess": {
    title: "许多连接同时处于 CLOSE_WAIT：多半是泄漏",
    what: [
      "一个服务的一端同时有至少 --close-wait-count（10）条连接处于 CLOSE_WAIT，每条都在 5 s 以上。对端都已关闭，FIN 也都得到了确认，只有这个程序不关闭。发现中给出条数、最老的一条，以及是否在增多。",
      "它没有关闭，这是确定的。它是泄漏，这是很可能的，时间越长越可能；只是一时阻塞的程序会恢复过来。",
    ],
    why: [
      "FIN 由内核确认，但只有程序能结束自己的方向。CLOSE_WAIT 没有定时器。每条这样的连接都占着描述符和缓冲区，直到进程结束；到了上限，accept() 和 open() 就以 too many open files 失败。药方在程序里：每条路径都要关闭。没有 sysctl 能帮忙。",
    ],
    causes: [
      "出错、超时或异常时跳过了 close()：每个失败的请求留下一条",
      "客户端连接池从不关闭、也不读取已被服务器结束的连接",
      "响应体没有读完或没有关闭（HTTP 库）",
      "所有工作线程都被阻塞，没有人去读 EOF",
      "描述符被子进程继承",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select state:CLOSE_WAIT",
          text: "列出全部及其对端；最早几条的共同点会指向出问题的代码。",
        },
      ],
      linux: [
        {
          command: "ss -tnp state close-wait",
          text: "每条的进程和描述符；隔一分钟数两次。",
        },
        {
          command: "ls /proc/PID/fd | wc -l",
          text: "已用的描述符；上限在 /proc/PID/limits。",
        },
        {
          command: "gdb -p PID -batch -ex 'thread apply all bt'",
          text: "各线程停在哪里；会让进程暂停片刻。运行时自己能打印线程栈的，用它的。",
        },
      ],
      macos: [
        { command: "sudo lsof -nP -iTCP -sTCP:CLOSE_WAIT", text: "每条的进程和描述符。" },
        { command: "sample PID 5", text: "各线程停在哪里。" },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State CloseWait | Group-Object OwningProcess | Sort-Object Count",
          text: "每个进程有多少条。",
        },
        {
          command: "Get-Process -Id PID | Select-Object Name, Handles, StartTime",
          text: "它的句柄数；在增长吗？",
        },
      ],
    },
    reference: "RFC 9293 §3.6; RFC 9293 §3.3.2",
    related: ["CLOSE_WAIT", "close-wait-stuck", "half-closed", "FIN_WAIT_2", "port-exhaustion"],
  },
  "port-exhaustion": {
    title: "客户端到某个服务的端口快用完了",
    what: [
      "一个客户端地址到一个服务，同时有 22,500 个以上的端口在使用，或在客户端处于 TIME_WAIT：相当于 Linux 默认范围的 80 %。如果它的端口全都不小于 49152，则 13,000 个就算。",
      "实际配置的范围在线路上看不到：可能更大；也可能是 NAT 让许多主机共用这个地址。",
    ],
    why: [
      "一条连接由两个地址和两个端口确定。对同一个服务，只有客户端的端口可以选，而处于 TIME_WAIT 的端口被占着。Linux 从 32768 到 60999 中选（28,232 个），macOS 和 Windows 从 49152 到 65535 中选（16,384 个）。",
      "TIME_WAIT 在客户端且为 60 s 时，Linux 每秒最多新开 470 条；为 30 s 时，macOS 每秒 546 条。再多，connect() 就以 EADDRNOTAVAIL 失败（Windows 是 WSAEADDRINUSE）。",
    ],
    causes: [
      "每个请求一条连接，由客户端关闭：没有长连接，没有连接池",
      "代理或负载均衡器用一个地址连一个后端",
      "NAT 的公网地址太少",
      "泄漏：连接开着，从不关闭",
      "从一台机器做压力测试",
    ],
    next: {
      any: [
        {
          text: "保持连接，或使用连接池；否则在任一端增加地址，或让服务器先关闭。",
        },
      ],
      linux: [
        {
          command: "ss -Htn state time-wait dst ADDRESS dport = :PORT | wc -l",
          text: "在客户端：到该服务的 TIME_WAIT 端口数；ss -s 给出总数。",
        },
        {
          command: "sysctl net.ipv4.ip_local_port_range net.ipv4.tcp_tw_reuse net.ipv4.tcp_timestamps",
          text: "tcp_tw_reuse=1 让客户端在 1 s 后重用这样的端口；要求两端都用时间戳。",
        },
      ],
      macos: [
        {
          command: "sysctl net.inet.ip.portrange.first net.inet.ip.portrange.last net.inet.tcp.msl",
          text: "端口范围，以及 TIME_WAIT 的一半（毫秒）。",
        },
        { command: "netstat -an -p tcp | grep -c TIME_WAIT", text: "有多少端口在等待。" },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection | Group-Object State, OwningProcess -NoElement",
          text: "谁占了多少，处于什么状态。",
        },
        { command: "netsh int ipv4 show dynamicport tcp", text: "端口范围。" },
        {
          command: "Get-WinEvent -FilterHashtable @{LogName='System'; ProviderName='Tcpip'; Id=4227,4231}",
          text: "connect 找不到端口时留下的事件。",
        },
      ],
    },
    reference: "RFC 6056 §2.1; RFC 9293 §3.4.2",
    related: ["TIME_WAIT", "time-wait-reuse", "close-wait-excess"],
  },
} satisfies FindingGroup;
