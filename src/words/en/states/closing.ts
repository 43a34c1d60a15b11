// The states of an endpoint that is closing, explained in English.
import type { State } from "../../../record/connection-record.ts";
import type { Explanation } from "../../explanation.ts";

export const closingStates = {
  FIN_WAIT_1: {
    title: "Closed first: the FIN is sent, its ACK has not come",
    what: [
      "The application here called close() or shutdown() while the connection was open. The FIN says: no more data from me. It takes one sequence number, so it is acknowledged, and repeated, like a byte.",
      "Normally this lasts one round trip. An end that stays here sends into the void, or its FIN still waits behind data that the peer does not take.",
    ],
    why: [
      "TCP is two streams in one connection, and each is closed by itself. Hence four segments: FIN and ACK one way, FIN and ACK the other. Where the peer has nothing left to say, its ACK and its FIN share one segment: three, and this end goes straight to TIME_WAIT.",
    ],
    causes: [
      "the peer, or the way to it, is gone: FIN and data are repeated until the retries are used up",
      "the peer's window is closed, so data and FIN cannot leave",
      "a firewall forgot the connection and drops the FIN",
      "just a moment: the ACK is on its way",
    ],
    next: {
      linux: [
        {
          command: "ss -tnpoi state fin-wait-1",
          text: "Send-Q still full? The timer shows the next repeat.",
        },
        {
          command: "sysctl net.ipv4.tcp_orphan_retries",
          text: "How often the FIN of a socket without a process is repeated; 0 stands for 8.",
        },
      ],
      macos: [
        {
          command: "netstat -anv -p tcp | grep FIN_WAIT_1",
          text: "Which ones, and how much is still queued.",
        },
      ],
      windows: [{ command: "Get-NetTCPConnection -State FinWait1", text: "Which ones, with their process." }],
    },
    reference: "RFC 9293 §3.6; RFC 9293 §3.10.4",
    related: ["FIN_WAIT_2", "CLOSING", "closing", "fin-retry", "zero-window"],
  },
  FIN_WAIT_2: {
    title: "Closed first, and acknowledged; waits for the other end to close",
    what: [
      "The peer has acknowledged the FIN; its own has not come. The connection is half-closed: this end only receives, the peer (in CLOSE_WAIT) may still send.",
      "Seen from here the waiting looks like this end's problem. It is the other end that has not closed.",
    ],
    why: [
      "A half-close is useful: a client sends its whole request, says so with the FIN, and reads the answer until the server's FIN. rsh, HTTP/1.0 and netcat have used it so; the RFC lets it last for ever.",
      "Systems draw a line where nobody is left to read: a socket that was closed, not merely shut down, is forgotten after 60 s (Linux tcp_fin_timeout; BSD and macOS the same). Data that come later are answered with RST. A socket that called shutdown() and still reads waits without limit.",
    ],
    causes: [
      "the peer's application never calls close(): a leak (see CLOSE_WAIT)",
      "the peer is busy, or still sending its answer",
      "the peer's FIN was lost, or a firewall dropped it",
      "an intended half-close",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'verdict:half-closed'",
          text: "All of them; the server with many is the one to look at.",
        },
      ],
      linux: [
        {
          command: "ss -tnpo state fin-wait-2",
          text: "With a timer: nobody reads any more, forgotten when it ends. Without: a process still reads.",
        },
        {
          command: "sysctl net.ipv4.tcp_fin_timeout",
          text: "How long a closed socket waits (it does not change TIME_WAIT).",
        },
      ],
      macos: [{ command: "netstat -anv -p tcp | grep FIN_WAIT_2", text: "Which ones, with their process." }],
      windows: [{ command: "Get-NetTCPConnection -State FinWait2", text: "Which ones, with their process." }],
    },
    reference: "RFC 9293 §3.6.1; RFC 1122 §4.2.2.13",
    related: ["CLOSE_WAIT", "half-closed", "half-close", "fin-wait-2-stuck", "TIME_WAIT"],
  },
  CLOSE_WAIT: {
    title: "The other end has closed; this application has not yet",
    what: [
      "A FIN came in and the kernel acknowledged it by itself. Now only the application can go on: it has to read the end of the stream (read returns 0) and call close().",
      "No timer ends this state. A connection in CLOSE_WAIT for minutes, with nothing being sent, is a bug of the program on this side.",
    ],
    why: [
      "The kernel must not close for the application: the peer has only said that it will send nothing more. This side may still have an answer to give, which is what a half-close is for.",
      'So they pile up: each forgotten close() costs a file descriptor for as long as the process lives. At the limit accept() fails with "too many open files", the accept queue fills, and new clients hang.',
    ],
    causes: [
      "an error path, or an early return, that does not close the socket",
      "a pool that keeps connections which the server has closed long ago",
      "all worker threads blocked, in a lock or a slow call behind: nobody reads the end of the stream",
      "a child process that inherited the descriptor: close() in the parent does not close the connection",
      "the answer takes that long: an intended half-close",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'state:CLOSE_WAIT'",
          text: "Which service, how many, since when.",
        },
      ],
      linux: [
        {
          command: "ss -tnp state close-wait",
          text: "Process and descriptor. Recv-Q 1 or more: the end of the stream has not even been read.",
        },
        {
          command: "lsof -nP -iTCP -sTCP:CLOSE_WAIT",
          text: "The same by process; two processes with one connection: inherited.",
        },
        {
          command: "ls /proc/PID/fd | wc -l",
          text: "Descriptors in use; the limit stands in /proc/PID/limits.",
        },
        {
          command: "grep . /proc/PID/task/*/wchan",
          text: "What its threads wait in; a stack dump of the program tells more.",
        },
      ],
      macos: [
        { command: "lsof -nP -iTCP -sTCP:CLOSE_WAIT", text: "Which process holds them." },
        { command: "sample PID 5", text: "What its threads are doing." },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State CloseWait | Group-Object OwningProcess -NoElement",
          text: "How many, by process.",
        },
        { command: "Get-Process -Id PID", text: "Which program that is." },
      ],
    },
    reference: "RFC 9293 §3.6; RFC 9293 §3.10.7.4",
    related: ["close-wait-excess", "close-wait-stuck", "half-closed", "FIN_WAIT_2", "LAST_ACK"],
  },
  CLOSING: {
    title: "Both ends closed at once; waits for the ACK of its FIN",
    what: [
      "The FINs crossed: each was sent before the other arrived. This end has the peer's FIN, but not the acknowledgement of its own. When it comes, TIME_WAIT follows, at both ends.",
      "Where a capture shows the FINs depends on where it was taken; only the numbers tell that they crossed: neither FIN acknowledges the other.",
    ],
    why: [
      "Nobody is the one who closed first, so both ends send a last ACK, and both wait 2MSL. The state exists because the peer's FIN came out of turn: it must be acknowledged at once, while the own FIN is still on its way.",
    ],
    causes: [
      "client and server close after the same event: the end of an HTTP/1.0 answer, a shared timeout, a shutdown",
      "if it lasts: the ACK, or one of the FINs, is lost, and they are being repeated",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'closing:simultaneous'",
          text: "How common this is; it is harmless.",
        },
      ],
      linux: [
        { command: "ss -tno state closing", text: "Rarely more than a moment; the timer shows a repeat." },
      ],
      macos: [{ command: "netstat -an -p tcp | grep CLOSING", text: "Which ones." }],
      windows: [{ command: "Get-NetTCPConnection -State Closing", text: "Which ones." }],
    },
    reference: "RFC 9293 §3.6; RFC 9293 §3.10.7.4",
    related: ["simultaneous-close", "closing", "fin-retry", "TIME_WAIT"],
  },
  LAST_ACK: {
    title: "Closed second: its FIN is sent, the last ACK has not come",
    what: [
      "The peer closed first, this end has closed too (CLOSE_WAIT, then FIN). One segment is missing: the peer's ACK of this FIN. When it comes, the endpoint is CLOSED at once, without any waiting.",
    ],
    why: [
      "The last ACK is acknowledged by nobody. If it is lost, this end repeats its FIN, and the peer, in TIME_WAIT just for this, acknowledges again and starts its 2MSL again.",
      "Linux repeats after 0.2, 0.4, 0.8 s … 8 times in all by default (the last after 27 s), then forgets.",
    ],
    causes: [
      "the peer is gone: crashed, rebooted, or its address moved on",
      "a firewall or NAT took the connection for finished and drops the last segments",
      "the peer forgot its FIN_WAIT_2 (60 s) before this end closed: it answers RST, or not at all",
      "just a moment: the ACK is on its way",
    ],
    next: {
      linux: [
        {
          command: "ss -tno state last-ack",
          text: "The timer shows the next repeat and how many there were.",
        },
        {
          command: "conntrack -L -p tcp --state LAST_ACK",
          text: "What the local firewall knows (30 s by default).",
        },
      ],
      macos: [{ command: "netstat -an -p tcp | grep LAST_ACK", text: "Which ones." }],
      windows: [{ command: "Get-NetTCPConnection -State LastAck", text: "Which ones." }],
    },
    reference: "RFC 9293 §3.6",
    related: ["last-ack-stuck", "TIME_WAIT", "CLOSE_WAIT", "closing"],
  },
  TIME_WAIT: {
    title: "Closed first, and done; waits 2MSL in case the last ACK is lost",
    what: [
      "Both FINs are acknowledged; as far as the applications go the connection is over. The end that closed first keeps its four addresses for twice the maximum segment lifetime. No process belongs to it any more.",
      "It is not an error. 2MSL by RFC 9293 is 4 min; Linux waits 60 s (fixed), FreeBSD 60 s, macOS 30 s, Windows 30 to 300 s (TcpTimedWaitDelay). shakedown counts 60 s unless --msl says otherwise.",
    ],
    why: [
      "Two reasons. The last ACK may be lost: then the peer repeats its FIN, and somebody must be there to acknowledge it. And segments of this connection may still wander in the net: they must die out, one way and back, before the same four addresses may mean another connection. That is twice the lifetime.",
      "It sits at the end that closed first, because that end sends the last ACK and can never know whether it arrived. The other end knows when it gets it. Close from the other side, and TIME_WAIT moves there; when the FINs cross, both have it.",
    ],
    causes: [
      "normal: every connection that is closed in order leaves one",
      "many at a client: short connections one after the other; its ports may run out (port-exhaustion)",
      "many at a server: the server closes first; that costs a little memory, no ports",
    ],
    next: {
      any: [
        {
          command: "shakedown read CAPTURE --select 'client.state:TIME_WAIT'",
          text: "At the client, where it costs ports.",
        },
      ],
      linux: [
        { command: "ss -tno state time-wait", text: "How many, and the seconds left." },
        {
          command: "sysctl net.ipv4.ip_local_port_range net.ipv4.tcp_tw_reuse",
          text: "Ports there are; 1: a client may reuse after 1 s, 2: on loopback only.",
        },
        {
          command: "nstat -az TcpExtTW TcpExtTWRecycled",
          text: "How many ended, and how many were reused early.",
        },
      ],
      macos: [
        { command: "netstat -an -p tcp | grep -c TIME_WAIT", text: "How many." },
        {
          command: "sysctl net.inet.tcp.msl net.inet.ip.portrange.first net.inet.ip.portrange.last",
          text: "MSL in milliseconds, and the ports there are.",
        },
      ],
      windows: [
        {
          command: "Get-NetTCPConnection -State TimeWait | Group-Object RemoteAddress -NoElement",
          text: "How many, towards whom.",
        },
        { command: "netsh int ipv4 show dynamicport tcp", text: "The ports there are." },
      ],
    },
    reference: "RFC 9293 §3.6.1; RFC 6191; RFC 1337",
    related: ["port-exhaustion", "time-wait-reuse", "time-wait-assassination", "delayed-segment", "LAST_ACK"],
  },
} as const satisfies Partial<Record<State, Explanation>>;
