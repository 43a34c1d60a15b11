// The findings about a SYN and what answers it, explained in Chinese.
import type { FindingGroup } from "../../explanation.ts";

export const connecting = {
  "connection-refused": {
    title: "SYN 得到的回答是 RST：连接被拒绝",
    what: [
      "回来的是确认了这个 SYN 的 RST，没有 SYN-ACK。客户端马上就知道结果：connect() 返回 ECONNREFUSED。",
      "这证明 SYN 到达了，并且有人以服务器的名义作了回答；但不证明回答的就是服务器本身：防火墙主动拒绝时看起来一模一样。如果 RST 的 TTL 与该服务器的其他包不同，多半是防火墙。",
    ],
    why: [
      "主机收到 SYN 而没有对应的套接字时，用 RST 说明，让客户端不必等到超时。沉默的含义则不同：SYN 或它的回答丢了，或被丢弃了。",
      "Windows 被拒绝后会用同样的序列号再发 SYN。无论试几次，只报告一次。",
    ],
    causes: [
      "服务没有启动、已经崩溃，或还在启动",
      "服务监听的是别的端口，或只监听 127.0.0.1、只监听 IPv4 或 IPv6",
      "客户端的地址或端口写错了",
      "防火墙以 RST 拒绝，或负载均衡器没有可用的后端",
      "容器的端口或 NAT 后面的端口没有映射出来",
    ],
    next: {
      linux: [
        { command: "ss -ltnp 'sport = :PORT'", text: "在服务器上：谁在监听、监听哪个地址、属于哪个进程。" },
        {
          command: "nft list ruleset",
          text: "找 reject with tcp reset 的规则（iptables 用 iptables -nvL）。",
        },
      ],
      macos: [
        { command: "sudo lsof -nP -iTCP:PORT -sTCP:LISTEN", text: "在服务器上：谁在监听、监听哪里。" },
        { command: "sudo pfctl -s rules", text: "带 block return 的规则会回 RST。" },
      ],
      windows: [
        {
          command:
            "Get-NetTCPConnection -State Listen -LocalPort PORT | Select-Object LocalAddress, OwningProcess",
          text: "在服务器上：谁在监听、监听哪个地址、属于哪个进程。",
        },
      ],
    },
    reference: "RFC 9293 §3.5.2",
    related: ["refused", "LISTEN", "syn-unanswered", "icmp-unreachable", "port-scan"],
  },
  "icmp-unreachable": {
    title: "收到 ICMP 差错：目的不可达，或被禁止访问",
    what: [
      "路由器、防火墙或目的主机发来一个“目的不可达”的 ICMP 报文，其中引用了这条连接的报文段。发现中给出了发送者、类型和代码。",
      "级别为 error：对这个 SYN 没有比它更好的回答。级别为 info：SYN 后来还是得到了回答，或者连接早已建立，这个报文什么也没有改变。",
    ],
    why: [
      "握手完成之前，客户端可以把它当作最终结果，也可以继续尝试。Linux 通常立即放弃，其他协议栈则一直试到超时。连接建立之后，多数协议栈只把它当作提示：一个谁都能伪造的小报文，不应切断一条正常工作的连接。",
    ],
    causes: [
      "服务器的防火墙拒绝：Linux 的 REJECT 默认回答“端口不可达”",
      "主机不在线：ARP 或邻居发现没有回应（主机或地址不可达）",
      "没有路由（网络不可达、没有到目的地的路由）",
      "路上的访问控制列表（IPv4 代码 9、10、13，IPv6 代码 1）",
    ],
    next: {
      linux: [
        { command: "ip route get ADDRESS", text: "实际使用的路由、接口和源地址。" },
        { command: "ip neigh show", text: "在最后一跳路由器上或同一网段内：FAILED 表示该主机没有回应。" },
        {
          command: "nft list ruleset",
          text: "在发出该报文的机器上：找 reject 规则（iptables 用 iptables -nvL）。",
        },
      ],
      macos: [
        { command: "route -n get ADDRESS", text: "实际使用的路由和接口。" },
        { command: "arp -an", text: "(incomplete) 表示本网段的该主机没有回应。" },
      ],
      windows: [
        { command: "Find-NetRoute -RemoteIPAddress ADDRESS", text: "实际使用的路由和源地址。" },
        { command: "tracert -d ADDRESS", text: "包能走到哪里。" },
      ],
    },
    reference: "RFC 9293 §3.9.2.2; RFC 5461 §2",
    related: ["unreachable", "icmp-ttl-exceeded", "connection-refused", "syn-unanswered"],
  },
  "icmp-ttl-exceeded": {
    title: "收到 ICMP 差错：报文段在路上用完了跳数",
    what: [
      "某台路由器因为 TTL（IPv6 为 hop limit）减到零而丢弃了一个报文段，并用引用了它的 ICMP 报文告知。发现中给出了这台路由器。",
      "级别为 error：这个 SYN 没有得到更好的回答。级别为 info：它后来得到了回答，或者连接已经建立，说明别的包是到得了的。",
    ],
    why: [
      "每台路由器把 TTL 减一，减到零就丢弃。否则路由环路会让包永远转下去。TCP 把这种差错看作暂时的：路由也许几秒后就恢复。",
    ],
    causes: [
      "用 TCP 做的 traceroute：它有意发出 TTL 为 1、2、3……的 SYN",
      "路由环路：两台路由器把包互相推来推去",
      "没有使用的网段撞上了指回去的默认路由",
      "发送方的 TTL 很小，例如并非直连的 BGP 路由器之间",
    ],
    next: {
      linux: [
        { command: "mtr -nT -P PORT ADDRESS", text: "同样的两台路由器交替出现，就是环路。" },
        { command: "sysctl net.ipv4.ip_default_ttl", text: "本机发包的初始 TTL，通常是 64。" },
      ],
      macos: [
        { command: "traceroute -n ADDRESS", text: "同样的两台路由器交替出现，就是环路。" },
        { command: "sysctl net.inet.ip.ttl", text: "本机发包的初始 TTL。" },
      ],
      windows: [{ command: "tracert -d ADDRESS", text: "同样的两台路由器交替出现，就是环路。" }],
    },
    reference: "RFC 1122 §4.2.3.9; RFC 4443 §3.3",
    related: ["unreachable", "icmp-unreachable", "syn-unanswered"],
  },
  "syn-retry": {
    title: "SYN 重发之后才等到回答",
    what: [
      "同一个 SYN 在得到第一个回答之前由定时器重发过，之后来了 SYN-ACK 或 RST。应用看到的是 connect 变慢：每次等了多久，发现中都有。",
      "SYN 或它的回答丢了，或被丢弃了；只凭一处抓包很少能分清是哪一种。如果是在服务器一侧抓的，先前的 SYN 是到了的：该问的是服务器为什么不作声。",
    ],
    why: [
      "新连接还没有测得往返时间，第一次等待是固定值，之后逐次加长。SYN 发出的时刻：Linux 6.5 起为 0、1、2、3、4、5、7、11、19、35、67 s；Linux 3.7 到 6.4 为 0、1、3、7、15、31、63 s；更老的 Linux 为 0、3、9、21、45、93 s；Windows 到 2012 为止是 0、3、9 s，更新的从 1 s 起；4.4BSD 为 0、6、30 s；macOS 从 1 s 起。",
      "所以，connect 比平时多花 1 秒或 3 秒，几乎总是丢了一个 SYN 或 SYN-ACK。",
    ],
    causes: [
      "路上丢包，哪个方向都可能",
      "accept 队列一时满了：Linux 会不声不响地丢掉 SYN",
      "防火墙或 NAT 的表满了，或对 SYN 限速",
      "服务器正在启动或切换",
      "中间设备丢弃带 ECN、Fast Open、MPTCP 等选项的 SYN：重发时去掉选项就通过了",
    ],
    next: {
      any: [{ text: "在两端同时抓包：发出了而没有到达的 SYN，就是丢在路上。" }],
      linux: [
        {
          command: "nstat -az TcpExtListenOverflows TcpExtListenDrops TcpExtTCPReqQFullDrop",
          text: "在服务器上：因队列已满而丢弃的 SYN。",
        },
        { command: "nstat -az TcpExtTCPSynRetrans", text: "在客户端上：SYN（和 SYN-ACK）重发了多少次。" },
        { command: "conntrack -S", text: "在防火墙上：drop 和 insert_failed 不应增长。" },
      ],
      macos: [{ command: "netstat -Lan", text: "在服务器上：各监听队列有多满，上限多少。" }],
      windows: [
        { command: "netsh int tcp show global", text: "在客户端上：初始 RTO，以及 SYN 最多重发几次。" },
      ],
    },
    reference: "RFC 6298 §2; RFC 9293 §3.8.3",
    related: ["syn-unanswered", "syn-ack-retry", "slow-handshake", "accept-queue-overflow", "SYN_SENT"],
  },
  "syn-unanswered": {
    title: "SYN 没有任何回答：SYN-ACK、RST、ICMP 差错都没有",
    what: [
      "SYN 一直没有回答。SYN 重发过，就证明客户端没有收到它能用的回答；但看不出回答断在哪里：可能是 SYN 丢了，可能是服务器不作声，也可能是 SYN-ACK 丢了。",
      "发现中列出时间表相符的协议栈，以及客户端何时放弃。如果同一服务在不到一分钟之前还回答过别的 SYN，那么多半是 accept 队列满了，或有过滤。",
    ],
    why: [
      "什么也没有回来时，TCP 分不清丢失和拒绝，只能再试。各协议栈发 SYN 的时刻和放弃的时刻：Linux 6.5 起 0、1、2、3、4、5、7、11、19、35、67，到 131 s 放弃；Linux 3.7 到 6.4 为 0、1、3、7、15、31、63，到 127 s；更老的 Linux 为 0、3、9、21、45、93，到 189 s；Windows 到 2012 为止是 0、3、9，到 21 s；4.4BSD 为 0、6、30，到 75 s；macOS 和 FreeBSD 到 75 s。",
      "RFC 要求至少坚持三分钟。应用自己设了超时的，会更早停下。",
    ],
    causes: [
      "防火墙或安全组不声不响地丢弃了 SYN",
      "主机不在线或地址没有人用，也没有路由器告知",
      "accept 队列满了：Linux 会不声不响地丢掉 SYN",
      "SYN-ACK 走了另一条路，在那里被丢弃（有状态防火墙、反向路径过滤）",
      "主机防火墙处于隐身模式：关闭的端口不回 RST",
    ],
    next: {
      linux: [
        {
          command: "tcpdump -nni any 'host CLIENT and tcp port PORT'",
          text: "在服务器上：SYN 到了吗，SYN-ACK 发出了吗？",
        },
        {
          command: "nstat -az TcpExtListenOverflows TcpExtListenDrops TcpExtIPReversePathFilter",
          text: "在服务器上：因队列已满或反向路径过滤而丢弃的 SYN。",
        },
        {
          command: "nft list ruleset",
          text: "找 drop 规则（iptables 用 iptables -nvL，可看到每条命中了多少次）。",
        },
        { command: "ss -tno state syn-sent", text: "在客户端上：正在进行的尝试、定时器和重发次数。" },
      ],
      macos: [
        { command: "sudo pfctl -vs rules", text: "找 block drop 规则，并看命中计数。" },
        {
          command: "/usr/libexec/ApplicationFirewall/socketfilterfw --getstealthmode",
          text: "关闭的端口是否不作声。",
        },
      ],
      windows: [
        { command: "Test-NetConnection ADDRESS -Port PORT", text: "在客户端上：ping 和 TCP 对照着看。" },
        {
          command: "Get-NetFirewallRule -Direction Inbound -Action Block -Enabled True",
          text: "在服务器上：起阻止作用的规则。默认的隐身模式下，关闭的端口不作声。",
        },
      ],
    },
    reference: "RFC 9293 §3.8.3; RFC 6298 §2",
    related: ["unanswered", "syn-retry", "accept-queue-overflow", "icmp-unreachable", "SYN_SENT"],
  },
} satisfies FindingGroup;
