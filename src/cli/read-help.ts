// What `shakedown read --help` says below its options. Lists come from the tables that are obeyed.
import { FINDING_IDS } from "../detect/finding.ts";
import { SEVERITIES, VERDICTS } from "../record/vocabulary.ts";
import { KEY_NAMES, KEYS } from "../select/keys.ts";

const KEY_LINES = KEY_NAMES.map((name) => {
  const row = KEYS[name];
  return `  ${row.example.padEnd(24)}${row.describes}`;
}).join("\n");

const SIDED_KEYS = KEY_NAMES.filter((name) => "sided" in KEYS[name]).join(", ");

/** The words, in lines of at most 78 columns. */
function filled(list: readonly string[]): string {
  let lines = "";
  let line = " ";
  for (const word of list) {
    if (line.length + word.length > 78) {
      lines += `${line}\n`;
      line = " ";
    }
    line += ` ${word}`;
  }
  return lines + line;
}

/** Selecting, times, failing, exit codes and examples. */
export const READ_HELP = `
Selecting:
${KEY_LINES}
  One end only, as client.state: ${SIDED_KEYS}.
  Values are listed with commas. Terms are joined by a space or "and", by "or",
  by "not" and by parentheses; "not" binds tightest, then "and". A finding about
  a service, a host or the capture is none of its connections': choose by id.

Filtering (--filter) is about packets, in tcpdump's language (man pcap-filter):
  'tcp port 80 and net 10.0.0.0/8', 'tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'.
  Behind another encapsulation: 'vlan and tcp'. Numbers count every packet; of
  a connection that is only half let through, half the story is told.

Times:
  2021-07-05T08:08:55.5Z, 2021-07-05 10:08:55 (local time, as the report shows
  it), 2021-07-05, @1625472535 (epoch seconds, without @ from 100000000 on),
  or an offset from the first packet: 90, 1.5m, +1m30s.

Failing (--fail-on), by verdict, by severity (that or worse) or by finding:
${filled(VERDICTS)}
${filled(SEVERITIES)}
${filled(FINDING_IDS)}

Exit codes:
  0 done · 1 --fail-on matched · 2 wrong usage or unreadable input
  3 damaged input: everything before the damage is reported

Examples:
  shakedown read trace.pcapng
  shakedown read monday.pcap.gz tuesday.pcap.gz --format csv > connections.csv
  ssh host tcpdump -w - | shakedown read - --format ndjson
  shakedown read growing.pcap --follow     # which tcpdump -U -w writes
  shakedown read trace.pcapng --filter 'host 10.0.0.1 and tcp port 443'
  shakedown read trace.pcapng --select 'state:CLOSE_WAIT or handshake>100ms'
  shakedown read trace.pcapng --select finding:syn-unanswered,syn-retry
  shakedown read trace.pcapng --close-wait-age 5m --close-wait-count 100
  shakedown read trace.pcapng --lang zh
  shakedown read trace.pcapng --quiet --fail-on error,close-wait-stuck
  shakedown explain close-wait-stuck
`;
