// The findings about the handshake behind the SYN, explained in Chinese.
import type { FindingGroup } from "../../explanation.ts";

export const opening = {
  "syn-ack-retry": {
    title: "服务器重发了 SYN-ACK",
    what: [
      "服务器的定时器重发了 SYN-ACK，其间客户端并没有重发 SYN。也就是说，到那一刻服务器还没有接受客户端的 ACK。",
      "抓包中没有这个 ACK：SYN-ACK 或 ACK 丢了，或客户端根本没有回答。抓包中有这个 ACK：它丢在抓包点之后，或服务器没有接受它。级别为 info：服务器多半是有意在等数据（deferred accept）。",
    ],
    why: [
      "处于 SYN_RECEIVED 的一端会保留 SYN-ACK 直到被确认。Linux 在 1、3、7、15、31 s 后各重发一次，到 63 s 放弃这次尝试。其间只要客户端的数据到达，数据所带的确认同样能完成握手，损失不大。",
    ],
    causes: [
      "丢了一个包",
      "ACK 到达时 accept 队列已满",
      "TCP_DEFER_ACCEPT：服务器在等客户端的第一批数据",
      "防火墙或路由让 SYN-ACK 出得去，ACK 却进不来",
      "SYN 的源地址是伪造的，或是扫描器：不会有人回答",
    ],
    next: {
      linux: [
        { command: "ss -tno state syn-recv 'sport = :PORT'", text: "在服务器上：正在等待的尝试和定时器。" },
        { command: "nstat -az TcpExtListenOverflows", text: "在服务器上：如果增长，就是 accept 队列溢出。" },
        { command: "sysctl net.ipv4.tcp_synack_retries", text: "SYN-ACK 重发几次，默认 5。" },
      ],
      macos: [{ command: "netstat -Lan", text: "在服务器上：各监听队列有多满。" }],
      windows: [{ command: "Get-NetTCPConnection -State SynReceived", text: "在服务器上：正在等待的尝试。" }],
    },
    reference: "RFC 9293 §3.5; RFC 6298 §5",
    related: ["SYN_RECEIVED", "half-open-handshake", "accept-queue-overflow", "syn-retry"],
  },
  "half-open-handshake": {
    title: "握手停在半路：服务器还在 SYN_RECEIVED 里等",
    what: [
      "看到了 SYN 和 SYN-ACK，却没有迹象表明服务器接受了客户端的 ACK：它仍处于 SYN_RECEIVED。",
      "如果抓包中有 ACK，而 SYN-ACK 在它之后又重发，那么客户端以为连接已建立，服务器却不这么认为。如果没有 ACK，客户端可能从未见到 SYN-ACK。",
    ],
    why: [
      "第三个报文段让服务器知道：客户端真实存在，而且要的就是这个 SYN。在那之前，服务器只留一条小记录，并重发 SYN-ACK。一个不作声的对端会让它把这条记录保留一分钟左右；成千上万个就是 SYN 洪水。",
    ],
    causes: [
      "SYN-ACK 到不了客户端：路由不对称、防火墙、NAT",
      "客户端消失了，或源地址是伪造的",
      "不做完握手的扫描器",
      "客户端的 ACK 丢了，或服务器因 accept 队列已满而把它丢弃",
    ],
    next: {
      any: [{ text: "在客户端上抓包：SYN-ACK 到了吗，ACK 发出了吗？" }],
      linux: [
        {
          command: "ss -tn state syn-recv",
          text: "在服务器上：所有正在等待的尝试；来源很多而每个只有一条，像是伪造。",
        },
        {
          command: "nstat -az TcpExtListenOverflows TcpExtTCPReqQFullDoCookies",
          text: "在服务器上：队列溢出，以及启用 SYN cookie 的次数。",
        },
      ],
      macos: [{ command: "netstat -an -p tcp | grep SYN_RCVD", text: "在服务器上：正在等待的尝试。" }],
      windows: [{ command: "Get-NetTCPConnection -State SynReceived", text: "在服务器上：正在等待的尝试。" }],
    },
    reference: "RFC 9293 §3.5; RFC 4987 §2",
    related: ["half-open", "SYN_RECEIVED", "syn-ack-retry", "accept-queue-overflow", "syn-flood"],
  },
  "handshake-aborted": {
    title: "握手尚未完成就被 RST 终止",
    what: [
      "在 SYN-ACK 之后、握手完成之前来了 RST；或者 SYN 的发送者自己用 RST 撤销了尝试。发现中指明 RST 是哪一端发的。",
      "连接没有建立，也就没有数据损失。应用是否真想要这条连接，从包里看不出来。",
    ],
    why: [
      "主机收到 SYN-ACK 而没有与之对应的尝试时，用 RST 回答。服务器随即忘掉这次尝试，继续监听。TCP 就是这样清理没有人要的东西的。",
    ],
    causes: [
      "端口扫描（半开扫描）：扫描器的内核不知道有过这个 SYN，于是把回答复位",
      "负载均衡器的健康检查不做完握手，直接复位",
      "SYN-ACK 来之前，客户端已经超时或被停掉",
      "客户端同时试两个地址，只留下快的那个",
      "源地址是伪造的：地址的真正主人拒绝了 SYN-ACK",
      "服务器发的：监听被关闭，或队列已满而设置为复位",
    ],
    next: {
      linux: [
        { command: "nstat -az TcpExtEmbryonicRsts", text: "在服务器上：打断未完成握手的 RST。" },
        { command: "nstat -az TcpAttemptFails TcpOutRsts", text: "在客户端上：失败的尝试和发出的 RST。" },
      ],
      macos: [
        { command: "netstat -s -p tcp", text: "其中 embryonic connections dropped 是没有做完的握手。" },
      ],
      windows: [{ command: "netstat -s -p tcp", text: "其中失败的连接尝试一项。" }],
    },
    reference: "RFC 9293 §3.5.2; RFC 9293 §3.10.7.4",
    related: ["aborted", "SYN_RECEIVED", "stale-syn", "port-scan", "connection-refused"],
  },
  "stale-syn": {
    title: "服务器回答了一个过时的 SYN，客户端拒绝了这个回答",
    what: [
      "客户端随即用 RST 回应了 SYN-ACK，而同样的地址和端口上，前后不久还有另一个序列号不同的 SYN。这正是 SYN 迟到时的样子。",
      "它只是提示：客户端放弃后马上从同一端口重试，看起来也是这样。",
    ],
    why: [
      "握手要三个报文段而不是两个，原因就在这里。服务器无法知道 SYN 是新是旧，客户端知道。如果只有两个，旧的重复 SYN 会让服务器留下一条没有人要的连接；有了第三个，客户端可以说“不”，它真正要的那次尝试照常进行。",
    ],
    causes: [
      "客户端的第一次尝试超时，从同一端口重试，而第一次的回答迟到了",
      "网络延迟或复制了 SYN（改路由、队列很长、无线）",
      "NAT 或代理马上重用了同一端口",
    ],
    next: {
      any: [
        { command: "shakedown show CAPTURE CONNECTION", text: "逐步看两次尝试：比较两个 SYN 的序列号。" },
      ],
      linux: [{ command: "nstat -az TcpExtEmbryonicRsts", text: "在服务器上：打断未完成握手的 RST。" }],
    },
    reference: "RFC 9293 §3.5",
    related: ["aborted", "handshake-aborted", "delayed-segment", "SYN_RECEIVED"],
  },
  "simultaneous-open": {
    title: "两端同时向对方发 SYN，合成了一条连接",
    what: [
      "两端都在见到对方的 SYN 之前发出了不带 ACK 的 SYN。双方都先进入 SYN_RECEIVED，再进入 ESTABLISHED。这是一条连接，没有通常意义上的服务器。一切正常。",
    ],
    why: [
      "TCP 是对称的：在 SYN_SENT 里收到的 SYN，和在 LISTEN 里收到的一样有效。双方各回一个 SYN-ACK，其中重复自己原来的序列号，所以两个 SYN 只产生一条连接，而不是两条。",
    ],
    causes: [
      "NAT 穿越：双方有意在同一时刻互连",
      "两端都使用固定端口的对等程序",
      "程序不断连接本机一个空闲的端口，终于连上了自己：这时两端的地址和端口相同",
    ],
    next: {
      any: [
        {
          text: "如果是有意的，什么也不用做。如果两端其实是同一个套接字，就先启动服务再启动客户端，或让服务使用临时端口范围之外的端口。",
        },
      ],
      linux: [
        {
          command: "sysctl net.ipv4.ip_local_port_range",
          text: "临时端口范围；端口在此范围内的服务可能被碰巧连上。",
        },
      ],
      macos: [{ command: "sysctl net.inet.ip.portrange", text: "临时端口范围。" }],
      windows: [{ command: "netsh int ipv4 show dynamicport tcp", text: "临时端口范围。" }],
    },
    reference: "RFC 9293 §3.5",
    related: ["SYN_SENT", "SYN_RECEIVED", "simultaneous-close"],
  },
  "fast-open": {
    title: "SYN 携带了数据，服务器接受了（TCP Fast Open）",
    what: [
      "SYN 带有数据，SYN-ACK 确认了这些数据：请求没有另外花费一次往返。一切正常。",
      "只是索取 cookie 的 SYN，或数据未被 SYN-ACK 确认的 SYN，不在此列。",
    ],
    why: [
      "SYN 携带数据是合法的，但普通服务器在握手完成之前不得把数据交给应用。从以前的连接得到的 cookie 证明客户端确实拥有它的地址，服务器便可以立即回答。SYN 若被复制，数据可能送达两次，所以只适合可以重复的请求。",
    ],
    causes: ["客户端和服务器都启用了 Fast Open，并且客户端有以前连接留下的 cookie"],
    next: {
      linux: [
        { command: "sysctl net.ipv4.tcp_fastopen", text: "1 为客户端，2 为服务器，3 为两者。" },
        { command: "nstat -az 'TcpExtTCPFastOpen*'", text: "成功、失败和队列溢出的次数。" },
      ],
      macos: [{ command: "sysctl net.inet.tcp.fastopen", text: "1 为客户端，2 为服务器，3 为两者。" }],
      windows: [{ command: "netsh int tcp show global", text: "Fast Open 是否启用。" }],
    },
    reference: "RFC 7413 §3; RFC 9293 §3.4",
    related: ["SYN_RECEIVED", "ESTABLISHED", "syn-retry"],
  },
  "slow-handshake": {
    title: "这次握手比该服务平时的握手慢得多",
    what: [
      "从 SYN 到完成握手的 ACK，用时超过同一客户端地址与该服务先前握手中位数的三倍，并且多出至少 0.2 s。没有抓到重发。",
      "分成两半就能看出慢在哪里：SYN 到 SYN-ACK 之间等得久，慢在抓包点与服务器之间；SYN-ACK 到 ACK 之间等得久，慢在抓包点与客户端之间。",
    ],
    why: [
      "内核自己回答 SYN，不经过应用。所以握手量的是路径和内核，不是程序。只有握手慢，说明包在某个队列里等过，或某台主机忙得顾不上处理包。",
    ],
    causes: [
      "路上的队列满了（链路饱和、缓冲过大）",
      "主机得不到 CPU 时间：过载、虚拟机被暂停、容器到达限额",
      "第一个包之前的地址解析（ARP、邻居发现），或休眠中的无线网卡",
      "ACK 丢在抓包点之前，由客户端的下一个报文段完成了握手",
      "路径变了，或有代理代替服务器回答",
    ],
    next: {
      any: [{ command: "shakedown show CAPTURE CONNECTION", text: "慢的是哪一半。" }],
      linux: [
        {
          command: "cat /proc/net/softnet_stat",
          text: "第二列：丢弃的包；第三列：内核处理包的时间用尽的次数（十六进制）。",
        },
        { command: "tc -s qdisc show", text: "本机各队列的积压和丢弃。" },
      ],
      macos: [{ command: "netstat -i -w 1", text: "逐秒的流量和差错：链路满了吗？" }],
      windows: [{ command: "Get-NetAdapterStatistics", text: "各网卡丢弃的包。" }],
    },
    reference: "RFC 9293 §3.5; RFC 6298 §2",
    related: ["syn-retry", "SYN_SENT", "SYN_RECEIVED", "retransmissions"],
  },
} satisfies FindingGroup;
