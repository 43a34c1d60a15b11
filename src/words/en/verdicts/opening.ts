// The verdicts about connections that did not open, explained in English.
import type { Verdict } from "../../../record/connection-record.ts";
import type { Explanation } from "../../explanation.ts";

export const openingVerdicts = {
  aborted: {
    title: "An RST in the middle of the handshake",
    what: [
      "A SYN-ACK was seen, and then an RST ended the attempt before the handshake was complete; or the client took its own SYN back with an RST. Nobody's application ever had the connection.",
    ],
    why: [
      "A client answers a SYN-ACK that it did not ask for, or no longer wants, with an RST. That is what the third segment is for: it lets the client say no, so that an old duplicate SYN opens nothing.",
    ],
    causes: [
      "a port scanner: SYN, SYN-ACK, RST finds out what is open without being logged",
      "a health check that wants no more than the SYN-ACK",
      "the client gave up (a timeout of the application) before the answer came",
      "an old SYN was answered, and the client knows nothing of it (stale-syn)",
      "a firewall let the SYN pass and then changed its mind",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'verdict:aborted'",
          text: "Few sources or many, one port or many?",
        },
        {
          text: "Compare the time to the RST with the client's connect timeout: a round figure such as 1.000 s is a timeout.",
        },
      ],
      linux: [
        {
          command: "nstat -az TcpAttemptFails TcpOutRsts",
          text: "Attempts that failed here, and RSTs sent.",
        },
      ],
      windows: [{ command: "netstat -s -p tcp", text: "Failed connection attempts." }],
    },
    reference: "RFC 9293 §3.5; RFC 9293 §3.5.3",
    related: ["handshake-aborted", "stale-syn", "port-scan", "SYN_RECEIVED", "refused"],
  },
  refused: {
    title: "The SYN was answered with an RST: nothing listens there",
    what: [
      'The other end answered the SYN with RST and ACK, and the attempt was over after one round trip. The application sees "connection refused" (ECONNREFUSED).',
      "It proves that something with that address is alive and answered. It need not be the host: a firewall can send the RST in its name.",
    ],
    why: [
      "For a SYN to a port without a listener, an RST is the quick and honest answer: the client need not wait through its retries. The RST acknowledges the SYN, which proves that it answers this attempt.",
    ],
    causes: [
      "the service is not running, crashed, or still starting",
      "it listens on another port, or on 127.0.0.1 only, or on IPv6 only",
      "the client uses an old address or port",
      "a firewall rejects with an RST (iptables REJECT --reject-with tcp-reset)",
    ],
    next: {
      any: [
        {
          text: "Compare the time and the time to live of the RST with other packets of that host: a firewall is usually nearer.",
        },
      ],
      linux: [
        {
          command: "ss -ltnp 'sport = :PORT'",
          text: "On the server: does anybody listen, and on which address?",
        },
        { command: "systemctl --failed", text: "Services that did not stay up." },
        { command: "nft list ruleset", text: 'A rule with "reject with tcp reset"?' },
      ],
      macos: [{ command: "lsof -nP -iTCP:PORT -sTCP:LISTEN", text: "Does anybody listen?" }],
      windows: [
        {
          command: "Get-NetTCPConnection -State Listen -LocalPort PORT",
          text: "Does anybody listen, and on which address?",
        },
        { command: "Test-NetConnection SERVER -Port PORT", text: "Tries again, from the client." },
      ],
    },
    reference: "RFC 9293 §3.5.2; RFC 9293 §3.10.7.1",
    related: ["connection-refused", "port-scan", "unreachable", "unanswered", "LISTEN"],
  },
  "half-open": {
    title: "The handshake hangs: the server answered and waits for the ACK",
    what: [
      "SYN and SYN-ACK were seen, and the server is still in SYN_RECEIVED: the ACK did not come, or the server shows by repeating its SYN-ACK that it did not take it.",
      "The two ends may disagree here: a client that got the SYN-ACK calls the connection ESTABLISHED and may already be sending.",
    ],
    why: [
      "The server believes in a connection only when its own number is acknowledged. Until then it repeats the SYN-ACK (Linux: 1, 3, 7, 15, 31 s) and forgets the attempt after about a minute.",
    ],
    causes: [
      "the server's accept queue is full: the application does not call accept() fast enough",
      "the ACK is lost or filtered, or takes another way than the SYN",
      "the client vanished, or its address was forged (SYN flood)",
      "the server defers: it waits for the first data (TCP_DEFER_ACCEPT)",
      "the capture ended in the middle of a handshake",
    ],
    next: {
      linux: [
        {
          command: "ss -ltn 'sport = :PORT'",
          text: "Recv-Q equal to Send-Q or above: the accept queue is full.",
        },
        { command: "ss -tno state syn-recv", text: "How many hang, towards whom." },
        {
          command: "nstat -az TcpExtListenOverflows TcpExtListenDrops",
          text: "Do they grow? Then it is the queue.",
        },
      ],
      macos: [{ command: "netstat -Lan -p tcp", text: "Listen queues: now, incomplete, limit." }],
      windows: [{ command: "Get-NetTCPConnection -State SynReceived", text: "How many hang, towards whom." }],
    },
    reference: "RFC 9293 §3.5; RFC 4987 §2",
    related: ["half-open-handshake", "accept-queue-overflow", "syn-flood", "syn-ack-retry", "SYN_RECEIVED"],
  },
  unreachable: {
    title: "An ICMP error came back for the SYN, and nothing better",
    what: [
      'A router, a firewall or the host itself answered the SYN with an ICMP error that quotes it. The application sees "no route to host", "network is unreachable" or the like; the type and code say which.',
      "Who sent the error is as telling as what it says: it is the last place on the path that knew the packet.",
    ],
    why: [
      "ICMP may be forged and may be wrong for a moment, so during a connection TCP takes most of these errors as a hint. For a SYN there is nothing to lose: Linux gives up, other systems go on trying (RFC 1122).",
    ],
    causes: [
      "host unreachable: the last router finds nobody with that address (host off, no ARP answer)",
      "administratively prohibited: a firewall rejects",
      "port unreachable: a firewall rejects; iptables REJECT does it so by default",
      "network unreachable: a route is missing",
      "time to live exceeded: a routing loop, or a very small time to live",
    ],
    next: {
      any: [
        {
          command: "tcpdump -ni any 'icmp[icmptype] == icmp-unreach or icmp[icmptype] == icmp-timxceed'",
          text: "Errors as they come, and from whom (IPv6: icmp6).",
        },
      ],
      linux: [
        { command: "ip route get SERVER", text: "The way that this host would take." },
        { command: "ip neigh show", text: "FAILED: no ARP or neighbour answer." },
        { command: "tracepath -n SERVER", text: "How far packets come." },
      ],
      macos: [
        { command: "route -n get SERVER", text: "The way that this host would take." },
        { command: "traceroute -n SERVER", text: "How far packets come." },
      ],
      windows: [
        { command: "Find-NetRoute -RemoteIPAddress SERVER", text: "The way that this host would take." },
        { command: "tracert -d SERVER", text: "How far packets come." },
      ],
    },
    reference: "RFC 9293 §3.9.2.2; RFC 1122 §4.2.3.9; RFC 792",
    related: ["icmp-unreachable", "icmp-ttl-exceeded", "unanswered", "refused", "SYN_SENT"],
  },
  unanswered: {
    title: "SYN after SYN, and no answer at all",
    what: [
      "The SYN was sent at least twice, or 75 s have gone by, and nothing came back: no SYN-ACK, no RST, no ICMP error. The application sees a timeout (ETIMEDOUT), after 21 s to 131 s depending on its system, or earlier by its own patience.",
      "Silence is not a refusal. A live host without a listener would have sent an RST; so either nothing arrives, or somebody is silent on purpose, or the answer does not pass here.",
    ],
    why: [
      "TCP cannot tell a lost SYN from an ignored one, so it repeats it, with growing pauses so as not to add to a jam, and gives up at last. The pauses give the system away: 6 s and 24 s, 75 s in all is 4.4BSD; 1, 2, 4, 8, 16, 32 s Linux before 6.5; five times 1 s first: Linux since 6.5; 3 and 6 s, 21 s in all: old Windows.",
    ],
    causes: [
      "a firewall or security group drops without a word",
      "the host is down, or the address no longer exists",
      "the answer takes another way, or is dropped on the way back",
      "the server's queues are full: then only some attempts fail",
    ],
    next: {
      any: [
        {
          command: "tcpdump -ni any 'host CLIENT and port PORT'",
          text: "On the server: does the SYN arrive? If so, does an answer leave?",
        },
        {
          command: "shakedown read CAPTURE --select 'host:SERVER'",
          text: "Do other connections to the same host work?",
        },
      ],
      linux: [
        {
          command: "nft list ruleset",
          text: "Drop rules on both ends (or iptables -nvL); look at the counters.",
        },
        {
          command: "nstat -az TcpExtListenDrops TcpExtTCPReqQFullDrop",
          text: "On the server: SYNs dropped by full queues.",
        },
        {
          command: "sysctl net.ipv4.conf.all.rp_filter",
          text: "1 (strict): a SYN is dropped that comes in by another interface than its answer would leave by.",
        },
      ],
      macos: [{ command: "pfctl -sr", text: "Rules of the packet filter." }],
      windows: [
        {
          command: "Test-NetConnection SERVER -Port PORT",
          text: "Tries again; PingSucceeded tells whether the host lives.",
        },
        { command: "Get-NetFirewallProfile", text: "The firewall's default for each profile." },
      ],
    },
    reference: "RFC 9293 §3.8.3; RFC 1122 §4.2.3.5",
    related: ["syn-unanswered", "SYN_SENT", "unreachable", "refused", "accept-queue-overflow"],
  },
  connecting: {
    title: "A SYN, and the capture tells no more yet",
    what: [
      "One SYN was seen, and neither an answer nor a repeat; the capture ends, or was cut, less than 75 s later. It may still have opened.",
    ],
    why: [
      "The first repeat comes after 1 s on most systems, after 3 or 6 s on old ones. Before that a missing answer means nothing.",
    ],
    causes: [
      "the capture ended at this moment",
      "a scanner that sends each SYN only once",
      "the answer goes another way and was not captured",
    ],
    next: {
      any: [
        { text: "Capture for longer: 75 s after the last SYN the matter is settled." },
        {
          command: "shakedown read CAPTURE --select 'verdict:connecting'",
          text: "Many from one source to many ports: a scan.",
        },
      ],
    },
    reference: "RFC 9293 §3.5",
    related: ["SYN_SENT", "unanswered", "port-scan", "partial"],
  },
} as const satisfies Partial<Record<Verdict, Explanation>>;
