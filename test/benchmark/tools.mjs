// What is run against each other: whole processes, each as its users start it.
import { accessSync, constants } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const executable = fileURLToPath(new URL("../../bin/shakedown.js", import.meta.url));
const pidFile = join(tmpdir(), `shakedown-bench-softflowd-${process.pid}.pid`);
const readWithPcapParser = fileURLToPath(new URL("./read-with-pcap-parser.mjs", import.meta.url));

/**
 * `slow` tools run in the first `--slow-runs` rounds only, and only on the captures named by `on`.
 * tcpdump stands next to ours, so that the pair that the targets judge runs back to back.
 */
export const TOOLS = [
  {
    name: "shakedown",
    what: "read --no-connections --format json",
    command: (file) => [process.execPath, executable, "read", "--no-connections", "--format", "json", file],
  },
  {
    name: "tcpdump",
    what: "-r FILE -w /dev/null: copies, analyses nothing",
    // As root it would give the file it writes, /dev/null itself, to another user without -Z.
    command: (file) => [
      "tcpdump",
      ...(process.getuid?.() === 0 ? ["-Z", "root"] : []),
      "-r",
      file,
      "-w",
      "/dev/null",
    ],
  },
  {
    name: "shakedown ndjson",
    what: "read --format ndjson, all connections",
    command: (file) => [process.execPath, executable, "read", "--format", "ndjson", file],
  },
  {
    name: "softflowd",
    what: "-d -m 6000000 -r FILE",
    // Its own bound of 8,192 flows would make it throw flows away. It removes its pid file at the end,
    // so that must be a file of ours.
    command: (file) => ["softflowd", "-d", "-m", "6000000", "-c", "none", "-p", pidFile, "-r", file],
  },
  {
    name: "argus",
    what: "-X -r FILE -w /dev/null",
    on: "C",
    slow: true,
    command: (file) => ["argus", "-X", "-r", file, "-w", "/dev/null"],
  },
  { name: "tcptrace", what: "-n FILE", on: "C", slow: true, command: (file) => ["tcptrace", "-n", file] },
  {
    name: "tshark",
    what: "-n -q -z conv,tcp -r FILE",
    on: "C",
    slow: true,
    command: (file) => ["tshark", "-n", "-q", "-z", "conv,tcp", "-r", file],
  },
  {
    name: "pcap-parser",
    what: "merely hands out the packets",
    on: "AC",
    slow: true,
    command: (file) => [process.execPath, "--no-deprecation", readWithPcapParser, file],
  },
];

/** Whether the tool's program can be found. */
export function isInstalled(tool) {
  const program = tool.command("")[0];
  if (program.includes("/")) return true;
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
