// The findings about a SYN and what answers it, explained in English.
import type { FindingGroup } from "../../explanation.ts";

export const connecting = {
  "connection-refused": {
    title: "The SYN was answered with an RST: refused",
    what: [
      "An RST that acknowledges the SYN came back, and no SYN-ACK. The client knows at once: connect() fails with ECONNREFUSED.",
      "This proves that the SYN arrived and was answered in the server's name. It does not prove that the server itself answered: a firewall that rejects looks the same. An RST whose time to live differs from the server's other packets points to one.",
    ],
    why: [
      "A host without a socket for a SYN says so with an RST, so that the client need not wait for a timeout. Silence means something else: the SYN or its answer was lost or dropped.",
      "Windows sends a refused SYN again, with the same number. However often it is tried, it is told once.",
    ],
    causes: [
      "the service is not running, has crashed or is still starting",
      "it listens on another port, only on 127.0.0.1, or only on IPv4 or IPv6",
      "the client has the wrong address or port",
      "a firewall rejects with an RST, or a load balancer has no backend",
      "the port of a container or behind a NAT is not forwarded",
    ],
    next: {
      linux: [
        {
          command: "ss -ltnp 'sport = :PORT'",
          text: "On the server: what listens, on which address, in which process.",
        },
        {
          command: "nft list ruleset",
          text: "Look for rules that reject with tcp reset (iptables: iptables -nvL).",
        },
      ],
      macos: [
        { command: "sudo lsof -nP -iTCP:PORT -sTCP:LISTEN", text: "On the server: what listens, and where." },
        { command: "sudo pfctl -s rules", text: "Rules with block return answer with an RST." },
      ],
      windows: [
        {
          command:
            "Get-NetTCPConnection -State Listen -LocalPort PORT | Select-Object LocalAddress, OwningProcess",
          text: "On the server: what listens, on which address, in which process.",
        },
      ],
    },
    reference: "RFC 9293 §3.5.2",
    related: ["refused", "LISTEN", "syn-unanswered", "icmp-unreachable", "port-scan"],
  },
  "icmp-unreachable": {
    title: "ICMP says: destination unreachable or forbidden",
    what: [
      "A router, a firewall or the host itself sent an ICMP destination-unreachable message that quotes a segment of this connection. The finding gives its sender, type and code.",
      "As an error: nothing better than this message answered the SYN. As an info: the SYN was answered after all, or the connection was open already; then the message changed nothing.",
    ],
    why: [
      "Before the handshake a client may take the message as final or keep trying. Linux usually gives up at once; other stacks go on until their timeout. In an open connection most stacks take it as a hint only: one small message, which anybody can forge, should not cut a connection that works.",
    ],
    causes: [
      "the server's firewall rejects: port unreachable is the default answer of REJECT in Linux",
      "the host is down: nobody answers ARP or neighbour discovery (host or address unreachable)",
      "no route (network unreachable, no route to destination)",
      "an access list on the way (IPv4 codes 9, 10 and 13, IPv6 code 1)",
    ],
    next: {
      linux: [
        {
          command: "ip route get ADDRESS",
          text: "The route, the interface and the source address that are used.",
        },
        {
          command: "ip neigh show",
          text: "On the last router or in the same network: FAILED means that the host does not answer.",
        },
        {
          command: "nft list ruleset",
          text: "At the sender of the message: look for reject rules (iptables: iptables -nvL).",
        },
      ],
      macos: [
        { command: "route -n get ADDRESS", text: "The route and the interface that are used." },
        { command: "arp -an", text: "(incomplete) means that a host of this network does not answer." },
      ],
      windows: [
        {
          command: "Find-NetRoute -RemoteIPAddress ADDRESS",
          text: "The route and the source address that are used.",
        },
        { command: "tracert -d ADDRESS", text: "How far packets come." },
      ],
    },
    reference: "RFC 9293 §3.9.2.2; RFC 5461 §2",
    related: ["unreachable", "icmp-ttl-exceeded", "connection-refused", "syn-unanswered"],
  },
  "icmp-ttl-exceeded": {
    title: "ICMP says: a segment ran out of hops on its way",
    what: [
      "A router dropped a segment because its time to live (IPv6: hop limit) had run out, and said so with an ICMP message that quotes it. The finding names the router.",
      "As an error: the SYN got no better answer. As an info: it was answered later, or the connection was open; other packets did arrive.",
    ],
    why: [
      "Each router takes one from the time to live and drops the packet at zero. Without that a routing loop would carry packets for ever. TCP treats the message as a temporary fault: routes may settle within seconds.",
    ],
    causes: [
      "a traceroute with TCP: it sends SYNs with time to live 1, 2, 3 … on purpose",
      "a routing loop: two routers hand the packet to each other",
      "a default route that points back for a prefix that nobody uses",
      "a sender with a very small time to live, such as BGP between routers that are not neighbours",
    ],
    next: {
      linux: [
        { command: "mtr -nT -P PORT ADDRESS", text: "The same two routers in turn are the loop." },
        {
          command: "sysctl net.ipv4.ip_default_ttl",
          text: "The time to live that this host starts with, usually 64.",
        },
      ],
      macos: [
        { command: "traceroute -n ADDRESS", text: "The same two routers in turn are the loop." },
        { command: "sysctl net.inet.ip.ttl", text: "The time to live that this host starts with." },
      ],
      windows: [{ command: "tracert -d ADDRESS", text: "The same two routers in turn are the loop." }],
    },
    reference: "RFC 1122 §4.2.3.9; RFC 4443 §3.3",
    related: ["unreachable", "icmp-unreachable", "syn-unanswered"],
  },
  "syn-retry": {
    title: "The SYN was sent again before an answer came",
    what: [
      "The same SYN was sent again, by timer, before the first answer; then a SYN-ACK or an RST came. The application saw a slow connect: the waits are in the finding.",
      "A SYN or its answer was lost or dropped; one capture rarely tells which. Captured on the server's side, the earlier SYNs did arrive: then ask why the server kept silent.",
    ],
    why: [
      "A new connection has no round-trip time yet, so the first wait is fixed and then grows. SYNs leave at: Linux since 6.5: 0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67 s. Linux 3.7 to 6.4: 0, 1, 3, 7, 15, 31, 63 s. Older Linux: 0, 3, 9, 21, 45, 93 s. Windows up to 2012: 0, 3, 9 s; newer ones begin with 1 s. 4.4BSD: 0, 6, 30 s. macOS begins with 1 s.",
      "So a connect that takes 1 or 3 seconds longer than usual is nearly always one lost SYN or SYN-ACK.",
    ],
    causes: [
      "packet loss on the way, in either direction",
      "the accept queue was full for a moment: Linux drops the SYN silently",
      "a firewall or NAT whose table was full, or that limits the rate of SYNs",
      "the server was starting or failing over",
      "a box that drops SYNs with options such as ECN, Fast Open or MPTCP: the retry, without them, passes",
    ],
    next: {
      any: [
        { text: "Capture at both ends at once: a SYN that leaves and does not arrive was lost on the way." },
      ],
      linux: [
        {
          command: "nstat -az TcpExtListenOverflows TcpExtListenDrops TcpExtTCPReqQFullDrop",
          text: "On the server: SYNs that were dropped because a queue was full.",
        },
        {
          command: "nstat -az TcpExtTCPSynRetrans",
          text: "On the client: how many SYNs (and SYN-ACKs) were sent again.",
        },
        { command: "conntrack -S", text: "On a firewall: drop and insert_failed should not grow." },
      ],
      macos: [
        { command: "netstat -Lan", text: "On the server: how full the listen queues are, and their limits." },
      ],
      windows: [
        {
          command: "netsh int tcp show global",
          text: "On the client: the initial RTO and how often a SYN is tried again.",
        },
      ],
    },
    reference: "RFC 6298 §2; RFC 9293 §3.8.3",
    related: ["syn-unanswered", "syn-ack-retry", "slow-handshake", "accept-queue-overflow", "SYN_SENT"],
  },
  "syn-unanswered": {
    title: "Nothing at all answered the SYN",
    what: [
      "The SYN stayed without an answer. A repeated SYN proves that the client received none that it could use. It does not tell where the answer is missing: the SYN was lost, the server kept silent, or its SYN-ACK was lost.",
      "The finding names the stacks whose schedule fits, and when the client gives up. Where the service answered another SYN less than a minute before, a full accept queue or a filter is likely.",
    ],
    why: [
      "TCP cannot tell loss from refusal when nothing comes back; it can only try again. SYNs leave at, and the attempt ends at: Linux since 6.5: 0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67, ends 131 s. Linux 3.7 to 6.4: 0, 1, 3, 7, 15, 31, 63, ends 127 s. Older Linux: 0, 3, 9, 21, 45, 93, ends 189 s. Windows up to 2012: 0, 3, 9, ends 21 s. 4.4BSD: 0, 6, 30, ends 75 s. macOS and FreeBSD: ends 75 s.",
      "The RFC asks for three minutes. Applications with a timeout of their own stop earlier.",
    ],
    causes: [
      "a firewall or a security group drops the SYN without a word",
      "the host is down or the address is not in use, and no router says so",
      "the accept queue is full: Linux drops SYNs silently",
      "the SYN-ACK goes back another way and is dropped there (stateful firewall, reverse path filter)",
      "a host firewall in stealth mode: a closed port sends no RST",
    ],
    next: {
      linux: [
        {
          command: "tcpdump -nni any 'host CLIENT and tcp port PORT'",
          text: "On the server: does the SYN arrive, does a SYN-ACK leave?",
        },
        {
          command: "nstat -az TcpExtListenOverflows TcpExtListenDrops TcpExtIPReversePathFilter",
          text: "On the server: SYNs dropped by a full queue or by the reverse path filter.",
        },
        {
          command: "nft list ruleset",
          text: "Look for drop rules (iptables: iptables -nvL shows how often each was hit).",
        },
        {
          command: "ss -tno state syn-sent",
          text: "On the client: attempts under way, their timer and number of retries.",
        },
      ],
      macos: [
        { command: "sudo pfctl -vs rules", text: "Look for block drop rules, with their counters." },
        {
          command: "/usr/libexec/ApplicationFirewall/socketfilterfw --getstealthmode",
          text: "Whether closed ports keep silent.",
        },
      ],
      windows: [
        {
          command: "Test-NetConnection ADDRESS -Port PORT",
          text: "On the client: ping and TCP beside each other.",
        },
        {
          command: "Get-NetFirewallRule -Direction Inbound -Action Block -Enabled True",
          text: "On the server: rules that block. In stealth mode, the default, closed ports keep silent.",
        },
      ],
    },
    reference: "RFC 9293 §3.8.3; RFC 6298 §2",
    related: ["unanswered", "syn-retry", "accept-queue-overflow", "icmp-unreachable", "SYN_SENT"],
  },
} satisfies FindingGroup;
