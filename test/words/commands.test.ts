// The commands that explanations tell to call: ours are parsed, those of this Linux are tried.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findTopic } from "../../src/cli/find-topic.ts";
import { selectionOf } from "../../src/select/selection.ts";
import { handbookIn } from "../../src/words/topics.ts";

const { topics } = await handbookIn("en");
const commands = new Map<string, string>();
for (const { kind, id, explanation } of topics) {
  for (const [system, steps] of Object.entries(explanation.next)) {
    for (const { command } of steps as readonly { command?: string }[]) {
      if (command !== undefined) commands.set(command, `${kind}:${id} ${system}`);
    }
  }
}

/** What stands in capitals for what the reader fills in. */
function filledIn(command: string): string {
  return command
    .replaceAll(/\b(SERVER|CLIENT|HOST|ADDRESS|PEER)\b/g, "192.0.2.1")
    .replaceAll(/\bPORT\b/g, "443");
}

describe("our own commands", () => {
  const own = [...commands.keys()].filter((command) => command.includes("shakedown "));

  test("are among them", () => expect(own.length).toBeGreaterThan(15));

  test.each(own)("%s", (command) => {
    const selected = /--select (?:'([^']*)'|(\S+))/.exec(filledIn(command));
    if (selected !== null) selectionOf((selected[1] ?? selected[2]) as string);
    const topic = /shakedown explain (\S+)/.exec(command)?.[1];
    if (topic !== undefined) expect(findTopic([topic]).kind).toBe("exact");
    expect(command).toMatch(/shakedown (read|live|show|explain|replay|interfaces)\b/);
    for (const [option] of command.matchAll(/ --[a-z-]+/g)) expect(OPTIONS).toContain(option.trim());
  });
});

/** Of the contract. */
const OPTIONS = [
  "--select",
  "--since",
  "--until",
  "--msl",
  "--filter",
  "--write",
  "--close-wait-age",
  "--close-wait-count",
  "--fail-on",
  "--format",
  "--all",
  "--events",
  "--lang",
];

/** The first program of a line, its words as a shell would part them; null where a shell is needed. */
function plainCommand(command: string): string[] | null {
  const first = filledIn(command).split(" | ")[0] as string;
  if (/[;&$<>*`]/.test(first.replaceAll(/'[^']*'/g, ""))) return null;
  return (first.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'(.*)'$/, "$1"));
}

/** Why a program cannot be tried here; "" where it can. */
function missing(program: string): string {
  if (process.platform !== "linux") return " (no Linux here)";
  const folders = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"];
  return folders.some((folder) => existsSync(`${folder}/${program}`)) ? "" : ` (no ${program} here)`;
}

describe.each(["ss", "sysctl", "nstat"])("commands for Linux: %s", (program) => {
  // They only look, and end by themselves.
  const tried = [...commands].flatMap(([command, where]) => {
    const words = where.endsWith(" linux") ? plainCommand(command) : null;
    return words?.[0] === program ? [{ command, words: words.slice(1) }] : [];
  });
  const why = missing(program);

  test("are among them", () => expect(tried.length).toBeGreaterThan(10));

  test.skipIf(why !== "").each(tried)(`$command${why}`, ({ words }) => {
    const names = words.filter((word) => !word.startsWith("-"));
    if (program === "sysctl") {
      for (const name of names) expect(isSysctl(name), name).toBe(true);
      return;
    }
    const told = execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    if (program !== "nstat") return;
    for (const counter of names) expect(told).toContain(counter.replace("*", ""));
  });
});

/** A name that is looked at; setting one (a=b) is none. */
function isSysctl(name: string): boolean {
  return SYSCTLS_OF_OTHER_KERNELS.has(name) || existsSync(`/proc/sys/${name.replaceAll(".", "/")}`);
}

/** Loaded with a module, or since a later kernel than CI may have. */
const SYSCTLS_OF_OTHER_KERNELS = new Set([
  "net.ipv4.tcp_syn_linear_timeouts",
  "net.netfilter.nf_conntrack_count",
  "net.netfilter.nf_conntrack_max",
  "net.netfilter.nf_conntrack_tcp_timeout_established",
]);
