// The findings about closing a connection, explained in Chinese.
import type { FindingGroup } from "../../explanation.ts";

export const closing = {
  reset: {
    title: "连接以 RST 结束，而不是 FIN",
    what: [
      "已建立的连接接受了一个 RST。两端立刻忘掉这条连接，还在路上的数据就此丢失。发现中指明 RST 上所写的是哪一端（下文的“发送者”）；包里看得出时还给出原因，但原因是推断。",
      "data-after-close：发送者已经关闭，之后又来了数据，再没有人能读。这些数据丢失了。",
      "late-fin：发送者早已关闭，对端的 FIN 来时它已经不在。什么也没有丢，只是 info。",
      "handshake-rejected：服务器除 SYN-ACK 外什么也没有发，握手一完成就复位。",
      "application-abort：带 ACK 的 RST，最后的数据由发送者发出。程序切断了连接，例如 linger 0。",
      "abort-or-unread-data：同样的 RST，但最后的数据来自对端。程序主动中止，与没有读完就关闭，在线路上看起来一样。",
      "middlebox：RST 的 TTL 与发送者的其他包不同，或发送者还在继续发送；多半是路上的设备以它的名义发的。",
    ],
    why: [
      "FIN 说“我发完了”，RST 说“忘掉这条连接”。数据到达已经关闭的套接字时，TCP 必须发 RST，否则发送方会以为数据被读走了。出于同样的理由，还有数据没读就关闭时，发的是 RST 而不是 FIN。",
    ],
    causes: [
      "客户端得到了想要的就关闭，而服务器还在发",
      "程序没有读完发给它的数据就关闭",
      "SO_LINGER 设为 0，或库、代理、负载均衡器在超时和出错时直接中止",
      "服务器拒绝客户端：访问控制、没有后端、tcp_abort_on_overflow",
      "防火墙或 NAT 到了空闲期限；过滤或审查",
      "程序崩溃，留下了没读的数据",
    ],
    next: {
      any: [
        {
          command: "shakedown show CAPTURE CONNECTION",
          text: "RST 之前刚发生了什么：数据、FIN，还是长时间的沉默。",
        },
      ],
      linux: [
        {
          command: "nstat -az TcpExtTCPAbortOnClose TcpExtTCPAbortOnData TcpExtTCPAbortOnTimeout TcpOutRsts",
          text: "在发送 RST 的一端：有数据没读就关闭；主动中止（linger 0）；超时放弃；RST 总数。",
        },
        {
          command: "sysctl net.ipv4.tcp_abort_on_overflow",
          text: "在拒绝连接的服务器上：1 表示 accept 队列满时回 RST。",
        },
        {
          command: "nft list ruleset",
          text: "找 reject with tcp reset 的规则（iptables 用 iptables -nvL）。",
        },
      ],
      macos: [{ command: "sudo pfctl -vs rules", text: "带 block return 的规则会发 RST。" }],
      windows: [
        { command: "netstat -s -p tcp", text: "其中重置的连接一项：主动中止或被复位的一端都会增长。" },
      ],
    },
    reference: "RFC 9293 §3.5.2; RFC 9293 §3.6.1; RFC 5961 §3",
    related: [
      "CLOSED",
      "connection-refused",
      "peer-lost-state",
      "keepalive-failure",
      "rst-out-of-window",
      "handshake-aborted",
    ],
  },
  "half-close": {
    title: "一端关闭了自己的方向，继续接收",
    what: [
      "一端发出 FIN 之后，另一端又发了至少一个新字节，并得到了它的确认。此后连接只在一个方向上使用。这是合法的，时间不限。",
    ],
    why: [
      "一条 TCP 连接是两个流，各自关闭。FIN 说的是“我没有要发的了”，不是“我不听了”。所以程序可以发完整个请求、标明结束，再读取回答（shutdown 带 SHUT_WR）。",
    ],
    causes: [
      "程序用它标明输入结束：nc -N、ssh 和 rsh、rsync、某些 HTTP 客户端",
      "代理把另一侧的半关闭传了过来",
      "一端其实已经完全关闭，剩下的数据还装得进缓冲区；之后通常会有 RST",
    ],
    next: {
      any: [
        {
          text: "什么也不用做，除非回答被截断：有些防火墙给半关闭的连接很短的期限（conntrack：CLOSE_WAIT 60 s）。",
        },
      ],
      linux: [
        {
          command: "sysctl net.netfilter.nf_conntrack_tcp_timeout_close_wait",
          text: "在 Linux 防火墙上：半关闭的连接保留多久。",
        },
      ],
      macos: [{ command: "sudo pfctl -st", text: "在 pf 防火墙上：tcp.closing 就是这个期限。" }],
    },
    reference: "RFC 9293 §3.6.1",
    related: ["half-closed", "FIN_WAIT_2", "CLOSE_WAIT", "fin-wait-2-stuck"],
  },
  "simultaneous-close": {
    title: "两端同时关闭：FIN 在路上交错",
    what: [
      "两端都在见到对方的 FIN 之前发出了自己的 FIN：两个首次发出的 FIN 都没有确认对方。双方都经过 CLOSING，最后都进入 TIME_WAIT。一切正常。",
      "抓包中两个 FIN 谁先谁后，取决于在哪里抓；要看号码。",
    ],
    why: [
      "每个方向各自关闭，FIN 就可能交错。一端发出 FIN 后，收到一个没有确认它的 FIN，无法知道自己的 FIN 到了没有：它作出确认，在 CLOSING 里等。双方都发出了可能丢失的 ACK，所以双方都停留在 TIME_WAIT。",
    ],
    causes: [
      "客户端和服务器都知道交换已经结束（HTTP/1.0、带 Connection: close 的 HTTP）",
      "两端的空闲超时相同",
      "macOS 收到交错的 FIN 时会再发一次自己的 FIN：这是它的确认，不是重发",
    ],
    next: {
      any: [{ text: "什么也不用做。只需留意：同时关闭的服务器也会积累 TIME_WAIT。" }],
      linux: [
        {
          command: "ss -tn state time-wait | wc -l",
          text: "本机有多少连接处于 TIME_WAIT（其中一行是表头）。",
        },
      ],
    },
    reference: "RFC 9293 §3.6",
    related: ["CLOSING", "TIME_WAIT", "closed", "fin-retry"],
  },
  "fin-retry": {
    title: "FIN 重发了：它的确认没有来",
    what: [
      "一端的定时器重发了 FIN，确认号没有比先前更高。FIN 或对它的 ACK 丢了或被丢弃了，或者对端已不再回答。",
      "只要还在重发 FIN，这一端就仍处于 FIN_WAIT_1、CLOSING 或 LAST_ACK。抓包中若有对 FIN 的 ACK，它没有到达。",
    ],
    why: [
      "FIN 占一个序列号，所以和数据一样可靠地传送：间隔逐次加长，重发到被确认为止。Linux 从大约 0.2 s 开始加倍；程序已经关闭套接字时，重发 8 次后放弃，除非 tcp_orphan_retries 另有规定。",
    ],
    causes: [
      "丢包",
      "防火墙在第一个 FIN 时、或因空闲忘掉了连接，丢弃了第二个",
      "对端在关闭之前就消失或被隔断了",
      "对端的窗口关着，而 FIN 前面还有数据",
    ],
    next: {
      linux: [
        {
          command: "ss -tno state fin-wait-1",
          text: "在发送方：Send-Q，定时器和重发次数（也可以看 state last-ack、closing）。",
        },
        { command: "sysctl net.ipv4.tcp_orphan_retries", text: "已关闭的套接字试几次；0 表示 8。" },
        { command: "conntrack -L -p tcp -d ADDRESS", text: "在 Linux 防火墙上：它认为这条连接是什么状态。" },
      ],
      macos: [
        { command: "netstat -an -p tcp | grep FIN_WAIT_1", text: "在发送方：FIN 尚未得到确认的连接。" },
      ],
      windows: [
        { command: "Get-NetTCPConnection -State FinWait1", text: "在发送方：FIN 尚未得到确认的连接。" },
      ],
    },
    reference: "RFC 9293 §3.6; RFC 6298 §5",
    related: ["last-ack-stuck", "FIN_WAIT_1", "CLOSING", "retransmissions"],
  },
  "last-ack-stuck": {
    title: "关闭的最后一个 ACK 到不了：FIN 一再重发",
    what: [
      "后关闭的一端把 FIN 重发了至少两次，停在 LAST_ACK。发现中说明对端的 ACK 是否抓到：抓到了，它就丢在抓包点之后；没有抓到，对端没有回答，或回答在抓包点之前就丢了。",
      "在此之前数据都已送达。卡住的只是收尾。",
    ],
    why: [
      "最后一个 ACK 不会再被确认：发送者无法知道它到了没有。所以那一端停留在 TIME_WAIT，每来一个重发的 FIN 就再回答一次。如果它做不到，因为已离开 TIME_WAIT 或被隔断，FIN 就无人理会，LAST_ACK 一直持续到重发次数用完。没有这条连接的主机本应回 RST；没有声音，多半是有过滤。",
    ],
    causes: [
      "中间的防火墙或 NAT 过早删除了连接，丢弃了最后几个包",
      "先关闭一端的主机防火墙认为连接已经结束，丢弃了它的包",
      "先关闭的一端消失了：关机、休眠、离开无线覆盖",
      "一个方向丢包严重",
    ],
    next: {
      any: [{ text: "在先关闭的一端抓包：重发的 FIN 到了吗，ACK 发出了吗？" }],
      linux: [
        { command: "ss -tno state last-ack", text: "在后关闭的一端：哪些连接卡住了，定时器如何。" },
        {
          command: "sysctl net.netfilter.nf_conntrack_tcp_timeout_last_ack",
          text: "在 Linux 防火墙上：等最后一个 ACK 等多久，默认 30 s。",
        },
      ],
      macos: [{ command: "netstat -an -p tcp | grep LAST_ACK", text: "在后关闭的一端：哪些连接卡住了。" }],
      windows: [{ command: "Get-NetTCPConnection -State LastAck", text: "在后关闭的一端：哪些连接卡住了。" }],
    },
    reference: "RFC 9293 §3.6; RFC 9293 §3.10.7.4",
    related: ["LAST_ACK", "TIME_WAIT", "closing", "fin-retry"],
  },
  "close-wait-stuck": {
    title: "程序没有关闭：它的一端在 CLOSE_WAIT 停留了很久",
    what: [
      "对端已经关闭，它的 FIN 也得到了确认，而这一端在 --close-wait-age（60 s）以上的时间里既没有发数据，也没有发 FIN。指明的就是应该关闭的那一端。",
      "线路上只看得到等待。还在准备回答的程序，和忘了套接字的程序，看起来一样；FIN 之后它发过数据的，不报告。",
    ],
    why: [
      "FIN 由内核自行确认，但只有程序能关闭自己的方向：它也许还有要发的。TCP 对此没有时限。所以 CLOSE_WAIT 一直持续到程序调用 close() 或退出。没有哪个 sysctl 能缩短它。",
    ],
    causes: [
      "出错路径或异常没有关闭套接字：泄漏",
      "连接池没有发现服务器已经关闭了空闲的连接",
      "线程阻塞在别处（锁、数据库、队列已满），轮不到去读",
      "子进程继承了套接字，一直开着",
    ],
    next: {
      linux: [
        {
          command: "ss -tnpe state close-wait",
          text: "在指明的一端：进程和描述符。Recv-Q 大于 0，说明连 EOF 都没有读到。",
        },
        {
          command: "strace -f -p PID -e trace=network,read,close",
          text: "进程对套接字做了什么，或在等什么。",
        },
      ],
      macos: [
        { command: "sudo lsof -nP -iTCP -sTCP:CLOSE_WAIT", text: "进程和描述符。" },
        { command: "sample PID 5", text: "进程在哪里等。" },
      ],
      windows: [
        {
          command:
            "Get-NetTCPConnection -State CloseWait | Select-Object RemoteAddress, OwningProcess, CreationTime",
          text: "哪个进程，连接有多久了。",
        },
      ],
    },
    reference: "RFC 9293 §3.6; RFC 9293 §3.6.1",
    related: ["CLOSE_WAIT", "half-closed", "close-wait-excess", "fin-wait-2-stuck"],
  },
  "fin-wait-2-stuck": {
    title: "一端早已关闭，另一端之后发过数据，却始终没有发 FIN",
    what: [
      "一端发出 FIN 之后，另一端还发过数据，然后沉默了超过 --close-wait-age，仍没有关闭。指明的是在 FIN_WAIT_2 里等待的一端；该行动的是另一端。",
      "半关闭是合法的，时间不限。这只提示交换卡在了中途，并不证明。",
    ],
    why: [
      "处于 FIN_WAIT_2 的一端要说的都说完了，在等对端的 FIN。程序如果只是关闭了发送方向，可以永远等下去。如果套接字已经关闭，就没有人再能读：Linux、macOS 和 BSD 会在 60 s 后丢弃它，之后再来的一律用 RST 回答。",
    ],
    causes: [
      "另一端的程序卡住了：在等什么，或忘了关闭",
      "回答很长、产生得慢，或流在暂停：一切正常",
      "另一端发完数据后消失了",
      "代理只把一侧的 FIN 传了过去",
    ],
    next: {
      linux: [
        {
          command: "ss -tnpo state fin-wait-2",
          text: "在等待的一端：有进程的是半关闭，没有进程的是孤儿连接。",
        },
        { command: "ss -tnpe state close-wait", text: "在另一端：应该关闭的进程。" },
        { command: "sysctl net.ipv4.tcp_fin_timeout", text: "孤儿连接在 FIN_WAIT_2 停留多久，默认 60 s。" },
      ],
      macos: [
        { command: "netstat -anv -p tcp | grep FIN_WAIT_2", text: "在等待的一端。" },
        { command: "sudo lsof -nP -iTCP -sTCP:CLOSE_WAIT", text: "在另一端：应该关闭的进程。" },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State FinWait2, CloseWait",
          text: "在任一端：谁在等，是哪个进程。",
        },
      ],
    },
    reference: "RFC 9293 §3.6.1",
    related: ["FIN_WAIT_2", "CLOSE_WAIT", "half-close", "half-closed", "close-wait-stuck"],
  },
  "time-wait-reuse": {
    title: "TIME_WAIT 还没有结束，同样的地址和端口就又被使用",
    what: [
      "前一条连接的一端还在 TIME_WAIT，同样的地址和端口上就有 SYN 得到了 SYN-ACK。发现中说明隔了多少秒，以及凭更新的时间戳还是更高的序列号获得允许。通常一切正常。",
    ],
    why: [
      "TIME_WAIT 防止旧的报文段混进下一条连接。如果 SYN 可以证明比先前的一切都新（时间戳或初始序列号更高），这一端就可以立即重新打开而没有这个危险。不够新的 SYN 得到的是 ACK，客户端只好再试。",
    ],
    causes: [
      "客户端极快地向同一服务开新连接，端口轮转了回来",
      "客户端或 NAT 的源端口是固定的，或范围很小",
      "Linux 客户端启用了 tcp_tw_reuse",
      "服务器先关闭，于是自己持有 TIME_WAIT",
    ],
    next: {
      any: [
        {
          text: "如果 connect 时好时坏，看同样端口上有没有 syn-retry 和 challenge-ack。保持连接或使用连接池，就不需要那么多端口。",
        },
      ],
      linux: [
        { command: "nstat -az TcpExtTW TcpExtTWRecycled", text: "走完时间的 TIME_WAIT，和被重用的。" },
        {
          command: "sysctl net.ipv4.tcp_tw_reuse net.ipv4.ip_local_port_range",
          text: "tcp_tw_reuse：0 关闭，1 启用，2 仅限环回。",
        },
      ],
      macos: [
        {
          command: "sysctl net.inet.tcp.msl net.inet.ip.portrange",
          text: "MSL，以毫秒计（TIME_WAIT 是它的两倍）；端口范围。",
        },
      ],
      windows: [{ command: "netsh int ipv4 show dynamicport tcp", text: "端口范围。" }],
    },
    reference: "RFC 9293 §3.10.7.4; RFC 6191 §2",
    related: ["TIME_WAIT", "port-exhaustion", "delayed-segment", "time-wait-assassination"],
  },
  "time-wait-assassination": {
    title: "TIME_WAIT 可能被一个 RST 提前结束",
    what: [
      "处于 TIME_WAIT 的一端发出 ACK，随即来了一个号码恰好等于该 ACK 确认号的 RST。在 Linux 和许多协议栈上，这会当场结束 TIME_WAIT；遵循 RFC 1337 的协议栈不理会。线路上看不出是哪一种，所以只说“可能”。",
    ],
    why: [
      "在 TIME_WAIT 里，旧的报文段会得到 ACK。对端早已忘了这条连接，用 RST 拒绝这个 ACK，而这个 RST 恰好对得上。于是一个旧的重复段，就足以结束专门用来防范旧重复段的状态。如果端口很快重用，别的旧段就可能混进新连接。",
    ],
    causes: [
      "迟到的旧重复段引起了这次交换",
      "客户端用不够新的 SYN 重用了端口：ACK、RST，然后再发 SYN",
      "对端重发了 FIN，之后放弃了",
    ],
    next: {
      any: [{ text: "无害，除非同样端口的下一条连接里出现 delayed-segment。" }],
      linux: [
        { command: "sysctl net.ipv4.tcp_rfc1337", text: "默认 0：RST 结束 TIME_WAIT。1：不理会 RST。" },
        { command: "ss -tno state time-wait", text: "哪些在 TIME_WAIT，还剩多久。" },
      ],
      macos: [{ command: "netstat -an -p tcp | grep TIME_WAIT", text: "哪些在 TIME_WAIT。" }],
      windows: [{ command: "Get-NetTCPConnection -State TimeWait", text: "哪些在 TIME_WAIT。" }],
    },
    reference: "RFC 1337 §1",
    related: ["TIME_WAIT", "time-wait-reuse", "delayed-segment", "closed"],
  },
} satisfies FindingGroup;
