"""One host's socket program: does what the lab says, a JSON line each, and answers with one.

It knows nothing of scenarios. Every request runs in its own thread, so that a blocked accept or
connect does not hold the others up; the answer carries the request's id.
"""
import errno
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time

TCP_REPAIR = 19  # Linux: a socket closed in repair mode says nothing to its peer
TCP_FASTOPEN = 23
MSG_FASTOPEN = 0x20000000

sockets = {}
writing = threading.Lock()

OPTIONS = {
    "nodelay": (socket.IPPROTO_TCP, socket.TCP_NODELAY),
    "keepalive": (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
    "keepalive-idle": (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
    "keepalive-interval": (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL),
    "keepalive-count": (socket.IPPROTO_TCP, socket.TCP_KEEPCNT),
    "user-timeout": (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
    "defer-accept": (socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT),
    "quick-ack": (socket.IPPROTO_TCP, socket.TCP_QUICKACK),
    "max-segment": (socket.IPPROTO_TCP, socket.TCP_MAXSEG),
    "fastopen": (socket.IPPROTO_TCP, TCP_FASTOPEN),
    "repair": (socket.IPPROTO_TCP, TCP_REPAIR),
    "receive-buffer": (socket.SOL_SOCKET, socket.SO_RCVBUF),
    "send-buffer": (socket.SOL_SOCKET, socket.SO_SNDBUF),
    "time-to-live": (socket.IPPROTO_IP, socket.IP_TTL),
}


def set_option(sock, option, value):
    if option == "linger":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, value))
    else:
        level, name = OPTIONS[option]
        sock.setsockopt(level, name, value)


def new_socket(request):
    family = socket.AF_INET6 if ":" in request["address"] else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for option, value in request.get("options", {}).items():
        set_option(sock, option, value)
    sockets[request["as"]] = sock
    return sock


def listen(request):
    sock = new_socket(request)
    sock.bind((request["address"], request["port"]))
    sock.listen(request.get("backlog", 128))


def accept(request):
    sock, peer = sockets[request["listener"]].accept()
    sockets[request["as"]] = sock
    return {"peer": peer[1]}


def connect(request):
    """Blocking unless `wait` is false: then the SYN is on its way when the answer comes."""
    sock = new_socket(request)
    sock.bind((request["address"], request["port"]))
    to = tuple(request["to"])
    if "data" in request:  # in the SYN where a cookie is there, else behind the handshake
        sock.sendto(request["data"].encode(), MSG_FASTOPEN, to)
        return None
    if request.get("wait", True):
        code = sock.connect_ex(to)
    else:
        sock.setblocking(False)
        code = sock.connect_ex(to)
        sock.setblocking(True)
        code = 0 if code == errno.EINPROGRESS else code
    return {"error": errno.errorcode[code] if code else None}


def send(request):
    data = request["data"].encode() if "data" in request else b"x" * request["size"]
    sockets[request["socket"]].sendall(data)


def fill(request):
    """Writes until the kernel takes no more."""
    sock = sockets[request["socket"]]
    sock.setblocking(False)
    written = 0
    try:
        while written < 50_000_000:
            written += sock.send(b"x" * 65536)
    except BlockingIOError:
        pass
    sock.setblocking(True)
    return {"written": written}


def receive(request):
    """So many bytes, or without `size` until the end of the stream."""
    sock = sockets[request["socket"]]
    size = request.get("size")
    got = 0
    while size is None or got < size:
        try:
            data = sock.recv(65536 if size is None else min(65536, size - got))
        except OSError as error:
            return {"received": got, "error": errno.errorcode[error.errno]}
        if not data:
            break
        got += len(data)
    return {"received": got, "error": None}


def shutdown(request):
    sockets[request["socket"]].shutdown(socket.SHUT_WR)


def close(request):
    sockets.pop(request["socket"]).close()


def option(request):
    set_option(sockets[request["socket"]], request["option"], request["value"])


def states(_request):
    """The kernel's own word, and a moment at which it held."""
    listing = subprocess.run(["ss", "-tanoH"], capture_output=True, text=True, check=True).stdout
    return {"listing": listing, "time": str(time.time_ns())}


OPERATIONS = {
    "listen": listen, "accept": accept, "connect": connect, "send": send, "fill": fill, "receive": receive,
    "shutdown": shutdown, "close": close, "option": option, "states": states,
}


def serve(request):
    answer = {"id": request["id"]}
    try:
        answer["result"] = OPERATIONS[request["op"]](request)
    except Exception as error:  # the lab decides what a failure means
        answer["failure"] = f"{type(error).__name__}: {error}"
    with writing:
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


for line in sys.stdin:
    threading.Thread(target=serve, args=(json.loads(line),), daemon=True).start()
os._exit(0)
