// The findings about the capture itself, and what it makes doubtful, explained in Chinese.
import type { FindingGroup } from "../../explanation.ts";

export const capture = {
  "capture-loss": {
    title: "有些包到达了，抓包中却没有",
    what: [
      "一端确认了抓包中没有的数据，而且这些数据在 10 ms 内也没有出现。接收方收到了，所以漏掉它们的是抓包，不是连接。发现中给出缺口数和字节数。",
      "凡是以“没有看到”为依据的，在这里都要打折扣：沉默、缺少的 FIN、第一份不在抓包中的重传。",
    ],
    why: [
      "TCP 接收方只确认连续收到的数据。所以一个确认证明它之前的所有字节都通过了，不管走的是哪条路。在网络上丢失的包会重传；只是抓包漏掉的不会。",
    ],
    causes: [
      "抓包的机器太慢：缓冲区溢出（packets dropped by kernel）",
      "镜像端口或分路器的流量超过它的线路容量",
      "一部分包走了别的路：多条链路、路由不对称、绕过抓包点的硬件卸载",
      "抓包过滤条件漏掉了分片或带标签的包",
    ],
    next: {
      any: [
        { command: "capinfos FILE", text: "文件的接口和计数；pcapng 可能记有丢弃了多少包。" },
        {
          command: "tcpdump -ni DEVICE -B 65536 -s 128 -w FILE 'host ADDRESS'",
          text: "缓冲区大些（以 KiB 计）、字节少些、加过滤条件：内核就跟得上。结束时 tcpdump 会报告丢了多少。",
        },
      ],
      linux: [
        { command: "ethtool -S DEVICE", text: "网卡的丢弃（rx_missed、rx_no_buffer 之类）。" },
        { command: "ethtool -g DEVICE", text: "接收环的大小，以及最大能设多少。" },
      ],
      macos: [{ command: "netstat -I en0 -d", text: "接口丢弃的包。" }],
      windows: [{ command: "Get-NetAdapterStatistics", text: "各网卡丢弃的包。" }],
    },
    reference: "RFC 9293 §3.4; RFC 9293 §3.10.7.4",
    related: ["retransmissions", "truncated-packets", "duplicate-frames", "offload"],
  },
  "state-mismatch": {
    title: "内核给出的套接字状态与从包推断的不同",
    what: [
      "仅限实时抓包：对本机的一条连接，内核的状态与从包推断的状态，在相隔一秒的两次查看中都不同，其间没有包。保存的抓包不会有这个发现，远端也不会。",
      "内核只是不再列出的（没有进程的 FIN_WAIT_2、TIME_WAIT、SYN_RECEIVED）不算。",
    ],
    why: [
      "抓包看到的是包经过的地方，不是处理它的地方。进来的包在防火墙之前被抓到，出去的包在防火墙之后；防火墙丢弃的，总有一边没有见到。内核对自己的套接字总是对的；两者的差别说明某个包后来怎样了。",
    ],
    causes: [
      "本机的防火墙规则在抓到之后丢弃了包",
      "抓包漏了包，或从中途开始",
      "套接字属于另一个网络命名空间或容器，或属于本机的代理",
      "报文段没有通过线路上看不到的检查（校验和、时间戳、内存）",
    ],
    next: {
      linux: [
        { command: "ss -tanoie dst ADDRESS", text: "内核一侧：状态、定时器、重发次数。" },
        {
          command: "nstat -z | grep -iE 'drop|paws|inerr|csum'",
          text: "运行两次：增长的计数说明是哪项检查拒绝的。",
        },
        { command: "nft list ruleset", text: "丢弃包的规则（iptables 用 iptables -nvL）。" },
      ],
      macos: [{ command: "netstat -anv -p tcp", text: "内核一侧。" }],
      windows: [
        { command: "Get-NetTCPConnection -RemoteAddress ADDRESS", text: "内核一侧。" },
        {
          command: "pktmon start --capture --type drop",
          text: "Windows 丢弃的包及原因；然后 pktmon stop，再 pktmon etl2txt PktMon.etl。",
        },
      ],
    },
    reference: "RFC 9293 §3.3.2",
    related: ["capture-loss", "ESTABLISHED", "SYN_RECEIVED", "CLOSE_WAIT"],
  },
  offload: {
    title: "报文段比线路上能走的更大：由网卡拆分和合并",
    what: [
      "有报文段携带的数据超过接收方的 MSS，或 IP 首部没有给出长度。它是在主机内部抓到的：网卡在抓包之后才拆分，或在抓包之前就已合并。",
      "状态、号码和结局不受影响。包数和重传数是按这些大段计的；校验和看起来不对，往往只是还没有填。",
    ],
    why: [
      "一次交给网卡 64 kB，能省去内核为每个包所做的大部分工作（TSO、GSO）。进来时，同一连接的包在 TCP 看到之前先被合并（LRO、GRO）。抓包的位置在内核与网卡之间。",
    ],
    causes: [
      "在两端主机之一上抓包：正常情况",
      "在虚拟机、容器内或其网桥上抓包",
      "路径上的包真的比 MSS 大（少见：MSS 在路上被改写）",
    ],
    next: {
      any: [
        {
          text: "想看线路上的样子，就在镜像端口或第三台机器上抓包。关掉卸载会改变你要测量的东西。",
        },
      ],
      linux: [
        {
          command: "ethtool -k DEVICE",
          text: "启用了哪些：tcp-segmentation-offload、generic-receive-offload 等。",
        },
        { command: "ethtool -K DEVICE tso off gso off gro off lro off", text: "为测试而关闭；会损失速度。" },
      ],
      macos: [{ command: "ifconfig en0", text: "选项中的 TSO4 和 TSO6。" }],
      windows: [{ command: "Get-NetAdapterLso; Get-NetAdapterRsc", text: "发送时的拆分，接收时的合并。" }],
    },
    reference: "RFC 9293 §3.7.1",
    related: ["capture-loss", "truncated-packets", "retransmissions"],
  },
  "duplicate-frames": {
    title: "许多包在抓包中出现了两次",
    what: [
      "有三个以上、并占 5 % 以上的 TCP 包是另一个包的副本：相隔在一毫秒之内，或 IP ID、TCP 时间戳相同。网络只传了一次，抓包取了两次。",
      "副本计入包数，但从不作为证据：不产生重发、重传或重复 ACK。别的工具会把它们算作重传。",
    ],
    why: [
      "重传是一个新的包：有新的 IP ID，时间戳通常也更新，并且不会早于定时器或三个 ACK 所允许的时间。几微秒之后一模一样的副本，来自抓包的位置。",
    ],
    causes: [
      "镜像端口把进和出两侧都复制，或复制了同一路径上的两个端口",
      "在转发主机的 any 上抓包：网桥、veth、bond 和 VLAN 会让每个包再出现一次",
      "把同一流量的几份抓包合成了一份",
      "环路或有故障的设备复制了帧（少见；这时主机也会看到）",
    ],
    next: {
      any: [
        { command: "editcap -w 0.001 IN.pcapng OUT.pcapng", text: "得到一个去掉 1 ms 之内副本的文件。" },
        {
          command: "tcpdump -ni DEVICE -w FILE",
          text: "在一个接口上抓，而不是 any；镜像时只取端口的一个方向。",
        },
      ],
    },
    reference: "RFC 6864 §4; RFC 7323 §3",
    related: ["retransmissions", "capture-loss", "time-went-back"],
  },
  "truncated-packets": {
    title: "包在抓取时被截短",
    what: [
      "至少有一个 TCP 包保存的长度小于它的 IP 长度。发现中给出个数和快照长度。长度取自 IP 首部，所以总和与号码仍然正确。",
      "如果连 TCP 首部或选项也被截断，这个包，或它的 MSS、窗口缩放和时间戳，就无法使用；这样的包计入 outcomes。",
    ],
    why: [
      "抓包可以只保留每个包的开头：节省空间，也不记录私人数据。看握手和关闭，128 字节就装得下所有首部，还为 VLAN 标签和隧道留有余地。",
    ],
    causes: [
      "抓包时设了快照长度（tcpdump -s、Wireshark 的限制）",
      "旧工具，默认只有 68 或 96 字节",
      "事后为保护数据而截短的文件（editcap -s）",
      "只转交首部的设备或流量导出器",
    ],
    next: {
      any: [
        { command: "capinfos -l FILE", text: "文件的快照长度。" },
        { command: "tcpdump -ni DEVICE -s 0 -w FILE", text: "抓完整的包；只要首部时用 -s 128。" },
      ],
      windows: [
        { command: "pktmon start --capture --pkt-size 0", text: "抓完整的包；pktmon 默认 128 字节。" },
      ],
    },
    reference: "RFC 9293 §3.1; RFC 791 §3.1",
    related: ["capture-loss", "offload"],
  },
  "time-went-back": {
    title: "有包的时间比它前面的包还早",
    what: [
      "同一接口上，有包比先前最晚的包早至少 1 ms。发现中给出个数和最大的一步。",
      "这样的包按文件中的顺序、用各自的时间来跟踪；间隔不会变成负数，定时器也不会倒走。这些位置附近的等待时间和往返时间不可信。",
    ],
    why: [
      "时间由抓包机器的时钟在抓取时给出。如果时钟被拨回，或几个队列的包写入的顺序与到达不同，时间和顺序就不再一致。哪个是对的，看不出来。",
    ],
    causes: [
      "时钟被调整：NTP 跳变、虚拟机迁移或被唤醒",
      "多队列网卡，或分路器的两个方向，先后写入",
      "文件拼接时没有排序",
      "混用了网卡和内核的时间戳",
    ],
    next: {
      any: [
        {
          command: "reordercap IN.pcapng OUT.pcapng",
          text: "按时间排序：包写晚了时是对的，时钟被拨过时是错的。",
        },
        {
          command: "mergecap -w OUT.pcapng A.pcapng B.pcapng",
          text: "按时间合并文件；shakedown read A B 也是这样。",
        },
      ],
      linux: [
        {
          command: "timedatectl timesync-status",
          text: "时钟是否在同步，同步自哪里（用 chrony 时是 chronyc tracking）。",
        },
        { command: "ethtool -T DEVICE", text: "网卡能给出哪些时间戳。" },
      ],
      macos: [{ command: "sntp time.apple.com", text: "时钟差多少。" }],
      windows: [{ command: "w32tm /query /status", text: "时钟怎样校准，上次是什么时候。" }],
    },
    reference: "RFC 5905 §11",
    related: ["duplicate-frames", "capture-loss"],
  },
} satisfies FindingGroup;
