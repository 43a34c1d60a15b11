// The findings about connections that are open, explained in English.
import type { FindingGroup } from "../../explanation.ts";

export const data = {
  "zero-window": {
    title: "A receiver closed its window and made the sender wait",
    what: [
      'An end announced a window of 0 and left it there for half a second or more: "send nothing, my buffer is full". The finding names that end, the longest pause, the sum, and the probes of the sender.',
      "This proves that the receiving application did not read fast enough. The network is not to blame, and the sender did what it should.",
    ],
    why: [
      "The window is the space that is left in the receive buffer. When the application reads again, the receiver announces a new window. That announcement is a bare ACK and may get lost, so the sender keeps asking with probes. As long as they are answered it must not give up; only the waits grow.",
    ],
    causes: [
      "the receiving program is busy, blocked (disk, lock, database, garbage collection) or stopped",
      "a consumer slower than its producer, as designed: a player that is paused, a slow disk",
      "a proxy that waits for its own other side",
      "a receive buffer that was set too small",
    ],
    next: {
      linux: [
        {
          command: "ss -tnmp 'sport = :PORT'",
          text: "At the receiver: a Recv-Q that does not shrink is what the process shown has not read.",
        },
        {
          command: "ss -tin dst ADDRESS",
          text: "At the sender: rwnd_limited is the time lost to the window.",
        },
        {
          command: "nstat -az TcpExtTCPToZeroWindowAdv TcpExtTCPFromZeroWindowAdv",
          text: "At the receiver: how often windows were closed and opened.",
        },
      ],
      macos: [
        {
          command: "netstat -anv -p tcp",
          text: "At the receiver: Recv-Q, and the process that does not read.",
        },
        { command: "sample PID 5", text: "What that process does instead." },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -LocalPort PORT | Select-Object RemoteAddress, State, OwningProcess",
          text: "At the receiver: the process that does not read.",
        },
      ],
    },
    reference: "RFC 9293 §3.8.6.1",
    related: ["retransmissions", "keepalive", "open", "ESTABLISHED"],
  },
  retransmissions: {
    title: "An end had to send much of its data again",
    what: [
      "An end sent three or more segments with data again, at least 2 % of what it sent; or one segment three times, without ever getting an acknowledgement.",
      "It proves that the sender missed acknowledgements, not that data were lost: an acknowledgement that is lost or late has the same effect. If the first copies are in the capture, the loss lies behind the capture point, as seen from the sender; otherwise before it.",
    ],
    why: [
      "TCP keeps every byte until it is acknowledged. Three duplicate ACKs, or SACK blocks, tell of a gap quickly; without them only the timer helps. It starts at a second, follows the measured round trips (200 ms at least on Linux) and doubles each time.",
    ],
    causes: [
      "a congested link: queues that overflow, traffic shaping, policing",
      "radio, a bad cable, or half against full duplex",
      "large segments only: a path MTU below the MSS, and the ICMP messages about it are filtered",
      "the peer or the path went away: one segment again and again",
      "a firewall forgot the connection and drops what comes",
      "spurious: a sudden delay made the timer run out",
    ],
    next: {
      linux: [
        {
          command: "ss -tin dst ADDRESS",
          text: "At the sender: retrans, lost, rto, rtt and mss of each connection.",
        },
        {
          command: "nstat -az TcpRetransSegs TcpOutSegs TcpExtTCPTimeouts",
          text: "How much is sent again, how much of it by timer.",
        },
        {
          command: "ip -s link show DEVICE",
          text: "Errors and drops of the interface; ethtool -S DEVICE tells more.",
        },
        { command: "ping -M do -s 1472 ADDRESS", text: "Whether 1500 bytes pass unfragmented." },
      ],
      macos: [
        { command: "netstat -s -p tcp", text: "Data packets retransmitted, retransmit timeouts." },
        { command: "ping -D -s 1472 ADDRESS", text: "Whether 1500 bytes pass unfragmented." },
      ],
      windows: [
        { command: "netstat -s -p tcp", text: "Segments retransmitted, against segments sent." },
        { command: "ping -f -l 1472 ADDRESS", text: "Whether 1500 bytes pass unfragmented." },
      ],
    },
    reference: "RFC 6298 §5; RFC 9293 §3.8.1",
    related: ["capture-loss", "zero-window", "fin-retry", "syn-retry", "duplicate-frames"],
  },
  keepalive: {
    title: "An idle connection was probed, and answered",
    what: [
      "An end sent a probe with no new data, numbered one before its next byte, and the other end answered with an ACK. Both ends are there and still know the connection. Nothing is wrong.",
      "Linux asks about a window of 0 with the same kind of segment; the peer's last window tells the two apart.",
    ],
    why: [
      "TCP sends nothing on an idle connection, so an end could wait for ever for a peer that has lost power. A probe with an old number forces an answer: an ACK from a peer that is there, an RST from one that has forgotten the connection, silence otherwise.",
      "It is off unless the program asks for it. The first probe then comes after 2 hours idle, the next ones every 75 s (Linux, macOS) or 1 s (Windows).",
    ],
    causes: [
      "the program switched keepalive on (SO_KEEPALIVE), often with a shorter time of its own",
      "it keeps a firewall, a NAT or a load balancer from forgetting the connection",
    ],
    next: {
      linux: [
        {
          command: "ss -tno state established dst ADDRESS",
          text: "timer:(keepalive,…) is the time to the next probe.",
        },
        {
          command:
            "sysctl net.ipv4.tcp_keepalive_time net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes",
          text: "The defaults: 7200 s, 75 s, 9.",
        },
      ],
      macos: [
        {
          command: "sysctl net.inet.tcp.keepidle net.inet.tcp.keepintvl net.inet.tcp.keepcnt",
          text: "The defaults, in milliseconds and a count.",
        },
      ],
      windows: [
        {
          command:
            "Get-ItemProperty HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters | Select-Object KeepAlive*",
          text: "Shows what was set; nothing means 2 hours and 1 s.",
        },
      ],
    },
    reference: "RFC 9293 §3.8.4",
    related: ["keepalive-failure", "zero-window", "ESTABLISHED", "open"],
  },
  "keepalive-failure": {
    title: "Keepalive probes got no answer: gone, or cut off",
    what: [
      "Three probes in a row, or two and then an RST of the prober, without any segment of the other end between. The finding gives their number, interval and the idle time before them.",
      "It proves that nothing came back past this point. Whether the host is dead, the path is cut or a box on it has forgotten the connection cannot be told.",
    ],
    why: [
      "The prober counts: after 9 probes on Linux, 8 on macOS, 10 in the textbook and on Windows it gives up, tells the application (ETIMEDOUT) and sends an RST in case somebody still listens. With 2 hours idle and 75 s between probes that takes about 2 hours and 11 minutes.",
    ],
    causes: [
      "a NAT, firewall or load balancer forgot the idle connection and drops without a word; many do so after 4 to 10 minutes",
      "the other host lost power, was suspended or changed its address",
      "the network between was cut",
    ],
    next: {
      any: [
        {
          text: "The time idle before the first probe tells most: if it is longer than the idle limit of a box on the way, set keepalive below that limit.",
        },
      ],
      linux: [
        {
          command: "ss -tno state established dst ADDRESS",
          text: "Timers of this host's other connections to there.",
        },
        {
          command: "conntrack -L -p tcp -d ADDRESS",
          text: "On a Linux firewall: is the connection still known, for how many seconds?",
        },
        {
          command: "sysctl net.netfilter.nf_conntrack_tcp_timeout_established",
          text: "Its idle limit; 5 days is the default.",
        },
      ],
      macos: [
        {
          command: "sudo pfctl -st",
          text: "On a pf firewall: its timeouts; tcp.established is the idle limit.",
        },
      ],
      windows: [{ command: "Test-NetConnection ADDRESS -Port PORT", text: "Does a new connection work?" }],
    },
    reference: "RFC 9293 §3.8.4; RFC 1122 §4.2.3.6",
    related: ["keepalive", "peer-lost-state", "reset", "retransmissions"],
  },
  "challenge-ack": {
    title: "A doubtful SYN or RST was questioned with an ACK",
    what: [
      "A SYN inside a connection, or an RST whose number was in the window but not exactly the next one, was promptly answered by a bare ACK with the old numbers. The connection was not touched by it.",
    ],
    why: [
      "An attacker who guesses a number within the window could otherwise end the connection. The ACK asks: do you mean this one? A peer that has really lost the connection answers it with an RST with the exact number, and that one counts. A forger never sees the question.",
    ],
    causes: [
      "the peer crashed or restarted, and connects again from the same port: an RST follows",
      "a NAT or load balancer gave the same port to another client",
      "an old SYN or RST that came late",
      "an RST sent while data were still under way",
      "somebody forges segments",
    ],
    next: {
      any: [
        {
          command: "shakedown show CAPTURE CONNECTION",
          text: "What came before the ACK, and whether an RST followed.",
        },
      ],
      linux: [
        {
          command: "nstat -az TcpExtTCPChallengeACK TcpExtTCPSYNChallenge",
          text: "How often this host asked, in all and because of a SYN.",
        },
        {
          command: "sysctl net.ipv4.tcp_invalid_ratelimit",
          text: "At most one such ACK in so many milliseconds for each connection.",
        },
      ],
    },
    reference: "RFC 5961 §3; RFC 5961 §4",
    related: ["peer-lost-state", "rst-out-of-window", "ESTABLISHED"],
  },
  "rst-out-of-window": {
    title: "An RST did not fit the connection and was not obeyed",
    what: [
      "An RST arrived whose number was not the expected one, and its receiver went on sending. The connection lives. The endpoint named is the one whose address the RST carries; whether that host sent it, the packet does not prove.",
    ],
    why: [
      "An RST needs no handshake and carries no secret but its number. So a receiver obeys only the exact next number, asks back (challenge ACK) when it is merely in the window, and drops the rest.",
    ],
    causes: [
      "a box on the path (firewall, filter, censor) that resets connections and guessed the number wrong",
      "an RST that was overtaken by data, or that belongs to an earlier connection with these ports",
      "somebody forges RSTs",
    ],
    next: {
      any: [
        {
          command: "shakedown show CAPTURE CONNECTION",
          text: "The RST between its neighbours: compare time to live and IP ID with that end's other packets.",
        },
        {
          text: "Capture at the end that is said to have sent it: if no RST leaves there, something on the way sent it.",
        },
      ],
      linux: [
        {
          command: "nstat -az TcpExtTCPChallengeACK",
          text: "At the receiver: RSTs in the window that were questioned count here.",
        },
      ],
    },
    reference: "RFC 5961 §3; RFC 9293 §3.5.3",
    related: ["challenge-ack", "reset", "delayed-segment", "capture-loss"],
  },
  "peer-lost-state": {
    title: "One end has forgotten the connection, the other not",
    what: [
      "An end answered an ordinary segment with the RST of a host that has no such connection (no ACK, the number taken from the segment), without having closed. Or an end sent a new SYN into a connection that the other still holds, and got an ACK with old numbers.",
      "The finding names the end that seems to have forgotten. A box on the path that answers in its name, or a NAT that gave its port to another client, looks the same.",
    ],
    why: [
      "Nothing on the wire tells an end that its peer has crashed. The connection stays half-open until somebody sends: then the end without memory answers with an RST, and the other learns the truth. A new SYN is answered with an ACK of the old numbers; the RST that follows clears the way for the next SYN.",
      "A process that merely dies is different: its kernel closes for it, with a FIN or an RST that fits.",
    ],
    causes: [
      "the host crashed, was restarted or lost power",
      "a load balancer, NAT or firewall failed over or timed out, and another host got the packet or another client the port",
      "an address moved to another machine or container",
      "the connection was cut by hand or by a policy, without a packet to the peer",
    ],
    next: {
      linux: [
        {
          command: "last -x reboot | head",
          text: "At the end named: was it restarted since the connection began? (uptime works too.)",
        },
        {
          command: "conntrack -E -p tcp -e DESTROY",
          text: "On the box between: connections that it forgets, as it happens.",
        },
      ],
      macos: [{ command: "last reboot", text: "At the end named: was it restarted?" }],
      windows: [
        {
          command: "Get-CimInstance Win32_OperatingSystem | Select-Object LastBootUpTime",
          text: "At the end named: was it restarted?",
        },
      ],
    },
    reference: "RFC 9293 §3.5.1; RFC 9293 §3.5.2",
    related: ["reset", "challenge-ack", "keepalive-failure", "ESTABLISHED"],
  },
  "delayed-segment": {
    title: "A segment of an earlier connection turned up",
    what: [
      "A segment with data or a FIN carries a number before its sender's SYN, and acknowledges a number before the other end's. Neither can belong to this connection: it was sent in an earlier one with the same addresses and ports.",
      "It was not taken for data here; the numbers show it to be old.",
    ],
    why: [
      "A network may hold a packet back for up to one MSL. TIME_WAIT exists for this: for twice that time the same addresses and ports are kept free, so that old segments die out. Where they are used again sooner, random initial numbers and timestamps (PAWS) must catch what is left.",
    ],
    causes: [
      "the client used the port again very soon (time-wait-reuse)",
      "the end that closed first skipped TIME_WAIT, by an RST or by a crash",
      "a path with long queues, or one that changed",
      "a capture that was put together, or packets that were played back",
    ],
    next: {
      any: [
        {
          command: "shakedown show CAPTURE CONNECTION",
          text: "The connection; previous in --format json is the one before it.",
        },
      ],
      linux: [
        {
          command: "nstat -az TcpExtPAWSEstab TcpExtTCPACKSkippedSeq",
          text: "Segments that timestamps or numbers showed to be old.",
        },
        {
          command: "sysctl net.ipv4.tcp_tw_reuse net.ipv4.tcp_timestamps",
          text: "Whether ports are used again early, and whether timestamps protect.",
        },
      ],
    },
    reference: "RFC 9293 §3.4.2; RFC 7323 §5",
    related: ["time-wait-reuse", "TIME_WAIT", "stale-syn", "rst-out-of-window"],
  },
} satisfies FindingGroup;
