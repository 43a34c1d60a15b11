// The findings about the handshake behind the SYN, explained in English.
import type { FindingGroup } from "../../explanation.ts";

export const opening = {
  "syn-ack-retry": {
    title: "The server sent its SYN-ACK again",
    what: [
      "The server repeated its SYN-ACK by timer, with no repeated SYN of the client to ask for it. At that moment it had not taken the client's ACK.",
      "If the capture holds no ACK, the SYN-ACK or the ACK was lost, or the client never answered. If it holds one, that was lost behind the capture point or the server did not take it. As an info: the server probably waits for data on purpose (deferred accept).",
    ],
    why: [
      "An end in SYN_RECEIVED keeps its SYN-ACK until it is acknowledged. Linux repeats it after 1, 3, 7, 15 and 31 s and drops the attempt at 63 s. If data of the client arrive in between, their acknowledgement completes the handshake as well, and little harm is done.",
    ],
    causes: [
      "one packet was lost",
      "the accept queue was full when the ACK came",
      "TCP_DEFER_ACCEPT: the server waits for the client's first data",
      "a firewall or route that lets the SYN-ACK out and not the ACK in",
      "the source of the SYN was forged or a scanner: nobody will answer",
    ],
    next: {
      linux: [
        {
          command: "ss -tno state syn-recv 'sport = :PORT'",
          text: "On the server: attempts that wait, and their timers.",
        },
        {
          command: "nstat -az TcpExtListenOverflows",
          text: "On the server: if it grows, the accept queue overflows.",
        },
        {
          command: "sysctl net.ipv4.tcp_synack_retries",
          text: "How often a SYN-ACK is repeated; 5 is the default.",
        },
      ],
      macos: [{ command: "netstat -Lan", text: "On the server: how full the listen queues are." }],
      windows: [
        { command: "Get-NetTCPConnection -State SynReceived", text: "On the server: attempts that wait." },
      ],
    },
    reference: "RFC 9293 §3.5; RFC 6298 §5",
    related: ["SYN_RECEIVED", "half-open-handshake", "accept-queue-overflow", "syn-retry"],
  },
  "half-open-handshake": {
    title: "The handshake stopped halfway, in SYN_RECEIVED",
    what: [
      "SYN and SYN-ACK were seen, and the server shows no sign of having taken the client's ACK: it is still in SYN_RECEIVED.",
      "If the capture holds an ACK and the SYN-ACK was repeated after it, the client believes that the connection is open while the server does not. If it holds none, the client may never have seen the SYN-ACK.",
    ],
    why: [
      "The third segment is what tells the server that the client is real and that it means this SYN. Until then the server keeps only a small record of the attempt and repeats the SYN-ACK. An end that stays silent costs it that record for a minute or so; thousands of them are a SYN flood.",
    ],
    causes: [
      "the SYN-ACK does not reach the client: asymmetric route, firewall, NAT",
      "the client vanished or its source address was forged",
      "a scanner that does not finish handshakes",
      "the client's ACK was lost, or the server dropped it because its accept queue was full",
    ],
    next: {
      any: [{ text: "Capture on the client: does the SYN-ACK arrive there, and does an ACK leave?" }],
      linux: [
        {
          command: "ss -tn state syn-recv",
          text: "On the server: all attempts that wait; many sources with one each suggest forgery.",
        },
        {
          command: "nstat -az TcpExtListenOverflows TcpExtTCPReqQFullDoCookies",
          text: "On the server: full queues, and SYN cookies in use.",
        },
      ],
      macos: [{ command: "netstat -an -p tcp | grep SYN_RCVD", text: "On the server: attempts that wait." }],
      windows: [
        { command: "Get-NetTCPConnection -State SynReceived", text: "On the server: attempts that wait." },
      ],
    },
    reference: "RFC 9293 §3.5; RFC 4987 §2",
    related: ["half-open", "SYN_RECEIVED", "syn-ack-retry", "accept-queue-overflow", "syn-flood"],
  },
  "handshake-aborted": {
    title: "An RST ended the handshake before it was complete",
    what: [
      "An RST came after the SYN-ACK and before the handshake was complete, or the sender of the SYN reset its own attempt. The finding names the end that sent it.",
      "No connection was established, so no data was lost. Whether the application ever wanted one cannot be seen.",
    ],
    why: [
      "A host that gets a SYN-ACK for which it has no attempt answers with an RST. The server then forgets the attempt and listens again. That is how TCP clears what nobody wants.",
    ],
    causes: [
      "a port scan (half-open): the scanner's kernel knows nothing of the SYN and resets the answer",
      "a load balancer's health check that resets instead of finishing",
      "the client's timeout ran out, or it was stopped, before the SYN-ACK came",
      "a client that tried two addresses at once and kept the faster one",
      "a forged source: the true owner of the address rejects the SYN-ACK",
      "from the server: its listener was closed, or its queue was full and it is set to reset",
    ],
    next: {
      linux: [
        {
          command: "nstat -az TcpExtEmbryonicRsts",
          text: "On the server: RSTs that hit unfinished handshakes.",
        },
        {
          command: "nstat -az TcpAttemptFails TcpOutRsts",
          text: "On the client: attempts that failed, RSTs that were sent.",
        },
      ],
      macos: [
        {
          command: "netstat -s -p tcp",
          text: "Embryonic connections dropped are handshakes that were not finished.",
        },
      ],
      windows: [{ command: "netstat -s -p tcp", text: "Failed connection attempts." }],
    },
    reference: "RFC 9293 §3.5.2; RFC 9293 §3.10.7.4",
    related: ["aborted", "SYN_RECEIVED", "stale-syn", "port-scan", "connection-refused"],
  },
  "stale-syn": {
    title: "An old SYN was answered, and the client said no",
    what: [
      "The client answered a SYN-ACK promptly with an RST, and the same addresses and ports carry another SYN, with another number, close by. This is the picture of a SYN that came too late.",
      "It only suggests it: a client that gave up and at once tried again from the same port looks the same.",
    ],
    why: [
      "This is why the handshake has three segments and not two. The server cannot know whether a SYN is fresh; the client can. With two segments an old duplicate would leave the server with a connection that nobody wants. With three the client says no, and the attempt that it does want goes on.",
    ],
    causes: [
      "the client's first attempt timed out, it tried again from the same port, and the first answer came late",
      "the network delayed or doubled a SYN (rerouting, long queues, radio)",
      "a NAT or proxy that uses one port again at once",
    ],
    next: {
      any: [
        {
          command: "shakedown show CAPTURE CONNECTION",
          text: "Both attempts step by step: compare the numbers of the SYNs.",
        },
      ],
      linux: [
        {
          command: "nstat -az TcpExtEmbryonicRsts",
          text: "On the server: RSTs that hit unfinished handshakes.",
        },
      ],
    },
    reference: "RFC 9293 §3.5",
    related: ["aborted", "handshake-aborted", "delayed-segment", "SYN_RECEIVED"],
  },
  "simultaneous-open": {
    title: "The SYNs of both ends crossed and made one connection",
    what: [
      "Each end sent a SYN without ACK before it had seen the other's. Both became SYN_RECEIVED and then ESTABLISHED. There is one connection, and neither end is the server in the usual sense. Nothing is wrong.",
    ],
    why: [
      "TCP is symmetrical: a SYN that arrives in SYN_SENT is as good as one that arrives in LISTEN. Each end answers with a SYN-ACK that repeats its own number, so two SYNs make one connection and not two.",
    ],
    causes: [
      "NAT traversal: both peers connect at the same moment on purpose",
      "peers with fixed ports at both ends",
      "a program that connects to a free local port over and over, and at last meets itself: both addresses are then equal",
    ],
    next: {
      any: [
        {
          text: "Nothing to do if it is meant. If both ends of the connection are one socket, start the service before its client, or use a port outside the ephemeral range.",
        },
      ],
      linux: [
        {
          command: "sysctl net.ipv4.ip_local_port_range",
          text: "The ephemeral range; a service inside it can be met by chance.",
        },
      ],
      macos: [{ command: "sysctl net.inet.ip.portrange", text: "The ephemeral range." }],
      windows: [{ command: "netsh int ipv4 show dynamicport tcp", text: "The ephemeral range." }],
    },
    reference: "RFC 9293 §3.5",
    related: ["SYN_SENT", "SYN_RECEIVED", "simultaneous-close"],
  },
  "fast-open": {
    title: "The SYN carried data, and the server took it",
    what: [
      "The SYN carried payload, and the SYN-ACK acknowledged it: the request needed no round trip of its own. Nothing is wrong.",
      "A SYN that only asks for a cookie, or whose payload the server did not acknowledge, is not told.",
    ],
    why: [
      "Data in a SYN is legal, but a plain server must not hand it to the application before the handshake is complete. A cookie from an earlier connection shows that the client really owns its address, so the server may answer at once. A SYN that is duplicated can deliver its data twice: fit for requests that may be repeated.",
    ],
    causes: [
      "client and server have Fast Open switched on, and the client had a cookie from an earlier connection",
    ],
    next: {
      linux: [
        { command: "sysctl net.ipv4.tcp_fastopen", text: "1 client, 2 server, 3 both." },
        {
          command: "nstat -az 'TcpExtTCPFastOpen*'",
          text: "How often it worked, failed, or overflowed its queue.",
        },
      ],
      macos: [{ command: "sysctl net.inet.tcp.fastopen", text: "1 client, 2 server, 3 both." }],
      windows: [{ command: "netsh int tcp show global", text: "Whether Fast Open is enabled." }],
    },
    reference: "RFC 7413 §3; RFC 9293 §3.4",
    related: ["SYN_RECEIVED", "ESTABLISHED", "syn-retry"],
  },
  "slow-handshake": {
    title: "The handshake took much longer than usual",
    what: [
      "From the SYN to the ACK that completes the handshake it took more than three times the median, and at least 0.2 s more than it, of earlier handshakes between this client address and this service. No retry was captured.",
      "The two halves tell where: a long wait between SYN and SYN-ACK lies between the capture point and the server, a long wait between SYN-ACK and ACK between the capture point and the client.",
    ],
    why: [
      "The kernel answers a SYN by itself, without the application. So the handshake measures the path and the kernel, not the program. When it alone is slow, packets waited in a queue, or a host was too busy to handle them.",
    ],
    causes: [
      "a full queue on the way (a link that is saturated, too much buffering)",
      "a host without CPU time: overloaded, a virtual machine that was paused, a container at its limit",
      "address resolution (ARP, neighbour discovery) or a sleeping radio before the first packet",
      "the ACK was lost before the capture point, and the client's next segment completed the handshake",
      "the path changed, or a proxy answers in the server's place",
    ],
    next: {
      any: [{ command: "shakedown show CAPTURE CONNECTION", text: "Which of the two halves was slow." }],
      linux: [
        {
          command: "cat /proc/net/softnet_stat",
          text: "Second column: packets dropped, third: the kernel ran out of time for packets (hexadecimal).",
        },
        { command: "tc -s qdisc show", text: "Backlog and drops of the queues of this host." },
      ],
      macos: [{ command: "netstat -i -w 1", text: "Traffic and errors second by second: is the link full?" }],
      windows: [{ command: "Get-NetAdapterStatistics", text: "Discarded packets of each adapter." }],
    },
    reference: "RFC 9293 §3.5; RFC 6298 §2",
    related: ["syn-retry", "SYN_SENT", "SYN_RECEIVED", "retransmissions"],
  },
} satisfies FindingGroup;
