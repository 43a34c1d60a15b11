// What `shakedown live --help` says below its options.
import { EVENT_KINDS } from "../../record/vocabulary.ts";

export const LIVE_HELP = `
On a terminal this opens the dashboard; ? shows its keys, --select is the filter
that it begins with. Lines are printed where there is no terminal, with
--no-dashboard, and where lines are asked for: --format ndjson, --events,
--only, --summary-every, --quiet.

Events (--only), singular or plural:
  ${EVENT_KINDS.join(" ")}
  With --select an event is printed when its connection, as far as it is known
  by then, matches; the keys are those of shakedown read --help.
  A finding that says no more than a line before it (refused, reset) has none of
  its own; --only findings prints them all, as ndjson does.

Ending: Ctrl-C, SIGTERM, --duration, --count, and q on the dashboard end with
the summary that read would give; a second Ctrl-C ends at once. Ctrl-Z stops
all of it: what comes meanwhile waits in the kernel's buffer while it fits.

Losses are told when they begin, and in every summary; what is
told of connections that were alive then may be wrong. A reader that is too slow
misses lines, never packets. (On loopback libpcap counts each packet twice as
received: it leaves and it arrives.)

Keeping packets: --write has every packet, flushed a few times a second; a
process that is killed leaves files that can be read. --rotate puts a number and
the time of the first packet into their names, and --keep takes away the oldest
of this run: eth0_00001_20261120T152648Z.pcapng. A full disk ends the writing,
not the analysis.
--write-findings keeps the first 8 and last 32 packets of each connection in
--evidence-memory, 160 bytes of each: all headers. Soon after a finding they are
a file, written once more at the connection's end, with the verdict as comment.
Of one finding 20 files at once and then one in 10 seconds; beyond
--keep-findings the oldest of the most frequent finding goes. What is left out
is said.

Root: started by sudo it opens the interfaces, then becomes the user who called
sudo, before the first packet is looked at; what it writes belongs to that user.
--keep-root leaves it root. Root without sudo has nobody to become.

Without root (Linux), once: a copy of Node that only one group may run gets the
right to capture. A copy, since the right belongs to the file, for all it runs.
  sudo groupadd --system capture
  sudo usermod -aG capture "$USER"        # then log in anew
  node=/opt/capture/node
  sudo install -D -g capture -m 750 "$(node -p process.execPath)" $node
  sudo setcap cap_net_raw=ep $node
  $node "$(readlink -f "$(command -v shakedown)")" live eth0
In a container: --cap-add NET_RAW. On macOS: ChmodBPF, as Wireshark brings it.

Exit codes:
  0 done · 1 --fail-on matched · 2 wrong usage, or it cannot capture or write

Examples:
  sudo shakedown live
  sudo shakedown live eth0 --filter 'tcp port 443'
  sudo shakedown live any --only findings,resets
  sudo shakedown live -i eth0 -i lo --select port:5432 --summary-every 1m
  sudo shakedown live eth0 --write eth0.pcapng --rotate 100MB --keep 10
  sudo shakedown live eth0 --write-findings evidence/ --write-severity error
  sudo shakedown live lo --duration 30s --quiet --fail-on error
  sudo shakedown live eth0 --format ndjson --events | jq -c 'select(.kind)'
`;
