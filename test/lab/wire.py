"""The wire between the two hosts, in user space: passes Ethernet frames from one interface to the
other, and delays, drops, holds, repeats or forges them exactly as the lab says (JSON lines).

It reads TCP over IPv4 and IPv6 only so far as rules need it, and judges nothing.
"""
import heapq
import json
import os
import select
import socket
import struct
import sys
import time

ETH_P_ALL = 3
PACKET_IGNORE_OUTGOING = 23
SOL_PACKET = 263
FLAGS = {"F": 1, "S": 2, "R": 4, "P": 8, ".": 16}
CONTROL = 0x17  # FIN, SYN, RST, ACK: PSH and URG never decide a rule
OTHER = {"to-server": "to-client", "to-client": "to-server"}


class Tcp:
    """What rules look at, of one frame."""

    def __init__(self, frame):
        kind = frame[12:14]
        self.frame = frame
        self.six = kind == b"\x86\xdd"
        if kind == b"\x08\x00" and frame[23] == 6:
            at = 14 + (frame[14] & 15) * 4
            end = 14 + struct.unpack_from("!H", frame, 16)[0]
            self.source, self.target = frame[26:30], frame[30:34]
        elif self.six and frame[20] == 6:
            at = 54
            end = 54 + struct.unpack_from("!H", frame, 18)[0]
            self.source, self.target = frame[22:38], frame[38:54]
        else:
            raise ValueError("no TCP")
        self.source_port, self.target_port, self.seq, self.ack = struct.unpack_from("!HHII", frame, at)
        self.flags = frame[at + 13] & 0x3F
        self.window = struct.unpack_from("!H", frame, at + 14)[0]
        self.options = frame[at + 20 : at + (frame[at + 12] >> 4) * 4]
        self.payload = end - at - (frame[at + 12] >> 4) * 4

    def next(self):
        return (self.seq + self.payload + (1 if self.flags & 2 else 0) + (1 if self.flags & 1 else 0)) & 0xFFFFFFFF


def read_tcp(frame):
    try:
        return Tcp(frame)
    except (ValueError, IndexError, struct.error):
        return None


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def forge(request, macs):
    """A whole frame out of addresses and numbers."""
    flags = sum(FLAGS[letter] for letter in request["flags"])
    six = ":" in request["source"]
    family = socket.AF_INET6 if six else socket.AF_INET
    source, target = socket.inet_pton(family, request["source"]), socket.inet_pton(family, request["target"])
    options = bytes(request.get("options", []))
    payload = request.get("data", "").encode()
    length = 20 + len(options) + len(payload)
    tcp = struct.pack(
        "!HHIIBBHHH", request["sourcePort"], request["targetPort"], request["seq"] & 0xFFFFFFFF,
        request.get("ack", 0) & 0xFFFFFFFF, (20 + len(options)) << 2, flags, request.get("window", 64240), 0, 0,
    ) + options + payload
    pseudo = source + target + (struct.pack("!IHBB", length, 0, 0, 6) if six else struct.pack("!BBH", 0, 6, length))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    hops = request.get("timeToLive", 64)
    if six:
        ip = struct.pack("!IHBB", 6 << 28, length, 6, hops) + source + target
        return macs + b"\x86\xdd" + ip + tcp
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, request.get("identification", 0), 0, hops, 6, 0) + source + target
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    return macs + b"\x08\x00" + ip + tcp


class Rule:
    """Which frames, after letting `skip` of them pass and at most `count` times, and what becomes of them."""

    def __init__(self, request):
        self.direction = request["direction"]
        self.flags = sum(FLAGS[letter] for letter in request["flags"]) if "flags" in request else None
        self.has = sum(FLAGS[letter] for letter in request.get("has", ""))
        self.payload = request.get("payload")
        self.port = request.get("port")
        self.skip = request.get("skip", 0)
        self.count = request.get("count", -1)
        self.action = request["action"]
        self.seconds = request.get("milliseconds", 0) / 1000

    def takes(self, direction, tcp):
        if self.direction not in (direction, "both") or self.count == 0:
            return False
        if self.flags is not None and tcp.flags & CONTROL != self.flags:
            return False
        if tcp.flags & self.has != self.has:
            return False
        if self.payload is not None and (tcp.payload > 0) != self.payload:
            return False
        if self.port is not None and self.port not in (tcp.source_port, tcp.target_port):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.count -= 1
        return True


class Wire:
    def __init__(self, client_interface, server_interface, client_mac, server_mac):
        self.out = {"to-client": self.open(client_interface), "to-server": self.open(server_interface)}
        client, server = (bytes.fromhex(mac.replace(":", "")) for mac in (client_mac, server_mac))
        self.macs = {"to-client": client + server, "to-server": server + client}
        self.delay = {"to-server": 0.0, "to-client": 0.0}
        self.rules = {}
        self.held = []
        self.later = []
        self.order = 0
        self.latest = {}
        self.passed = 0

    @staticmethod
    def open(interface):
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        sock.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 << 20)
        sock.bind((interface, 0))
        return sock

    def send(self, direction, frame):
        self.out[direction].send(frame)
        self.passed += 1

    def send_later(self, direction, frame, seconds):
        self.order += 1
        heapq.heappush(self.later, (time.monotonic() + seconds, self.order, direction, frame))

    def carry(self, direction, frame):
        tcp = read_tcp(frame)
        if tcp is None:
            return self.forward(direction, frame, 0)
        self.latest[(direction, tcp.source_port, tcp.target_port)] = tcp
        for rule in self.rules.values():
            if not rule.takes(direction, tcp):
                continue
            if rule.action == "drop":
                return None
            if rule.action == "hold":
                self.held.append((direction, frame))
                return None
            if rule.action == "delay":
                return self.send_later(direction, frame, rule.seconds)
            self.forward(direction, frame, 0)
            return self.forward(direction, frame, rule.seconds)  # duplicate
        return self.forward(direction, frame, 0)

    def forward(self, direction, frame, extra):
        seconds = self.delay[direction] + extra
        if seconds == 0:
            self.send(direction, frame)
        else:
            self.send_later(direction, frame, seconds)

    def serve(self, request):
        operation = request["op"]
        if operation == "delay":
            self.delay[request["direction"]] = request["milliseconds"] / 1000
        elif operation == "rule":
            self.rules[request["name"]] = Rule(request)
        elif operation == "lift":
            self.rules.pop(request["name"])
        elif operation == "held":
            return len(self.held)
        elif operation == "release":
            frames = reversed(self.held) if request.get("reversed") else self.held
            for direction, frame in list(frames):
                self.send(direction, frame)
            self.held = []
        elif operation == "forge":
            self.send(request["direction"], forge(request, self.macs[request["direction"]]))
        elif operation == "latest":
            tcp = self.latest[(request["direction"], request["sourcePort"], request["targetPort"])]
            return {"seq": tcp.seq, "next": tcp.next(), "ack": tcp.ack, "window": tcp.window, "options": list(tcp.options)}
        elif operation == "again":
            tcp = self.latest[(request["direction"], request["sourcePort"], request["targetPort"])]
            self.send(request["direction"], tcp.frame)
        elif operation == "passed":
            return self.passed
        else:
            raise ValueError(f"unknown operation {operation}")
        return None

    def run(self):
        poll = select.poll()
        directions = {self.out["to-client"].fileno(): "to-server", self.out["to-server"].fileno(): "to-client"}
        for descriptor in [*directions, 0]:
            poll.register(descriptor, select.POLLIN)
        pending = b""
        while True:
            wait = None if not self.later else max(0.0, (self.later[0][0] - time.monotonic()) * 1000)
            for descriptor, _ in poll.poll(wait):
                if descriptor == 0:
                    text = os.read(0, 1 << 20)
                    if not text:
                        return
                    *lines, pending = (pending + text).split(b"\n")
                    for line in lines:
                        self.answer(json.loads(line))
                else:
                    direction = directions[descriptor]
                    self.carry(direction, self.out[OTHER[direction]].recv(65536))
            while self.later and self.later[0][0] <= time.monotonic():
                _, _, direction, frame = heapq.heappop(self.later)
                self.send(direction, frame)

    def answer(self, request):
        answer = {"id": request["id"]}
        try:
            answer["result"] = self.serve(request)
        except Exception as error:  # the lab decides what a failure means
            answer["failure"] = f"{type(error).__name__}: {error}"
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


Wire(*sys.argv[1:5]).run()
