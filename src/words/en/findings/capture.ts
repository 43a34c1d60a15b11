// The findings about the capture itself, and what it makes doubtful, explained in English.
import type { FindingGroup } from "../../explanation.ts";

export const capture = {
  "capture-loss": {
    title: "Packets did arrive, but the capture missed them",
    what: [
      "An end acknowledged data that the capture does not hold, nor brings within 10 ms. The receiver had them, so it was the capture that missed them, not the connection. The finding counts gaps and bytes.",
      'Everything that rests on "it was not seen" is weaker here: silence, missing FINs, retransmissions whose first copy is not in the capture.',
    ],
    why: [
      "A TCP receiver acknowledges only what it has received without a gap. So an acknowledgement proves that all bytes before it passed, wherever they passed. A packet that was lost on the network is sent again; one that only the capture lost is not.",
    ],
    causes: [
      "the capturing machine was too slow: its buffer overflowed (packets dropped by kernel)",
      "a mirror port or tap with more traffic than its line carries",
      "a part of the packets takes another way: several links, asymmetric routes, offload past the capture",
      "a capture filter that leaves fragments or tagged packets out",
    ],
    next: {
      any: [
        {
          command: "capinfos FILE",
          text: "Interfaces and counters of the file; pcapng may say how many packets were dropped.",
        },
        {
          command: "tcpdump -ni DEVICE -B 65536 -s 128 -w FILE 'host ADDRESS'",
          text: "A larger buffer (in KiB), fewer bytes, a filter: then the kernel keeps up. tcpdump tells its drops at the end.",
        },
      ],
      linux: [
        { command: "ethtool -S DEVICE", text: "Drops of the card (rx_missed, rx_no_buffer and the like)." },
        { command: "ethtool -g DEVICE", text: "The receive ring, and how large it may be." },
      ],
      macos: [{ command: "netstat -I en0 -d", text: "Packets that the interface dropped." }],
      windows: [{ command: "Get-NetAdapterStatistics", text: "Packets that each adapter discarded." }],
    },
    reference: "RFC 9293 §3.4; RFC 9293 §3.10.7.4",
    related: ["retransmissions", "truncated-packets", "duplicate-frames", "offload"],
  },
  "state-mismatch": {
    title: "The kernel and the packets tell different states",
    what: [
      "Live only: for a connection of this host the kernel's state and the one inferred from the packets differed in two looks one second apart, with no packet between. Neither a saved capture nor the far end can raise it.",
      "What the kernel simply does not list any more (FIN_WAIT_2 without a process, TIME_WAIT, SYN_RECEIVED) does not count.",
    ],
    why: [
      "A capture sees packets where they pass, not where they are processed. An arriving packet is captured before the firewall, a departing one after it; what the firewall drops in between, one of the two never saw. The kernel is right about its own socket; the difference tells what became of a packet.",
    ],
    causes: [
      "a firewall rule of this host dropped a packet after it was captured",
      "the capture missed a packet, or began in the middle",
      "the socket belongs to another network namespace or container, or to a proxy on this host",
      "a segment was rejected by a check that the wire does not show (checksum, timestamps, memory)",
    ],
    next: {
      linux: [
        { command: "ss -tanoie dst ADDRESS", text: "The kernel's side: state, timers, numbers of retries." },
        {
          command: "nstat -z | grep -iE 'drop|paws|inerr|csum'",
          text: "Call it twice: counters that grow name the check that rejects.",
        },
        { command: "nft list ruleset", text: "Rules that drop (iptables: iptables -nvL)." },
      ],
      macos: [{ command: "netstat -anv -p tcp", text: "The kernel's side." }],
      windows: [
        { command: "Get-NetTCPConnection -RemoteAddress ADDRESS", text: "The kernel's side." },
        {
          command: "pktmon start --capture --type drop",
          text: "Packets that Windows drops, with the reason; then pktmon stop and pktmon etl2txt PktMon.etl.",
        },
      ],
    },
    reference: "RFC 9293 §3.3.2",
    related: ["capture-loss", "ESTABLISHED", "SYN_RECEIVED", "CLOSE_WAIT"],
  },
  offload: {
    title: "Segments are larger than the wire carries: offload",
    what: [
      "A segment carries more data than its receiver's MSS allows, or an IP header gives no length. It was captured inside a host whose network card cuts segments up after the capture, or joins them before it.",
      "States, numbers and verdicts are not touched by it. Counts of packets and of retransmissions are those of the large segments, and checksums that look wrong are often still to be filled in.",
    ],
    why: [
      "Handing the card 64 kB at a time saves most of the kernel's work per packet (TSO, GSO). On the way in, packets of one connection are joined before TCP sees them (LRO, GRO). A capture stands between kernel and card.",
    ],
    causes: [
      "a capture on one of the two hosts: the normal case",
      "a capture inside a virtual machine, a container or on its bridge",
      "a path with larger packets than the MSS says (rare: the MSS was rewritten on the way)",
    ],
    next: {
      any: [
        {
          text: "To see what is on the wire, capture on a mirror port or a third machine. Switching offload off changes what you measure.",
        },
      ],
      linux: [
        {
          command: "ethtool -k DEVICE",
          text: "What is on: tcp-segmentation-offload, generic-receive-offload and others.",
        },
        {
          command: "ethtool -K DEVICE tso off gso off gro off lro off",
          text: "Off for a test; costs speed.",
        },
      ],
      macos: [{ command: "ifconfig en0", text: "TSO4 and TSO6 among the options." }],
      windows: [
        {
          command: "Get-NetAdapterLso; Get-NetAdapterRsc",
          text: "Segmentation on the way out, joining on the way in.",
        },
      ],
    },
    reference: "RFC 9293 §3.7.1",
    related: ["capture-loss", "truncated-packets", "retransmissions"],
  },
  "duplicate-frames": {
    title: "The capture holds many packets twice",
    what: [
      "Three or more, and at least 5 %, of the TCP packets are copies of another one: within a millisecond, or with equal IP ID or TCP timestamp. The network carried them once; the capture took them twice.",
      "Copies are counted as packets and never as evidence: they raise no retry, no retransmission, no duplicate ACK. Other tools count them as retransmissions.",
    ],
    why: [
      "A retransmission is a new packet: it gets a new IP ID and usually a newer timestamp, and comes no sooner than a timer or three ACKs allow. An exact copy after some microseconds comes from the place of capture.",
    ],
    causes: [
      "a mirror port that copies both the incoming and the outgoing side, or two ports of one path",
      "a capture on the interface any of a host that forwards: bridge, veth, bond and VLAN show each packet again",
      "several captures of the same traffic merged into one",
      "a loop or a faulty device that doubles frames (rare; then the hosts see them too)",
    ],
    next: {
      any: [
        {
          command: "editcap -w 0.001 IN.pcapng OUT.pcapng",
          text: "A file without copies that follow within 1 ms.",
        },
        {
          command: "tcpdump -ni DEVICE -w FILE",
          text: "Capture on one interface, not on any; mirror one direction of a port only.",
        },
      ],
    },
    reference: "RFC 6864 §4; RFC 7323 §3",
    related: ["retransmissions", "capture-loss", "time-went-back"],
  },
  "truncated-packets": {
    title: "Packets were cut off when they were captured",
    what: [
      "At least one TCP packet is stored shorter than its IP length. The finding counts them and gives the snapshot length. Lengths are taken from the IP header, so sums and numbers stay right.",
      "Where even the TCP header or its options are cut, the packet, or its MSS, window scale and timestamps, cannot be used; such packets are counted among the outcomes.",
    ],
    why: [
      "A capture may keep only the beginning of each packet: it saves space and leaves private data out. For handshakes and closes 128 bytes hold all headers, with some room for VLAN tags and tunnels.",
    ],
    causes: [
      "a capture with a snapshot length (tcpdump -s, Wireshark's limit)",
      "old tools, whose default was 68 or 96 bytes",
      "a file that was cut afterwards to protect data (editcap -s)",
      "a device or a flow exporter that passes on headers only",
    ],
    next: {
      any: [
        { command: "capinfos -l FILE", text: "The snapshot length of the file." },
        {
          command: "tcpdump -ni DEVICE -s 0 -w FILE",
          text: "Whole packets; -s 128 where headers are enough.",
        },
      ],
      windows: [
        {
          command: "pktmon start --capture --pkt-size 0",
          text: "Whole packets; pktmon's default is 128 bytes.",
        },
      ],
    },
    reference: "RFC 9293 §3.1; RFC 791 §3.1",
    related: ["capture-loss", "offload"],
  },
  "time-went-back": {
    title: "A packet is earlier than the packet before it",
    what: [
      "On one interface a packet is at least 1 ms earlier than the latest one before it. The finding counts such packets and gives the largest step.",
      "Such packets are tracked in the order of the file, each with its own time; no interval becomes negative and no timer runs backwards. Waits and round trips around these places are not to be trusted.",
    ],
    why: [
      "Times are given by the clock of the capturing machine at the moment of capture. If that clock is set back, or packets of several queues are written in another order than they came, times and order no longer agree. Which of the two is right cannot be seen.",
    ],
    causes: [
      "the clock was set: NTP made a step, a virtual machine was moved or woken",
      "a card with several queues, or two directions of a tap, written one after the other",
      "files that were joined without sorting",
      "time stamps of card and kernel mixed",
    ],
    next: {
      any: [
        {
          command: "reordercap IN.pcapng OUT.pcapng",
          text: "Sorts by time: right when packets were written late, wrong when the clock was set.",
        },
        {
          command: "mergecap -w OUT.pcapng A.pcapng B.pcapng",
          text: "Joins files by time; shakedown read A B does so too.",
        },
      ],
      linux: [
        {
          command: "timedatectl timesync-status",
          text: "Whether, and from where, the clock is set (chronyc tracking with chrony).",
        },
        { command: "ethtool -T DEVICE", text: "Which time stamps the card can give." },
      ],
      macos: [{ command: "sntp time.apple.com", text: "How far the clock is off." }],
      windows: [{ command: "w32tm /query /status", text: "How the clock is set, and when it was last." }],
    },
    reference: "RFC 5905 §11",
    related: ["duplicate-frames", "capture-loss"],
  },
} satisfies FindingGroup;
