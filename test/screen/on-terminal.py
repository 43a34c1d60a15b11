"""Runs a program on a terminal of its own and passes bytes on: on-terminal.py ROWS COLUMNS PROGRAM [ARGUMENT...]

Standard input is typed, standard output is what the program writes, the first line of standard error is its
process id. Ends as the program ends; end of input hangs up.
"""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios

rows, columns = int(sys.argv[1]), int(sys.argv[2])
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(sys.argv[3], sys.argv[3:])
os.write(2, b"%d\n" % pid)
while True:
    ready, _, _ = select.select([terminal, 0], [], [])
    if 0 in ready:
        typed = os.read(0, 65536)
        if not typed:
            os.kill(pid, signal.SIGHUP)
            break
        os.write(terminal, typed)
    if terminal in ready:
        try:
            written = os.read(terminal, 65536)
        except OSError:  # nobody holds the other end any more
            break
        while written:
            written = written[os.write(1, written) :]
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
