// The verdicts about connections that were open, or of which too little was seen, explained in English.
import type { Verdict } from "../../../record/connection-record.ts";
import type { Explanation } from "../../explanation.ts";

export const closingVerdicts = {
  closed: {
    title: "Closed in order: both FINs sent, both acknowledged",
    what: [
      "Each end said that it has nothing more to send, and each was told that this was heard. All data arrived. The end that closed first keeps TIME_WAIT for a while; that is part of it.",
    ],
    why: [
      "A TCP connection is two streams, and each is closed by itself, because one side may still have much to say when the other is done. Hence four segments: FIN, ACK, FIN, ACK. Three are enough where the second end has nothing left: its ACK and its FIN travel together. When both close at the same moment the FINs cross, and both ends wait in TIME_WAIT.",
    ],
    causes: ["both applications called close(), or ended"],
    next: {
      any: [
        {
          command: "shakedown show CAPTURE CONNECTION",
          text: "Who closed first, and how long each step took.",
        },
        {
          command: "shakedown read CAPTURE --select 'verdict:closed closedBy:server'",
          text: "Where the server closes first, and keeps TIME_WAIT.",
        },
      ],
    },
    reference: "RFC 9293 §3.6",
    related: ["TIME_WAIT", "half-close", "simultaneous-close", "FIN_WAIT_1", "LAST_ACK"],
  },
  reset: {
    title: "An RST ended an open connection",
    what: [
      'The handshake was complete, then an RST came whose number fitted, and both ends dropped everything at once: what was not yet delivered is lost, and there is no TIME_WAIT. The application sees "connection reset by peer" (ECONNRESET), or "broken pipe" when it writes.',
      "Who sent it matters most. After a FIN of the same end it is often harmless: the data, or the FIN, of the other came too late.",
    ],
    why: [
      "An RST says: there is no such connection here, or it shall not go on. Its number must be exact, or anybody could end the connections of others by guessing (RFC 5961). Nobody acknowledges an RST, and nobody repeats one.",
    ],
    causes: [
      "the end had closed, and more data came for it",
      "the application closed with unread data, or with linger 0; or its process was killed",
      "the end, or the load balancer before it, lost the connection: restart, failover, idle timeout",
      "a firewall or proxy ended it in the name of an end",
      "keepalive, or the retries, were used up",
    ],
    next: {
      any: [
        {
          command: "shakedown show CAPTURE CONNECTION",
          text: "What came right before the RST: data, a FIN, or a long silence.",
        },
        {
          text: "Look at the time to live of the RST beside that end's other packets: a difference means that somebody else sent it.",
        },
      ],
      linux: [
        {
          command: "nstat -az TcpExtTCPAbortOnClose TcpExtTCPAbortOnData TcpExtTCPAbortOnTimeout",
          text: "Why this host aborts: closed with unread data; data for a closed socket, or linger 0; retries or keepalive used up.",
        },
        { command: "journalctl -k -g 'Out of memory'", text: "Did the kernel kill the process?" },
      ],
      macos: [{ command: "netstat -s -p tcp | grep -i reset", text: "Resets since the start." }],
      windows: [
        { command: "netstat -s -p tcp", text: "Reset connections since the start." },
        { command: "Get-WinEvent -LogName Application -MaxEvents 50", text: "Did the process crash?" },
      ],
    },
    reference: "RFC 9293 §3.5.2; RFC 9293 §3.5.3; RFC 5961 §3",
    related: ["peer-lost-state", "keepalive-failure", "rst-out-of-window", "aborted", "refused"],
  },
  "half-closed": {
    title: "One end has closed and the other has not: CLOSE_WAIT",
    what: [
      "One FIN was sent and acknowledged, and the other end has sent none. The end that closed is in FIN_WAIT_2, the other in CLOSE_WAIT.",
      "It is legal, and for a moment in every close. When it lasts and nothing is sent, the application of the end in CLOSE_WAIT has forgotten to close.",
    ],
    why: [
      'A FIN only ends one direction. A client may say "that was my question" and still read the answer: that is a half-close, and why closing takes two FINs. The kernel cannot know whether the application still means to send, so it waits for close().',
    ],
    causes: [
      "the application on the CLOSE_WAIT side never calls close(): a leak, or it hangs",
      "it still sends its answer: an intended half-close",
      "its FIN was lost, or the capture ended before it",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'verdict:half-closed'",
          text: "One service or one client in most of them is the one that leaks.",
        },
        { command: "shakedown explain CLOSE_WAIT", text: "How to find the process and what it waits for." },
      ],
      linux: [
        {
          command: "ss -tnp state close-wait",
          text: "Process and descriptor, on the end that has not closed.",
        },
      ],
      macos: [{ command: "lsof -nP -iTCP -sTCP:CLOSE_WAIT", text: "Which process has not closed." }],
      windows: [
        {
          command: "Get-NetTCPConnection -State CloseWait | Group-Object OwningProcess -NoElement",
          text: "Which process has not closed.",
        },
      ],
    },
    reference: "RFC 9293 §3.6.1; RFC 1122 §4.2.2.13",
    related: ["CLOSE_WAIT", "FIN_WAIT_2", "half-close", "close-wait-stuck", "close-wait-excess"],
  },
  closing: {
    title: "Being closed: a FIN is out, the close is not complete",
    what: [
      "At least one FIN was seen and at least one is not acknowledged: FIN_WAIT_1, CLOSING or LAST_ACK. For a moment that is normal. If it lasts, one end repeats a FIN that nobody answers.",
    ],
    why: [
      "A FIN is repeated like data until it is acknowledged, or the retries are used up. Linux does it 8 times by default for a socket without a process, over about 27 s, and then forgets without a word.",
    ],
    causes: [
      "the capture ended during the close",
      "the other end is gone, and the FIN goes into the void",
      "a firewall or NAT dropped the connection after the first FIN",
      "data before the FIN are not taken: the receiver's window is closed",
      "only one direction was captured, so that no acknowledgement is seen",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'verdict:closing finding:fin-retry,last-ack-stuck'",
          text: "Those in which a FIN was repeated.",
        },
      ],
      linux: [
        {
          command: "ss -tno state fin-wait-1 state last-ack state closing",
          text: "With the timer of the next repeat.",
        },
        { command: "conntrack -L -p tcp", text: "What the local firewall still knows of it." },
      ],
      macos: [{ command: "netstat -an -p tcp | grep -E 'FIN_WAIT_1|LAST_ACK|CLOSING'", text: "Which ones." }],
      windows: [{ command: "Get-NetTCPConnection -State FinWait1, LastAck, Closing", text: "Which ones." }],
    },
    reference: "RFC 9293 §3.6",
    related: ["FIN_WAIT_1", "CLOSING", "LAST_ACK", "fin-retry", "last-ack-stuck"],
  },
  open: {
    title: "Open when the capture ended",
    what: [
      "The handshake is complete, or the capture began in the middle, and neither FIN nor RST was seen. Nothing is wrong with that by itself.",
      "The capture cannot tell an idle connection from one whose other end is gone: neither sends anything.",
    ],
    why: [
      "No packets are needed to keep a TCP connection. Only data that is not acknowledged, or a keepalive without answer, shows that the other end no longer lives.",
    ],
    causes: [
      "it was still in use, or idle in a pool, when the capture ended",
      "the end of it was not captured",
      "the peer vanished without a word",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'verdict:open finding:*'",
          text: "Open ones with something to tell.",
        },
      ],
      linux: [
        { command: "ss -tnpoi state established", text: "Process, timers, last data sent and received." },
      ],
      macos: [{ command: "lsof -nP -iTCP -sTCP:ESTABLISHED", text: "Which process holds it." }],
      windows: [{ command: "Get-NetTCPConnection -State Established", text: "Which process holds it." }],
    },
    reference: "RFC 9293 §3.3.2",
    related: ["ESTABLISHED", "keepalive", "keepalive-failure", "half-closed"],
  },
  partial: {
    title: "Too little was captured to say how it went",
    what: [
      "Some segments were seen, but neither an attempt from its SYN on, nor both ends in conversation: a lone SYN-ACK, a lone RST, a probe with odd flags, one side's last ACK.",
    ],
    why: [
      "The other verdicts rest on segments that prove something. Where these are missing, shakedown does not guess.",
    ],
    causes: [
      "the capture began or ended in the middle",
      "a filter, a tap or routing shows one direction only",
      "backscatter: answers to SYNs that somebody sent with a forged source address",
      "scan probes: FIN, XMAS, NULL or bare ACK",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'verdict:partial directions:server'",
          text: "Only servers seen: backscatter, or the other direction is missing.",
        },
        {
          text: 'Capture where both directions pass, with a filter on "host" and "port" without src or dst.',
        },
      ],
    },
    reference: "RFC 9293 §3.10.7",
    related: ["UNKNOWN", "capture-loss", "port-scan", "connecting"],
  },
} as const satisfies Partial<Record<Verdict, Explanation>>;
