// The findings about connections that are open, explained in Chinese.
import type { FindingGroup } from "../../explanation.ts";

export const data = {
  "zero-window": {
    title: "接收方关上了窗口，让发送方等待",
    what: [
      "一端通告窗口为 0，并保持了半秒以上：“别发了，我的缓冲区满了”。发现中指明是哪一端，以及最长一次停顿、停顿总和与发送方的探测。",
      "这证明接收一方的应用读得不够快。不是网络的问题，发送方也没有做错。",
    ],
    why: [
      "窗口就是接收缓冲区里剩余的空间。应用重新读取后，接收方通告新的窗口。这个通告只是一个 ACK，可能丢失，所以发送方要不断探测。只要探测有回答，就不许放弃，只是间隔越来越长。",
    ],
    causes: [
      "接收程序太忙、被阻塞（磁盘、锁、数据库、垃圾回收）或停住了",
      "本来就是消费慢于生产：暂停的播放器、慢速磁盘",
      "代理在等它自己的另一侧",
      "接收缓冲区设得太小",
    ],
    next: {
      linux: [
        {
          command: "ss -tnmp 'sport = :PORT'",
          text: "在接收方：Recv-Q 一直不减，就是所示进程没有读走的数据。",
        },
        { command: "ss -tin dst ADDRESS", text: "在发送方：rwnd_limited 是因窗口而损失的时间。" },
        {
          command: "nstat -az TcpExtTCPToZeroWindowAdv TcpExtTCPFromZeroWindowAdv",
          text: "在接收方：窗口关闭和重新打开的次数。",
        },
      ],
      macos: [
        { command: "netstat -anv -p tcp", text: "在接收方：Recv-Q，以及没有读取的进程。" },
        { command: "sample PID 5", text: "该进程此时在做什么。" },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -LocalPort PORT | Select-Object RemoteAddress, State, OwningProcess",
          text: "在接收方：没有读取的进程。",
        },
      ],
    },
    reference: "RFC 9293 §3.8.6.1",
    related: ["retransmissions", "keepalive", "open", "ESTABLISHED"],
  },
  retransmissions: {
    title: "一端不得不重传不少数据",
    what: [
      "一端重传了三个以上的数据段，并占其数据段的 2 % 以上；或者同一段重传了三次，始终没有得到确认。",
      "这证明发送方没有等到确认，但不证明数据丢了：确认丢失或迟到，效果相同。如果第一次发送的那一份在抓包中，那么从发送方看，丢失发生在抓包点之后；否则在它之前。",
    ],
    why: [
      "TCP 保留每个字节直到被确认。三个重复 ACK 或 SACK 块能很快指出空洞；没有它们，只能靠定时器。定时器从一秒开始，之后跟随测得的往返时间（Linux 上至少 200 ms），每重传一次加倍。",
    ],
    causes: [
      "链路拥塞：队列溢出、流量整形、限速",
      "无线、坏网线，或半双工对全双工",
      "只有大的报文段丢：路径 MTU 小于 MSS，而相关的 ICMP 报文被过滤了",
      "对端或路径消失了：同一段一再重传",
      "防火墙忘记了这条连接，把来的包都丢弃",
      "虚假重传：延迟突然增大，定时器提前到期",
    ],
    next: {
      linux: [
        { command: "ss -tin dst ADDRESS", text: "在发送方：每条连接的 retrans、lost、rto、rtt 和 mss。" },
        {
          command: "nstat -az TcpRetransSegs TcpOutSegs TcpExtTCPTimeouts",
          text: "重传了多少，其中多少是定时器引起的。",
        },
        { command: "ip -s link show DEVICE", text: "接口的差错和丢弃；ethtool -S DEVICE 更详细。" },
        { command: "ping -M do -s 1472 ADDRESS", text: "1500 字节能否不分片通过。" },
      ],
      macos: [
        { command: "netstat -s -p tcp", text: "重传的数据包、重传超时次数。" },
        { command: "ping -D -s 1472 ADDRESS", text: "1500 字节能否不分片通过。" },
      ],
      windows: [
        { command: "netstat -s -p tcp", text: "重传的段数，与发送的段数相比。" },
        { command: "ping -f -l 1472 ADDRESS", text: "1500 字节能否不分片通过。" },
      ],
    },
    reference: "RFC 6298 §5; RFC 9293 §3.8.1",
    related: ["capture-loss", "zero-window", "fin-retry", "syn-retry", "duplicate-frames"],
  },
  keepalive: {
    title: "空闲的连接被探测，对端作了回答",
    what: [
      "一端发出不含新数据的探测，序列号比它下一个字节小 1，对端用 ACK 回答。两端都在，也都还记得这条连接。一切正常。",
      "Linux 探测零窗口时用的是同样的段；凭对端最后通告的窗口来区分。",
    ],
    why: [
      "TCP 在空闲连接上什么也不发，所以一端可能永远等待一个已经断电的对端。序列号过时的探测迫使对方回答：在的回 ACK，忘了这条连接的回 RST，不在的没有声音。",
      "程序不要求就不启用。默认空闲 2 小时后才发第一个探测，之后每隔 75 s（Linux、macOS）或 1 s（Windows）一个。",
    ],
    causes: [
      "程序启用了 keepalive（SO_KEEPALIVE），往往自己设了更短的时间",
      "用来避免防火墙、NAT 或负载均衡器忘掉这条连接",
    ],
    next: {
      linux: [
        {
          command: "ss -tno state established dst ADDRESS",
          text: "timer:(keepalive,…) 是距下一次探测的时间。",
        },
        {
          command:
            "sysctl net.ipv4.tcp_keepalive_time net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes",
          text: "默认值：7200 s、75 s、9 次。",
        },
      ],
      macos: [
        {
          command: "sysctl net.inet.tcp.keepidle net.inet.tcp.keepintvl net.inet.tcp.keepcnt",
          text: "默认值，前两个以毫秒计，最后一个是次数。",
        },
      ],
      windows: [
        {
          command:
            "Get-ItemProperty HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters | Select-Object KeepAlive*",
          text: "显示设置过的值；没有就是 2 小时和 1 s。",
        },
      ],
    },
    reference: "RFC 9293 §3.8.4",
    related: ["keepalive-failure", "zero-window", "ESTABLISHED", "open"],
  },
  "keepalive-failure": {
    title: "keepalive 探测没有回答：对端不在了，或被隔断了",
    what: [
      "连续三个探测，或两个探测之后探测方发出 RST，其间对端没有任何报文段。发现中给出探测次数、间隔和此前的空闲时间。",
      "这证明没有东西从对面回到抓包点。是主机死了、路断了，还是路上的设备忘了这条连接，看不出来。",
    ],
    why: [
      "探测方在计数：Linux 上 9 次、macOS 上 8 次、教科书和 Windows 上 10 次之后放弃，通知应用（ETIMEDOUT），并发一个 RST，以防对面还有人在听。按空闲 2 小时、间隔 75 s 算，要等大约 2 小时 11 分钟。",
    ],
    causes: [
      "NAT、防火墙或负载均衡器忘掉了空闲的连接，不声不响地丢包；许多设备的期限是 4 到 10 分钟",
      "对端主机断电、休眠或换了地址",
      "中间的网络断了",
    ],
    next: {
      any: [
        {
          text: "第一个探测之前空闲了多久最说明问题：如果超过路上某个设备的空闲期限，就把 keepalive 设得比它短。",
        },
      ],
      linux: [
        { command: "ss -tno state established dst ADDRESS", text: "本机到那里的其他连接的定时器。" },
        {
          command: "conntrack -L -p tcp -d ADDRESS",
          text: "在 Linux 防火墙上：它还记得这条连接吗，还剩多少秒？",
        },
        {
          command: "sysctl net.netfilter.nf_conntrack_tcp_timeout_established",
          text: "它的空闲期限，默认 5 天。",
        },
      ],
      macos: [{ command: "sudo pfctl -st", text: "在 pf 防火墙上：各种超时，tcp.established 是空闲期限。" }],
      windows: [{ command: "Test-NetConnection ADDRESS -Port PORT", text: "新连接能成功吗？" }],
    },
    reference: "RFC 9293 §3.8.4; RFC 1122 §4.2.3.6",
    related: ["keepalive", "peer-lost-state", "reset", "retransmissions"],
  },
  "challenge-ack": {
    title: "一端用 ACK 回应可疑的 SYN 或 RST，要求对方证明身份",
    what: [
      "连接中间来了 SYN，或来了序列号落在窗口内但不是恰好下一个的 RST；收到的一端随即回了一个沿用旧序列号的纯 ACK。连接没有因此受影响。",
    ],
    why: [
      "否则攻击者只要猜中窗口内的一个号码就能切断连接。这个 ACK 是在问：你说的是这条连接吗？真正丢失了连接的对端会用号码恰好的 RST 回答，那一个才算数。伪造者看不到这个问题。",
    ],
    causes: [
      "对端崩溃或重启，从同一端口重新连接：随后会有 RST",
      "NAT 或负载均衡器把同一端口给了另一个客户端",
      "迟到的旧 SYN 或 RST",
      "发 RST 时还有数据在路上",
      "有人伪造报文段",
    ],
    next: {
      any: [{ command: "shakedown show CAPTURE CONNECTION", text: "ACK 之前来了什么，之后有没有 RST。" }],
      linux: [
        {
          command: "nstat -az TcpExtTCPChallengeACK TcpExtTCPSYNChallenge",
          text: "本机这样问过多少次：总数，以及因 SYN 而起的。",
        },
        {
          command: "sysctl net.ipv4.tcp_invalid_ratelimit",
          text: "每条连接在这么多毫秒内最多回一个这样的 ACK。",
        },
      ],
    },
    reference: "RFC 5961 §3; RFC 5961 §4",
    related: ["peer-lost-state", "rst-out-of-window", "ESTABLISHED"],
  },
  "rst-out-of-window": {
    title: "有一个 RST 与连接对不上，没有被理会",
    what: [
      "来了一个 RST，其序列号不是所期待的，收到它的一端继续发送。连接还活着。指明的一端是 RST 上所写的源地址；是否真是那台主机发的，这个包证明不了。",
    ],
    why: [
      "RST 不需要握手，除了序列号也没有任何凭证。所以接收方只服从号码恰好的 RST；只是落在窗口内的，先反问（challenge ACK）；其余的丢弃。",
    ],
    causes: [
      "路上的设备（防火墙、过滤、审查）想复位连接，却猜错了序列号",
      "RST 被数据超过，或属于用过这些端口的前一条连接",
      "有人伪造 RST",
    ],
    next: {
      any: [
        {
          command: "shakedown show CAPTURE CONNECTION",
          text: "看 RST 的前后：把它的 TTL 和 IP ID 与该端的其他包比较。",
        },
        { text: "在据称发出它的一端抓包：如果那里没有 RST 发出，就是路上的设备发的。" },
      ],
      linux: [
        {
          command: "nstat -az TcpExtTCPChallengeACK",
          text: "在接收方：落在窗口内而被反问的 RST 计在这里。",
        },
      ],
    },
    reference: "RFC 5961 §3; RFC 9293 §3.5.3",
    related: ["challenge-ack", "reset", "delayed-segment", "capture-loss"],
  },
  "peer-lost-state": {
    title: "一端已经不认识另一端仍然保持着的连接",
    what: [
      "一端没有关闭过，却用“没有这条连接”的 RST（不带 ACK，号码取自来的报文段）回答了一个普通的报文段。或者，一端在另一端仍保持的连接中发来新的 SYN，得到的是带旧号码的 ACK。",
      "发现中指明看来已经忘掉连接的一端。路上的设备以它的名义回答，或 NAT 把它的端口给了另一个客户端，看起来也是这样。",
    ],
    why: [
      "对端崩溃时，线路上没有任何东西会告知。连接一直半开着，直到有人发送：没有记忆的一端回 RST，另一端才知道真相。新的 SYN 得到带旧号码的 ACK，随后的 RST 为下一个 SYN 让出路来。",
      "如果只是进程死掉，情形不同：内核会替它关闭，发出对得上号的 FIN 或 RST。",
    ],
    causes: [
      "主机崩溃、重启或断电",
      "负载均衡器、NAT 或防火墙切换或超时，包到了另一台主机，或端口给了另一个客户端",
      "地址移到了另一台机器或容器",
      "连接被人工或策略切断，没有给对端发包",
    ],
    next: {
      linux: [
        {
          command: "last -x reboot | head",
          text: "在指明的一端：连接开始之后重启过吗？（也可以用 uptime。）",
        },
        { command: "conntrack -E -p tcp -e DESTROY", text: "在中间的设备上：实时看它忘掉的连接。" },
      ],
      macos: [{ command: "last reboot", text: "在指明的一端：重启过吗？" }],
      windows: [
        {
          command: "Get-CimInstance Win32_OperatingSystem | Select-Object LastBootUpTime",
          text: "在指明的一端：重启过吗？",
        },
      ],
    },
    reference: "RFC 9293 §3.5.1; RFC 9293 §3.5.2",
    related: ["reset", "challenge-ack", "keepalive-failure", "ESTABLISHED"],
  },
  "delayed-segment": {
    title: "前一条连接的报文段出现在这条连接里",
    what: [
      "一个带数据或 FIN 的报文段，其序列号在发送者的 SYN 之前，确认号也在对端的 SYN 之前。两者都不可能属于这条连接：它是在使用同样地址和端口的前一条连接里发出的。",
      "它没有被当作这里的数据；号码说明它是旧的。",
    ],
    why: [
      "网络可能把一个包滞留长达一个 MSL。TIME_WAIT 就是为此而设：在两倍于此的时间里不让同样的地址和端口再用，让旧的报文段消失。如果提早重用，就要靠随机的初始序列号和时间戳（PAWS）挡住剩下的。",
    ],
    causes: [
      "客户端很快就重用了端口（time-wait-reuse）",
      "先关闭的一端因为 RST 或崩溃跳过了 TIME_WAIT",
      "路径上队列很长，或路径变了",
      "抓包是拼起来的，或包是回放的",
    ],
    next: {
      any: [
        {
          command: "shakedown show CAPTURE CONNECTION",
          text: "这条连接；--format json 中的 previous 是它的前一条。",
        },
      ],
      linux: [
        {
          command: "nstat -az TcpExtPAWSEstab TcpExtTCPACKSkippedSeq",
          text: "凭时间戳或序列号认出是旧的报文段。",
        },
        {
          command: "sysctl net.ipv4.tcp_tw_reuse net.ipv4.tcp_timestamps",
          text: "端口是否提早重用，时间戳是否提供保护。",
        },
      ],
    },
    reference: "RFC 9293 §3.4.2; RFC 7323 §5",
    related: ["time-wait-reuse", "TIME_WAIT", "stale-syn", "rst-out-of-window"],
  },
} satisfies FindingGroup;
