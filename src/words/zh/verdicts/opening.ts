// The verdicts about connections that did not open, explained in Chinese.
import type { Verdict } from "../../../record/connection-record.ts";
import type { Explanation } from "../../explanation.ts";

export const openingVerdicts = {
  aborted: {
    title: "握手中途来了 RST",
    what: [
      "看到了 SYN-ACK，但握手还没完成就被一个 RST 结束；或者客户端用 RST 收回了自己的 SYN。没有哪个应用程序真正得到过这条连接。",
    ],
    why: [
      "客户端收到不是自己要的、或者已经不想要的 SYN-ACK，就回 RST。第三个报文段正是为此而设：让客户端能说不，旧的重复 SYN 才不会打开任何东西。",
    ],
    causes: [
      "端口扫描器：SYN、SYN-ACK、RST，查出哪些端口开着又不留日志",
      "健康检查只要看到 SYN-ACK 就够了",
      "回应到来之前，客户端已放弃（应用程序的超时）",
      "旧的 SYN 得到了回应，客户端对它一无所知（stale-syn）",
      "防火墙先放过了 SYN，后来又改了主意",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'verdict:aborted'",
          text: "来源是少数几个还是很多？一个端口还是很多？",
        },
        { text: "把到 RST 为止的时间与客户端的连接超时相比：恰好 1.000 秒之类的整数就是超时。" },
      ],
      linux: [
        { command: "nstat -az TcpAttemptFails TcpOutRsts", text: "本机失败的尝试数，以及发出的 RST 数。" },
      ],
      windows: [{ command: "netstat -s -p tcp", text: "失败的连接尝试。" }],
    },
    reference: "RFC 9293 §3.5; RFC 9293 §3.5.3",
    related: ["handshake-aborted", "stale-syn", "port-scan", "SYN_RECEIVED", "refused"],
  },
  refused: {
    title: "SYN 得到的回应是 RST：那里没有监听",
    what: [
      "对端用 RST 和 ACK 回应了 SYN，一个往返之后尝试就结束了。应用程序看到的是 connection refused（ECONNREFUSED）。",
      "这证明有一个用着该地址的东西活着，并且应答了。它不一定是主机本身：防火墙可以用主机的名义发 RST。",
    ],
    why: [
      "SYN 发到没有监听的端口，RST 是又快又诚实的回答：客户端不必把重发等完。RST 里确认了这个 SYN，说明它回答的就是这一次尝试。",
    ],
    causes: [
      "服务没有运行、崩溃了，或者还在启动",
      "它监听在别的端口，或只监听 127.0.0.1，或只监听 IPv6",
      "客户端用的是旧的地址或端口",
      "防火墙用 RST 拒绝（iptables REJECT --reject-with tcp-reset）",
    ],
    next: {
      any: [{ text: "把 RST 的耗时和 TTL 与那台主机的其他报文段相比：防火墙通常离得更近。" }],
      linux: [
        { command: "ss -ltnp 'sport = :PORT'", text: "在服务器上看：有人监听吗？监听在哪个地址？" },
        { command: "systemctl --failed", text: "没能保持运行的服务。" },
        { command: "nft list ruleset", text: "有没有 reject with tcp reset 的规则？" },
      ],
      macos: [{ command: "lsof -nP -iTCP:PORT -sTCP:LISTEN", text: "有人监听吗？" }],
      windows: [
        {
          command: "Get-NetTCPConnection -State Listen -LocalPort PORT",
          text: "有人监听吗？监听在哪个地址？",
        },
        { command: "Test-NetConnection SERVER -Port PORT", text: "从客户端再试一次。" },
      ],
    },
    reference: "RFC 9293 §3.5.2; RFC 9293 §3.10.7.1",
    related: ["connection-refused", "port-scan", "unreachable", "unanswered", "LISTEN"],
  },
  "half-open": {
    title: "握手卡住了：服务器已应答，还在等 ACK",
    what: [
      "看到了 SYN 和 SYN-ACK，服务器仍在 SYN_RECEIVED：ACK 没有来，或者服务器重发 SYN-ACK，表明它没有收下 ACK。",
      "此时两端的看法可能不同：收到 SYN-ACK 的客户端认为连接已是 ESTABLISHED，也许已经在发数据了。",
    ],
    why: [
      "自己的序列号得到确认之后，服务器才承认一条连接。在那之前它重发 SYN-ACK（Linux：第 1、3、7、15、31 秒），大约一分钟后忘掉这次尝试。",
    ],
    causes: [
      "服务器的 accept 队列已满：应用程序调用 accept() 不够快",
      "ACK 丢失或被过滤，或者走了与 SYN 不同的路",
      "客户端消失了，或者地址是伪造的（SYN 洪水）",
      "服务器有意推迟：等第一批数据（TCP_DEFER_ACCEPT）",
      "抓包恰好在握手中途结束",
    ],
    next: {
      linux: [
        { command: "ss -ltn 'sport = :PORT'", text: "Recv-Q 达到或超过 Send-Q：accept 队列已满。" },
        { command: "ss -tno state syn-recv", text: "卡住的有多少，对端是谁。" },
        {
          command: "nstat -az TcpExtListenOverflows TcpExtListenDrops",
          text: "在增长吗？那就是队列的问题。",
        },
      ],
      macos: [{ command: "netstat -Lan -p tcp", text: "监听队列：现有、未完成、上限。" }],
      windows: [{ command: "Get-NetTCPConnection -State SynReceived", text: "卡住的有多少，对端是谁。" }],
    },
    reference: "RFC 9293 §3.5; RFC 4987 §2",
    related: ["half-open-handshake", "accept-queue-overflow", "syn-flood", "syn-ack-retry", "SYN_RECEIVED"],
  },
  unreachable: {
    title: "SYN 换来一个 ICMP 差错，再没有更好的回应",
    what: [
      "路由器、防火墙或主机自己，用一个引用了这个 SYN 的 ICMP 差错作答。应用程序看到的是 no route to host、network is unreachable 之类；具体是哪种，由类型和代码说明。",
      "差错是谁发的，和它说了什么一样重要：那是这条路上最后一个认得这个报文段的地方。",
    ],
    why: [
      "ICMP 可以伪造，也可能只错一时，所以连接建立之后 TCP 大多只把这类差错当作提示。对 SYN 来说没什么可损失的：Linux 就此放弃，其他系统会继续重试（RFC 1122）。",
    ],
    causes: [
      "主机不可达：最后一跳路由器找不到这个地址（主机关机，ARP 没人应答）",
      "被管理策略禁止：防火墙拒绝",
      "端口不可达：防火墙拒绝；iptables REJECT 默认就这样",
      "网络不可达：缺少路由",
      "TTL 耗尽：路由成环，或 TTL 太小",
    ],
    next: {
      any: [
        {
          command: "tcpdump -ni any 'icmp[icmptype] == icmp-unreach or icmp[icmptype] == icmp-timxceed'",
          text: "实时看差错，以及是谁发的（IPv6 用 icmp6）。",
        },
      ],
      linux: [
        { command: "ip route get SERVER", text: "本机会走哪条路。" },
        { command: "ip neigh show", text: "FAILED：ARP 或邻居发现没有应答。" },
        { command: "tracepath -n SERVER", text: "报文能走到哪里。" },
      ],
      macos: [
        { command: "route -n get SERVER", text: "本机会走哪条路。" },
        { command: "traceroute -n SERVER", text: "报文能走到哪里。" },
      ],
      windows: [
        { command: "Find-NetRoute -RemoteIPAddress SERVER", text: "本机会走哪条路。" },
        { command: "tracert -d SERVER", text: "报文能走到哪里。" },
      ],
    },
    reference: "RFC 9293 §3.9.2.2; RFC 1122 §4.2.3.9; RFC 792",
    related: ["icmp-unreachable", "icmp-ttl-exceeded", "unanswered", "refused", "SYN_SENT"],
  },
  unanswered: {
    title: "SYN 发了又发，完全没有回应",
    what: [
      "SYN 至少发了两次，或者已过 75 秒，什么也没有回来：没有 SYN-ACK，没有 RST，没有 ICMP 差错。应用程序看到的是超时（ETIMEDOUT），视系统而定在 21 到 131 秒之后，或者更早，看它自己的耐心。",
      "沉默不是拒绝。活着的主机如果没有监听，会回 RST。所以要么什么都没到，要么有人故意不作声，要么回应不经过这里。",
    ],
    why: [
      "TCP 分不清 SYN 是丢了还是没人理，所以重发，间隔越来越长以免加重拥塞，最后放弃。间隔能看出是什么系统：6 秒再 24 秒、共 75 秒，是 4.4BSD；1、2、4、8、16、32 秒，是 6.5 之前的 Linux；先五次 1 秒，是 6.5 以后的 Linux；3 秒再 6 秒、共 21 秒，是旧版 Windows。",
    ],
    causes: [
      "防火墙或安全组悄悄丢弃",
      "主机没有运行，或者地址已不存在",
      "回应走了另一条路，或在回来的路上被丢弃",
      "服务器的队列已满：这时只有一部分尝试失败",
    ],
    next: {
      any: [
        {
          command: "tcpdump -ni any 'host CLIENT and port PORT'",
          text: "在服务器上看：SYN 到了吗？到了的话，有回应发出吗？",
        },
        { command: "shakedown read CAPTURE --select 'host:SERVER'", text: "到同一主机的其他连接正常吗？" },
      ],
      linux: [
        { command: "nft list ruleset", text: "两端的丢弃规则（或 iptables -nvL）；看计数器。" },
        {
          command: "nstat -az TcpExtListenDrops TcpExtTCPReqQFullDrop",
          text: "在服务器上看：因队列已满而丢弃的 SYN。",
        },
        {
          command: "sysctl net.ipv4.conf.all.rp_filter",
          text: "1（严格）：SYN 进来的网卡不是回应要走的网卡时，就丢弃它。",
        },
      ],
      macos: [{ command: "pfctl -sr", text: "包过滤器的规则。" }],
      windows: [
        {
          command: "Test-NetConnection SERVER -Port PORT",
          text: "再试一次；PingSucceeded 说明主机是否活着。",
        },
        { command: "Get-NetFirewallProfile", text: "各配置文件里防火墙的默认动作。" },
      ],
    },
    reference: "RFC 9293 §3.8.3; RFC 1122 §4.2.3.5",
    related: ["syn-unanswered", "SYN_SENT", "unreachable", "refused", "accept-queue-overflow"],
  },
  connecting: {
    title: "有一个 SYN，抓包还说明不了更多",
    what: ["看到一个 SYN，既没有回应也没有重发；抓包在不到 75 秒时就结束或被截断了。它后来也许打开了。"],
    why: ["多数系统 1 秒后第一次重发，老系统 3 秒或 6 秒后。在那之前没有回应，说明不了什么。"],
    causes: ["抓包恰好在这时结束", "扫描器，每个 SYN 只发一次", "回应走另一条路，没有被抓到"],
    next: {
      any: [
        { text: "抓得久一些：最后一个 SYN 之后过 75 秒，就有定论了。" },
        {
          command: "shakedown read CAPTURE --select 'verdict:connecting'",
          text: "同一来源、很多端口：是扫描。",
        },
      ],
    },
    reference: "RFC 9293 §3.5",
    related: ["SYN_SENT", "unanswered", "port-scan", "partial"],
  },
} as const satisfies Partial<Record<Verdict, Explanation>>;
