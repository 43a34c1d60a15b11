// The states of an endpoint that is not closing, explained in English.
import type { State } from "../../../record/connection-record.ts";
import type { Explanation } from "../../explanation.ts";

export const openingStates = {
  CLOSED: {
    title: "No connection: nothing is kept for these addresses and ports",
    what: [
      "The endpoint keeps nothing about this connection: no numbers, no timers, no buffers. It is the state before the first segment and after the last one, so RFC 9293 calls it fictional.",
      "Whatever arrives now is answered with an RST, except an RST. That is what the sender of a late segment sees.",
    ],
    why: [
      "A closed end cannot tell an old connection's segment from a stranger's. It says so with an RST, because silence would leave the other end repeating until its own timers run out.",
    ],
    causes: [
      "both ends closed, and this one received the ACK of its FIN",
      "TIME_WAIT is over (2MSL)",
      "an RST was sent or accepted",
      "the attempt was given up: no answer to the SYN for 75 s, or an ICMP error",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'state:CLOSED and not verdict:closed'",
          text: "Connections that ended otherwise than by two FINs.",
        },
      ],
      linux: [
        {
          command: "ss -tan 'sport = :PORT'",
          text: "What this port holds now; a closed connection is not in the list.",
        },
        {
          command: "nstat -az TcpOutRsts TcpEstabResets",
          text: "RSTs sent, and connections that ended by one.",
        },
      ],
      macos: [
        { command: "netstat -s -p tcp | grep -i reset", text: "How many connections ended by an RST." },
      ],
      windows: [
        { command: "netstat -s -p tcp", text: "Reset connections and failed attempts since the start." },
      ],
    },
    reference: "RFC 9293 §3.3.2; RFC 9293 §3.10.7.1",
    related: ["LISTEN", "TIME_WAIT", "closed", "reset", "refused"],
  },
  LISTEN: {
    title: "A server waits for somebody to connect",
    what: [
      "An application called listen(): SYNs to this port are answered with a SYN-ACK. The listening socket itself never becomes a connection; each accepted SYN makes a new one.",
      "A capture does not show listening as such. Here the state stands for a server whose half-open connection was reset: it went from SYN_RECEIVED back to LISTEN.",
    ],
    why: [
      "Of the two ends one has to know in advance that somebody will come: the passive open. Two active opens only meet when they cross (simultaneous open), which hardly ever happens by design.",
      "A reset handshake must not take the listener down with it; so a passive SYN_RECEIVED falls back to LISTEN, an active one to CLOSED.",
    ],
    causes: [
      'a port scanner that answers SYN-ACK with RST (a "half-open" or SYN scan)',
      "a client that gave up, or timed out, before the SYN-ACK came",
      "a health check that only tests whether the port answers",
    ],
    next: {
      linux: [
        {
          command: "ss -ltnp 'sport = :PORT'",
          text: "Who listens; Recv-Q is the accept queue now, Send-Q its limit.",
        },
        {
          command: "nstat -az TcpExtListenOverflows TcpExtListenDrops",
          text: "Connections lost because the queue was full.",
        },
      ],
      macos: [
        { command: "lsof -nP -iTCP:PORT -sTCP:LISTEN", text: "Which process listens." },
        { command: "netstat -Lan -p tcp", text: "Listen queues: now, incomplete, limit." },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State Listen -LocalPort PORT",
          text: "Who listens (OwningProcess), and on which address.",
        },
      ],
    },
    reference: "RFC 9293 §3.3.2; RFC 9293 §3.10.7.2",
    related: ["SYN_RECEIVED", "handshake-aborted", "port-scan", "connection-refused"],
  },
  SYN_SENT: {
    title: "The client has sent its SYN and waits for the SYN-ACK",
    what: [
      "An application called connect(). The SYN with the client's initial sequence number is out; nothing acceptable has come back. If it stays here, connect() hangs.",
      "The capture proves that the SYN passed this point. It does not prove that it arrived, nor that no answer was sent: look on the other side too.",
    ],
    why: [
      "Each direction needs an agreed first number, so the client sends its own and waits for it to be acknowledged. The number is hard to guess, so that nobody can answer without having seen the SYN.",
      "A lost SYN is repeated with growing pauses. 4.4BSD: at 6 s and 24 s later, given up after 75 s. Linux: 1, 3, 7, 15, 31, 63 s, given up after 127 s; since 6.5 four more tries one second apart, 131 s. macOS: 75 s. Old Windows: 3 and 9 s, given up after 21 s.",
    ],
    causes: [
      "a firewall or security group drops the SYN without a word",
      "the host is down, or the address is wrong",
      "the SYN-ACK goes back another way (asymmetric routing) and is dropped there",
      "the server's accept queue or SYN backlog is full",
      "the SYN was lost, and the repeat will get through",
    ],
    next: {
      any: [
        {
          command: "tcpdump -ni any 'host SERVER and port PORT and tcp[tcpflags] & tcp-syn != 0'",
          text: "On the server: does the SYN arrive, does a SYN-ACK leave?",
        },
      ],
      linux: [
        { command: "ss -tnpo state syn-sent", text: "Who is connecting, and when the next SYN goes out." },
        { command: "ip route get SERVER", text: "Which way and with which address." },
        {
          command: "nft list ruleset",
          text: "Rules that drop (with iptables: iptables -nvL); look at the counters.",
        },
        { command: "sysctl net.ipv4.tcp_syn_retries", text: "How often the SYN is repeated." },
      ],
      macos: [
        { command: "route -n get SERVER", text: "Which way and through which interface." },
        { command: "lsof -nP -iTCP -sTCP:SYN_SENT", text: "Who is connecting." },
      ],
      windows: [
        {
          command: "Test-NetConnection SERVER -Port PORT",
          text: "Tries to connect, and names interface and source address.",
        },
        { command: "Get-NetTCPConnection -State SynSent", text: "Who is connecting." },
      ],
    },
    reference: "RFC 9293 §3.5; RFC 9293 §3.10.7.3",
    related: ["unanswered", "connecting", "syn-unanswered", "syn-retry", "SYN_RECEIVED"],
  },
  SYN_RECEIVED: {
    title: "The server has answered with SYN-ACK and waits for the ACK",
    what: [
      "SYN and SYN-ACK are through; the last step of the handshake is missing. The connection is half-open: the client may already believe in it, the server does not.",
      "shakedown also puts a server back here when it repeats its SYN-ACK after the client's ACK: the ACK did not reach it, or its accept queue was full.",
    ],
    why: [
      "Two segments would not do. The server cannot know whether the SYN is new or an old duplicate that wandered in the net; with two segments it would open a connection that nobody wants. The third segment proves that somebody on the other side knows the server's number, and means it.",
      "It also proves the address: a forged SYN never sends the ACK. Until then the server risks little memory (Linux: a request, or with syncookies nothing at all) and repeats the SYN-ACK: 1, 3, 7, 15, 31 s, forgotten after 63 s.",
    ],
    causes: [
      "the ACK, or the SYN-ACK, gets lost or filtered on the way",
      "the server's accept queue is full: it ignores the ACK",
      "the application defers accepting until data come (TCP_DEFER_ACCEPT)",
      "a SYN flood or a scan: nobody intends to answer",
    ],
    next: {
      linux: [
        {
          command: "ss -tno state syn-recv",
          text: "Half-open connections, and when the next SYN-ACK goes out.",
        },
        {
          command: "ss -ltn 'sport = :PORT'",
          text: "Recv-Q equal to Send-Q or above: the accept queue is full.",
        },
        {
          command: "nstat -az TcpExtListenOverflows TcpExtTCPReqQFullDrop TcpExtTCPReqQFullDoCookies",
          text: "Accept queue overflows; SYN backlog full, dropped or answered with cookies.",
        },
        {
          command: "sysctl net.ipv4.tcp_synack_retries net.core.somaxconn",
          text: "Repeats, and the limit of the accept queue.",
        },
      ],
      macos: [{ command: "netstat -Lan -p tcp", text: "Listen queues: now, incomplete, limit." }],
      windows: [{ command: "Get-NetTCPConnection -State SynReceived", text: "Half-open connections." }],
    },
    reference: "RFC 9293 §3.5; RFC 4987 §3",
    related: ["half-open", "half-open-handshake", "syn-ack-retry", "accept-queue-overflow", "syn-flood"],
  },
  ESTABLISHED: {
    title: "The handshake is complete; data may flow both ways",
    what: [
      "Both ends know each other's numbers, and each has had its own acknowledged. The two ends get here at different moments: the client with the SYN-ACK, the server with the ACK.",
      "An idle connection stays ESTABLISHED without any packet for as long as both ends run. So the state says that nobody has closed, not that the other end is still alive.",
    ],
    why: [
      "Three segments are the fewest that do it: each side sends a number and gets it acknowledged, which makes four messages, and the server's ACK and SYN travel together.",
      "No timer ends this state. TCP notices a dead peer only by unacknowledged data, or by keepalive where an application asked for it: after 2 h by default, then a probe every 75 s, 9 on Linux, 8 on BSD and macOS.",
    ],
    causes: [
      "normal use",
      "idle: a pool keeps it for later; a firewall or NAT may forget it before (clouds: after 4 to 10 min) and drop what comes next",
      "the peer vanished without FIN or RST: power, network or virtual machine gone",
    ],
    next: {
      linux: [
        {
          command: "ss -tnpoi state established 'dport = :PORT'",
          text: "Process, timers, last data sent and received, retransmissions.",
        },
        {
          command: "conntrack -L -p tcp --dport PORT",
          text: "What the local firewall knows, and when it forgets.",
        },
        {
          command: "sysctl net.ipv4.tcp_keepalive_time",
          text: "Keepalive, for sockets that have SO_KEEPALIVE.",
        },
      ],
      macos: [
        { command: "lsof -nP -iTCP -sTCP:ESTABLISHED", text: "Which process holds it." },
        {
          command: "sysctl net.inet.tcp.keepidle net.inet.tcp.keepintvl net.inet.tcp.keepcnt",
          text: "Keepalive (milliseconds, and a count).",
        },
      ],
      windows: [
        {
          command:
            "Get-NetTCPConnection -State Established -RemotePort PORT | Select-Object LocalPort, OwningProcess, CreationTime",
          text: "Which process holds it, and since when.",
        },
      ],
    },
    reference: "RFC 9293 §3.3.2; RFC 9293 §3.8.4",
    related: ["open", "keepalive", "keepalive-failure", "peer-lost-state", "FIN_WAIT_1", "CLOSE_WAIT"],
  },
  UNKNOWN: {
    title: "Nothing captured tells what this endpoint is doing",
    what: [
      "Not a state of RFC 9293. This endpoint has sent nothing that was captured, and no acknowledgement tells anything about it: only a SYN, a probe or an ICMP error was seen.",
      "It may be listening, closed, switched off, or answering by a way that does not pass the capture.",
    ],
    why: [
      "A capture sees segments, not sockets. A segment is certain evidence about its sender only; that it arrived is presumed until something shows it. Where nothing shows it, a guess would be worse than saying so.",
    ],
    causes: [
      "the SYN was never answered",
      "only one direction was captured (asymmetric routing, a tap on one fibre, a filter with src or dst)",
      "the capture ended before the answer",
      "a stray segment or a scan probe that opens nothing",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'not directions:both'",
          text: "Is it one-sided everywhere, or only here?",
        },
        {
          command: "tcpdump -ni any 'host CLIENT and host SERVER'",
          text: "Capture again, on the silent end if you can.",
        },
      ],
    },
    reference: "RFC 9293 §3.3.2",
    related: ["unanswered", "partial", "unreachable", "capture-loss"],
  },
} as const satisfies Partial<Record<State, Explanation>>;
