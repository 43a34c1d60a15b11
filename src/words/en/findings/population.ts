// The findings about a service or a host, which rest on many connections, explained in English.
import type { FindingGroup } from "../../explanation.ts";

export const population = {
  "accept-queue-overflow": {
    title: "The accept queue of a service is full",
    what: [
      "In two or more connections within a minute the server repeated its SYN-ACK after the client's ACK had been captured. So it had not taken the handshakes: its queue of finished connections was full, or all these ACKs were lost behind the capture point.",
      "A queue that is full can look otherwise too: SYNs without an answer, or, with SYN cookies, clients that believe they are connected to a server that knows nothing.",
    ],
    why: [
      "The kernel does the handshake alone and puts the connection into a queue until the program calls accept(). When the queue is full, Linux ignores the ACK and lets the SYN-ACK be repeated, hoping for room. The client has been ESTABLISHED since the SYN-ACK and waits for an answer.",
      "The queue holds the smaller of listen()'s backlog and net.core.somaxconn, plus one.",
    ],
    causes: [
      "the program is too busy, blocked or stopped, and does not call accept()",
      "a burst of new connections, for instance after a restart",
      "a backlog that is too small: many programs pass 128 or less",
      "all workers wait for something slow behind them (database)",
    ],
    next: {
      linux: [
        {
          command: "ss -ltn 'sport = :PORT'",
          text: "Recv-Q is what waits, Send-Q the limit; at the limit or above it is full.",
        },
        {
          command: "nstat -az TcpExtListenOverflows TcpExtListenDrops",
          text: "Must not grow; the sum over all services.",
        },
        {
          command: "sysctl net.core.somaxconn net.ipv4.tcp_abort_on_overflow",
          text: "The upper limit; 1 in the second turns overflow into an RST.",
        },
      ],
      macos: [
        { command: "netstat -Lan", text: "Queue, incomplete queue and limit of each listener." },
        { command: "sysctl kern.ipc.somaxconn", text: "The upper limit; 128 is the default." },
      ],
      windows: [
        {
          command:
            "Get-NetTCPConnection -State SynReceived, Established -LocalPort PORT | Group-Object State",
          text: "How many connections stand at the service, and how far.",
        },
      ],
    },
    reference: "RFC 9293 §3.9.1; RFC 9293 §3.5",
    related: ["syn-ack-retry", "syn-unanswered", "half-open-handshake", "syn-flood", "SYN_RECEIVED"],
  },
  "syn-flood": {
    title: "A flood of SYNs whose senders do not go on",
    what: [
      "Within 10 seconds a service got at least 100 attempts that were not completed, four times as many as completed ones, and few of their SYNs were repeated. The service did send SYN-ACKs.",
      "Real clients would repeat their SYN, so this is not a mere outage. The source addresses are probably forged and say nothing about who does it.",
    ],
    why: [
      "For each SYN a server keeps a record until the third segment comes or the SYN-ACK retries run out, about a minute on Linux. A sender that forges addresses pays one small packet for it. SYN cookies turn this round: the server puts the record into its own sequence number and keeps nothing.",
    ],
    causes: [
      "an attack with forged addresses",
      "a scanner that covers whole networks very fast",
      "a load test that does not finish its handshakes",
      "the return path is broken, and clients that do not repeat their SYN fail",
    ],
    next: {
      linux: [
        { command: "ss -Htn state syn-recv | wc -l", text: "How many attempts wait." },
        {
          command: "nstat -az 'TcpExtSyncookies*' TcpExtTCPReqQFullDrop",
          text: "Cookies sent and returned; SYNs dropped because the queue was full.",
        },
        {
          command: "sysctl net.ipv4.tcp_syncookies net.ipv4.tcp_max_syn_backlog",
          text: "Cookies should be 1.",
        },
        { command: "dmesg | grep -i 'SYN flooding'", text: "The kernel tells once per listener." },
      ],
      macos: [
        {
          command: "netstat -s -p tcp",
          text: "Listen queue overflows, and SYN cookies where they are in use.",
        },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State SynReceived | Group-Object LocalPort",
          text: "How many attempts wait at which service.",
        },
      ],
    },
    reference: "RFC 4987 §2; RFC 4987 §3.6",
    related: ["half-open-handshake", "accept-queue-overflow", "port-scan", "SYN_RECEIVED"],
  },
  "port-scan": {
    title: "One source tries many ports or hosts, and fails",
    what: [
      "Within 5 minutes one source failed at 15 different ports of a host, or at 25 hosts on one port. Failed means: refused, unanswered, unreachable, aborted or reset before any data, or probed with odd flags. Repeats to one port count once.",
      "It shows a pattern, not an intention. What was found open stands among the source's other connections.",
    ],
    why: [
      "Each answer tells something: a SYN-ACK means open, an RST closed, silence filtered. Segments with FIN, with no flags or with all of them (NULL, XMAS) get an RST from a closed port and nothing from an open one, and slip past filters that look at SYNs only.",
    ],
    causes: [
      "a scanner: of your own security team, of a search engine for hosts, or of an attacker",
      "monitoring or discovery that goes through lists of hosts",
      "a worm or a misused machine inside the network",
      "a program with an old list of peers; a cluster member that looks for the others",
      "a service that is down behind many addresses",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'client.host:ADDRESS not finding:*'",
          text: "What the source reached without trouble.",
        },
      ],
      linux: [
        { command: "ss -tnp state syn-sent", text: "If the source is your host: which process does it." },
        {
          command: "conntrack -L -p tcp -s ADDRESS",
          text: "On a Linux firewall: what the source has open there.",
        },
      ],
      macos: [
        {
          command: "sudo lsof -nP -iTCP -sTCP:SYN_SENT",
          text: "If the source is your host: which process does it.",
        },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State SynSent | Group-Object OwningProcess",
          text: "If the source is your host: which process does it.",
        },
      ],
    },
    reference: "RFC 9293 §3.10.7.1; RFC 9293 §3.10.7.2",
    related: ["connection-refused", "syn-unanswered", "handshake-aborted", "partial", "syn-flood"],
  },
  "close-wait-excess": {
    title: "Many connections in CLOSE_WAIT at once: likely a leak",
    what: [
      "One end of one service holds at least --close-wait-count (10) connections in CLOSE_WAIT at once, each for 5 s or more. The other ends have closed, their FINs were acknowledged, and this program does not close. The finding gives how many, the oldest, and whether they grow in number.",
      "That it does not close is certain. That it is a leak is likely, and the more so the longer they last; a program that is blocked for a while recovers.",
    ],
    why: [
      'The kernel acknowledges the FIN, but only the program may end its own direction. There is no timer for CLOSE_WAIT. Each such connection keeps a descriptor and buffers until the process ends; at the limit accept() and open() fail with "too many open files". The remedy is in the program: close on every path. No sysctl helps.',
    ],
    causes: [
      "an error path, a timeout or an exception that skips close(): every failed request leaves one",
      "a client pool that never closes or reads connections that the server ended",
      "a response body that was never read to its end or closed (HTTP libraries)",
      "all workers are blocked, so nobody reads the end of file",
      "a descriptor that a child process inherited",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select state:CLOSE_WAIT",
          text: "All of them, with the peers; what the first ones have in common leads to the code.",
        },
      ],
      linux: [
        {
          command: "ss -tnp state close-wait",
          text: "Process and descriptor of each; count them twice, a minute apart.",
        },
        {
          command: "ls /proc/PID/fd | wc -l",
          text: "Descriptors in use; the limit stands in /proc/PID/limits.",
        },
        {
          command: "gdb -p PID -batch -ex 'thread apply all bt'",
          text: "Where the threads stand; stops the process for a moment. Take the runtime's own stack dump if it has one.",
        },
      ],
      macos: [
        { command: "sudo lsof -nP -iTCP -sTCP:CLOSE_WAIT", text: "Process and descriptor of each." },
        { command: "sample PID 5", text: "Where the threads stand." },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State CloseWait | Group-Object OwningProcess | Sort-Object Count",
          text: "How many each process holds.",
        },
        {
          command: "Get-Process -Id PID | Select-Object Name, Handles, StartTime",
          text: "Its handles; do they grow?",
        },
      ],
    },
    reference: "RFC 9293 §3.6; RFC 9293 §3.3.2",
    related: ["CLOSE_WAIT", "close-wait-stuck", "half-closed", "FIN_WAIT_2", "port-exhaustion"],
  },
  "port-exhaustion": {
    title: "A client is running out of ports for one service",
    what: [
      "One client address had 22,500 or more ports towards one service in use or in TIME_WAIT at the client at the same time: 80 % of Linux's default range. Where all its ports are 49152 or above, 13,000 are enough.",
      "The range really configured is not on the wire: it may be larger, and a NAT may share the address among many hosts.",
    ],
    why: [
      "A connection is named by two addresses and two ports. Towards one service only the client's port is free to choose, and a port in TIME_WAIT is taken. Linux chooses from 32768 to 60999 (28,232 ports), macOS and Windows from 49152 to 65535 (16,384).",
      "With TIME_WAIT at the client for 60 s this allows 470 new connections a second on Linux, with 30 s 546 on macOS. Beyond that connect() fails with EADDRNOTAVAIL (Windows: WSAEADDRINUSE).",
    ],
    causes: [
      "a connection for each request, closed by the client: no keepalive, no pool",
      "a proxy or load balancer with one address towards one backend",
      "a NAT with too few public addresses",
      "a leak: connections that are open and never closed",
      "a load test from one machine",
    ],
    next: {
      any: [
        {
          text: "Keep connections open or pool them; otherwise more addresses at either end, or let the server close first.",
        },
      ],
      linux: [
        {
          command: "ss -Htn state time-wait dst ADDRESS dport = :PORT | wc -l",
          text: "On the client: ports in TIME_WAIT towards the service; ss -s gives the sum.",
        },
        {
          command: "sysctl net.ipv4.ip_local_port_range net.ipv4.tcp_tw_reuse net.ipv4.tcp_timestamps",
          text: "tcp_tw_reuse=1 lets a client use such ports again after 1 s; it needs timestamps at both ends.",
        },
      ],
      macos: [
        {
          command: "sysctl net.inet.ip.portrange.first net.inet.ip.portrange.last net.inet.tcp.msl",
          text: "The range, and half of TIME_WAIT in milliseconds.",
        },
        { command: "netstat -an -p tcp | grep -c TIME_WAIT", text: "How many ports wait." },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection | Group-Object State, OwningProcess -NoElement",
          text: "Who holds how many, in which state.",
        },
        { command: "netsh int ipv4 show dynamicport tcp", text: "The range." },
        {
          command: "Get-WinEvent -FilterHashtable @{LogName='System'; ProviderName='Tcpip'; Id=4227,4231}",
          text: "Events of connects that found no port.",
        },
      ],
    },
    reference: "RFC 6056 §2.1; RFC 9293 §3.4.2",
    related: ["TIME_WAIT", "time-wait-reuse", "close-wait-excess"],
  },
} satisfies FindingGroup;
