// The findings about closing a connection, explained in English.
import type { FindingGroup } from "../../explanation.ts";

export const closing = {
  reset: {
    title: "The connection ended with an RST instead of FINs",
    what: [
      "An RST was accepted in an established connection. Both ends forget it at once; what was still under way is lost. The finding names the end whose address the RST carries, its sender below, and where the packets allow it the cause. The cause is inference.",
      "data-after-close: the sender had closed, then more data came, which nobody can read any more. They are lost.",
      "late-fin: the sender had closed and was gone when the other end's FIN came. Nothing is lost: an info only.",
      "handshake-rejected: the server reset right after the handshake, having sent nothing but SYN-ACKs.",
      "application-abort: an RST with ACK by the end that had sent the last data. The program cut the connection, as with linger 0.",
      "abort-or-unread-data: the same after data of the other end. A program that aborts and one that closes without having read everything look alike on the wire.",
      "middlebox: the RST's time to live differs from that of the sender's other packets, or the sender went on; something on the path likely sent it in its name.",
    ],
    why: [
      'A FIN says "I have sent everything", an RST says "forget this connection". TCP must send it when data come for a socket that is closed, because the sender would otherwise believe that they were read. For the same reason a close with unread data sends an RST instead of a FIN.',
    ],
    causes: [
      "a client that has its answer closes while the server still sends",
      "a program closes without reading what was sent to it",
      "SO_LINGER with 0, or a library, proxy or load balancer that aborts on timeouts and errors",
      "a server that turns clients away: access list, no backend, tcp_abort_on_overflow",
      "a firewall or NAT after its idle limit; a filter or censor",
      "a program that crashed with data unread",
    ],
    next: {
      any: [
        {
          command: "shakedown show CAPTURE CONNECTION",
          text: "What came just before the RST: data, a FIN, a long silence.",
        },
      ],
      linux: [
        {
          command: "nstat -az TcpExtTCPAbortOnClose TcpExtTCPAbortOnData TcpExtTCPAbortOnTimeout TcpOutRsts",
          text: "At the sender: closed with unread data; aborted (linger 0); given up; RSTs in all.",
        },
        {
          command: "sysctl net.ipv4.tcp_abort_on_overflow",
          text: "At a server that rejects: 1 turns a full accept queue into RSTs.",
        },
        { command: "nft list ruleset", text: "Rules that reject with tcp reset (iptables: iptables -nvL)." },
      ],
      macos: [{ command: "sudo pfctl -vs rules", text: "Rules with block return send RSTs." }],
      windows: [
        {
          command: "netstat -s -p tcp",
          text: "Reset connections: grows at the end that aborts or is reset.",
        },
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
    title: "One end closed its direction and went on receiving",
    what: [
      "After one end's FIN the other end sent at least one new byte, and the first one acknowledged it. The connection was used in one direction only from then on. That is legal, for any time.",
    ],
    why: [
      'A TCP connection is two streams, and each is closed by itself. A FIN says "I have no more to send", not "I listen no more". So a program can send all of its request, mark its end, and then read the answer (shutdown with SHUT_WR).',
    ],
    causes: [
      "a program that marks the end of its input: nc -N, ssh and rsh, rsync, some HTTP clients",
      "a proxy that passes on the half-close of its other side",
      "the first end has closed fully and the rest still fitted into its buffers; then an RST usually follows",
    ],
    next: {
      any: [
        {
          text: "Nothing to do, unless the answer is cut off: some firewalls give half-closed connections a short limit (conntrack: 60 s in CLOSE_WAIT).",
        },
      ],
      linux: [
        {
          command: "sysctl net.netfilter.nf_conntrack_tcp_timeout_close_wait",
          text: "On a Linux firewall: how long a half-closed connection is kept.",
        },
      ],
      macos: [{ command: "sudo pfctl -st", text: "On a pf firewall: tcp.closing is that limit." }],
    },
    reference: "RFC 9293 §3.6.1",
    related: ["half-closed", "FIN_WAIT_2", "CLOSE_WAIT", "fin-wait-2-stuck"],
  },
  "simultaneous-close": {
    title: "Both ends closed at the same time: their FINs crossed",
    what: [
      "Each end sent its FIN before it had seen the other's: neither first FIN acknowledges the other. Both went through CLOSING, and both end in TIME_WAIT. Nothing is wrong.",
      "In what order the two FINs stand in a capture depends on where it was taken; the numbers decide.",
    ],
    why: [
      "Each direction is closed by itself, so the FINs may cross. An end that has sent its FIN and gets one that does not acknowledge its own cannot know whether that arrived: it acknowledges and waits in CLOSING. Both sent an ACK that may get lost, so both stay in TIME_WAIT.",
    ],
    causes: [
      "client and server both know that the exchange is over (HTTP/1.0, HTTP with Connection: close)",
      "both ends have the same idle timeout",
      "macOS answers a crossing FIN with its own FIN again: this is its ACK, not a retry",
    ],
    next: {
      any: [
        {
          text: "Nothing to do. Mind only that a server which closes at the same moment collects TIME_WAIT too.",
        },
      ],
      linux: [
        {
          command: "ss -tn state time-wait | wc -l",
          text: "How many connections this host holds in TIME_WAIT (one line is the heading).",
        },
      ],
    },
    reference: "RFC 9293 §3.6",
    related: ["CLOSING", "TIME_WAIT", "closed", "fin-retry"],
  },
  "fin-retry": {
    title: "A FIN was sent again: it was not acknowledged",
    what: [
      "An end repeated its FIN by timer, with no higher acknowledgement than before. The FIN or the ACK for it was lost or dropped, or the other end has stopped answering.",
      "While it repeats its FIN, the end is still in FIN_WAIT_1, CLOSING or LAST_ACK. If an ACK of the FIN is in the capture, it did not arrive.",
    ],
    why: [
      "A FIN takes a sequence number, so it is delivered as reliably as data: it is repeated until it is acknowledged, at growing intervals. Linux starts with about 0.2 s and doubles; when the program has closed, it gives up after 8 repeats unless tcp_orphan_retries says otherwise.",
    ],
    causes: [
      "packet loss",
      "a firewall that forgot the connection at the first FIN, or after idleness, and drops the second",
      "the other end vanished or was cut off before the close",
      "its window is closed and data stand before the FIN",
    ],
    next: {
      linux: [
        {
          command: "ss -tno state fin-wait-1",
          text: "At the sender: Send-Q, and the timer with its count of repeats (also state last-ack, closing).",
        },
        {
          command: "sysctl net.ipv4.tcp_orphan_retries",
          text: "How often a closed socket tries; 0 means 8.",
        },
        {
          command: "conntrack -L -p tcp -d ADDRESS",
          text: "On a Linux firewall: what it believes about the connection.",
        },
      ],
      macos: [
        {
          command: "netstat -an -p tcp | grep FIN_WAIT_1",
          text: "At the sender: connections whose FIN is not acknowledged.",
        },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State FinWait1",
          text: "At the sender: connections whose FIN is not acknowledged.",
        },
      ],
    },
    reference: "RFC 9293 §3.6; RFC 6298 §5",
    related: ["last-ack-stuck", "FIN_WAIT_1", "CLOSING", "retransmissions"],
  },
  "last-ack-stuck": {
    title: "The last ACK does not arrive; the FIN is repeated",
    what: [
      "The end that closed second repeated its FIN at least twice and is stuck in LAST_ACK. The finding says whether the other end's ACK was captured: if it was, it is lost behind the capture point; if not, the other end did not answer, or its answer was lost before.",
      "All data had arrived before this. What hangs is the clearing up.",
    ],
    why: [
      "The last ACK is not acknowledged itself: its sender cannot know whether it arrived. So that end stays in TIME_WAIT and answers each repeated FIN again. If it cannot, because it left TIME_WAIT or is cut off, the FIN finds nobody, and LAST_ACK lasts until the retries run out. A host without the connection should answer with an RST; silence points to a filter.",
    ],
    causes: [
      "a firewall or NAT between removes the connection too early and drops the last packets",
      "the host firewall of the first end drops packets of connections that it holds closed",
      "the first end vanished: off, suspended, out of radio range",
      "heavy loss in one direction",
    ],
    next: {
      any: [
        {
          text: "Capture at the end that closed first: does the repeated FIN arrive, and does an ACK leave?",
        },
      ],
      linux: [
        {
          command: "ss -tno state last-ack",
          text: "At the second end: which connections hang, with timers.",
        },
        {
          command: "sysctl net.netfilter.nf_conntrack_tcp_timeout_last_ack",
          text: "On a Linux firewall: how long it waits for the last ACK; 30 s is the default.",
        },
      ],
      macos: [
        { command: "netstat -an -p tcp | grep LAST_ACK", text: "At the second end: which connections hang." },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State LastAck",
          text: "At the second end: which connections hang.",
        },
      ],
    },
    reference: "RFC 9293 §3.6; RFC 9293 §3.10.7.4",
    related: ["LAST_ACK", "TIME_WAIT", "closing", "fin-retry"],
  },
  "close-wait-stuck": {
    title: "A program does not close: in CLOSE_WAIT for long",
    what: [
      "The other end closed, its FIN was acknowledged, and for longer than --close-wait-age (60 s) this end has sent neither data nor a FIN. The endpoint named is the one that should close.",
      "The wire shows only the waiting. A program that still works on its answer looks the same as one that has forgotten the socket; when it sends data after the FIN, this is not raised.",
    ],
    why: [
      "The kernel acknowledges a FIN by itself, but only the program can close its own direction: it might still have something to send. TCP sets no limit to that. So CLOSE_WAIT lasts until the program calls close() or ends. No sysctl shortens it.",
    ],
    causes: [
      "an error path or an exception that leaves the socket open: a leak",
      "a connection pool that does not notice that the server has closed an idle connection",
      "a thread that is blocked elsewhere (lock, database, full queue) and does not get to its read",
      "a child process that inherited the socket and keeps it open",
    ],
    next: {
      linux: [
        {
          command: "ss -tnpe state close-wait",
          text: "At the endpoint named: the process and the descriptor. A Recv-Q above 0: it has not even read the end of file.",
        },
        {
          command: "strace -f -p PID -e trace=network,read,close",
          text: "What the process does with its sockets, or what it waits for.",
        },
      ],
      macos: [
        { command: "sudo lsof -nP -iTCP -sTCP:CLOSE_WAIT", text: "The process and the descriptor." },
        { command: "sample PID 5", text: "Where the process waits." },
      ],
      windows: [
        {
          command:
            "Get-NetTCPConnection -State CloseWait | Select-Object RemoteAddress, OwningProcess, CreationTime",
          text: "The process, and how old the connection is.",
        },
      ],
    },
    reference: "RFC 9293 §3.6; RFC 9293 §3.6.1",
    related: ["CLOSE_WAIT", "half-closed", "close-wait-excess", "fin-wait-2-stuck"],
  },
  "fin-wait-2-stuck": {
    title: "The close is stuck halfway: data came, but no FIN",
    what: [
      "After the first end's FIN the other end still sent data, then fell silent for longer than --close-wait-age, and has not closed. The endpoint named is the one that waits in FIN_WAIT_2; the one that has to act is the other.",
      "A half-close is legal for any time. This suggests an exchange that got stuck in the middle; it does not prove it.",
    ],
    why: [
      "In FIN_WAIT_2 an end has said all it wanted and waits for the other's FIN. If the program only shut down its sending direction, it may wait for ever. If it has closed the socket, nobody can read any more: Linux, macOS and BSD then drop it after 60 s, and whatever comes later is answered with an RST.",
    ],
    causes: [
      "the other program's answer is stuck: it waits for something, or has forgotten to close",
      "a long answer that is produced slowly, or a stream that pauses: nothing is wrong",
      "the other end vanished after it had sent its data",
      "a proxy that passes on the FIN of one side only",
    ],
    next: {
      linux: [
        {
          command: "ss -tnpo state fin-wait-2",
          text: "At the end that waits: with a process it is a half-close, without one it is an orphan.",
        },
        { command: "ss -tnpe state close-wait", text: "At the other end: the process that should close." },
        {
          command: "sysctl net.ipv4.tcp_fin_timeout",
          text: "How long an orphan stays in FIN_WAIT_2; 60 s is the default.",
        },
      ],
      macos: [
        { command: "netstat -anv -p tcp | grep FIN_WAIT_2", text: "At the end that waits." },
        {
          command: "sudo lsof -nP -iTCP -sTCP:CLOSE_WAIT",
          text: "At the other end: the process that should close.",
        },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State FinWait2, CloseWait",
          text: "At either end: which waits, and which process.",
        },
      ],
    },
    reference: "RFC 9293 §3.6.1",
    related: ["FIN_WAIT_2", "CLOSE_WAIT", "half-close", "half-closed", "close-wait-stuck"],
  },
  "time-wait-reuse": {
    title: "Ports were used again while TIME_WAIT still lasted",
    what: [
      "A SYN was answered by a SYN-ACK while an end of the previous connection on these addresses and ports was in TIME_WAIT. The finding says how many seconds after, and whether a newer timestamp or a higher number allowed it. Usually nothing is wrong.",
    ],
    why: [
      "TIME_WAIT keeps old segments out of the next connection. A SYN that is provably newer than everything before (its timestamp or its initial number is higher) lets the end open again at once without that danger. A SYN that is not newer is answered with an ACK, and the client has to try again.",
    ],
    causes: [
      "a client that opens connections to one service very fast and comes round to the same port",
      "a client or a NAT with a fixed or a small range of source ports",
      "tcp_tw_reuse on a Linux client",
      "a server that closes first and so holds the TIME_WAIT itself",
    ],
    next: {
      any: [
        {
          text: "If connects fail now and then, look for syn-retry and challenge-ack at the same ports. Connections that are kept open or pooled need no ports.",
        },
      ],
      linux: [
        {
          command: "nstat -az TcpExtTW TcpExtTWRecycled",
          text: "TIME_WAITs that ran their time, and those that were reused.",
        },
        {
          command: "sysctl net.ipv4.tcp_tw_reuse net.ipv4.ip_local_port_range",
          text: "tcp_tw_reuse: 0 off, 1 on, 2 on loopback only.",
        },
      ],
      macos: [
        {
          command: "sysctl net.inet.tcp.msl net.inet.ip.portrange",
          text: "MSL in milliseconds (TIME_WAIT lasts twice that); the range of ports.",
        },
      ],
      windows: [{ command: "netsh int ipv4 show dynamicport tcp", text: "The range of ports." }],
    },
    reference: "RFC 9293 §3.10.7.4; RFC 6191 §2",
    related: ["TIME_WAIT", "port-exhaustion", "delayed-segment", "time-wait-assassination"],
  },
  "time-wait-assassination": {
    title: "An RST may have ended TIME_WAIT too early",
    what: [
      'An end in TIME_WAIT sent an ACK, and an RST with exactly the number of that ACK came back promptly. On Linux and many others this ends TIME_WAIT on the spot; stacks that follow RFC 1337 ignore it. Nothing on the wire tells which: "may have ended it".',
    ],
    why: [
      "In TIME_WAIT an old segment is answered with an ACK. The other end has forgotten the connection long since and rejects that ACK with an RST, which fits exactly. So one old duplicate is enough to end the very state that protects against old duplicates. If the ports are used again soon, others may get into the new connection.",
    ],
    causes: [
      "an old duplicate arrived late and started the exchange",
      "the client used the port again with a SYN that is not newer: ACK, RST, and the SYN again",
      "the other end repeated its FIN, then gave up",
    ],
    next: {
      any: [{ text: "Harmless unless delayed-segment turns up in the next connection on the same ports." }],
      linux: [
        {
          command: "sysctl net.ipv4.tcp_rfc1337",
          text: "0, the default: an RST ends TIME_WAIT. 1: it is ignored.",
        },
        { command: "ss -tno state time-wait", text: "What is in TIME_WAIT, and for how long still." },
      ],
      macos: [{ command: "netstat -an -p tcp | grep TIME_WAIT", text: "What is in TIME_WAIT." }],
      windows: [{ command: "Get-NetTCPConnection -State TimeWait", text: "What is in TIME_WAIT." }],
    },
    reference: "RFC 1337 §1",
    related: ["TIME_WAIT", "time-wait-reuse", "delayed-segment", "closed"],
  },
} satisfies FindingGroup;
