// Real shells with a real terminal: what is typed, with TAB, and which words the program then gets.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "./captured-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "shakedown-completion-"));

beforeAll(() => {
  for (const name of ["tour.pcapng", "Monday.PCAP.gz", "notes.txt"]) writeFileSync(join(folder, name), "");
  mkdirSync(join(folder, "captures"));
  writeFileSync(join(folder, "captures", "two words.pcap"), "");
});

afterAll(() => rmSync(folder, { recursive: true }));

function isInstalled(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
}

interface Shell {
  readonly name: string;
  /** An interactive one without anybody's settings. */
  readonly start: string;
  /** After the only candidate it closes a quote by itself. */
  readonly closesQuotes: boolean;
  /** Loads the script, and makes `shakedown` show its words. */
  readonly prepare: (script: string) => string;
}

const SHELLS: readonly Shell[] = [
  {
    name: "bash",
    start: "bash --noprofile --norc -i",
    closesQuotes: true,
    prepare: (script) => `source ${script}; shakedown() { printf '<%s>' "$@"; echo; }; PS1='ready> '`,
  },
  {
    name: "zsh",
    start: "zsh -f -i",
    closesQuotes: false,
    prepare: (script) =>
      `autoload -U compinit; compinit -u -d ${folder}/zcompdump; source ${script}; unsetopt BEEP; shakedown() { printf '<%s>' "$@"; echo; }; PS1='ready> '`,
  },
  {
    name: "fish",
    start: `env HOME=${folder} XDG_CONFIG_HOME=${folder}/config XDG_DATA_HOME=${folder}/data fish --no-config -i`,
    closesQuotes: true,
    prepare: (script) =>
      `source ${script}; function shakedown; printf '<%s>' $argv; echo; end; function fish_prompt; echo 'ready> '; end`,
  },
];

/** Types each line in turn; resolves with the words that `shakedown` got, one list for each line. */
async function type(shell: Shell, script: string, lines: readonly string[]): Promise<string[]> {
  const terminal = spawn("script", ["-qec", shell.start, "/dev/null"], {
    cwd: folder,
    env: { ...process.env, TERM: "dumb", COLUMNS: "500" },
  });
  let shown = "";
  let changed = () => {};
  terminal.stdout.on("data", (bytes) => {
    shown += String(bytes);
    changed();
  });
  terminal.on("exit", () => changed());
  const until = async (reached: () => boolean) => {
    while (!reached() && terminal.exitCode === null) {
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
    }
  };
  const got: string[] = [];
  try {
    terminal.stdin.write(`${shell.prepare(script)}\r`);
    await until(() => /ready> $/.test(shown) || shown.split("ready>").length > 2);
    for (const line of lines) {
      const from = shown.length;
      terminal.stdin.write(`${line}\r`);
      await until(() => /^<.*>\r?\n/m.test(shown.slice(from)));
      got.push(/^<.*>/m.exec(shown.slice(from))?.[0] ?? shown.slice(from));
    }
  } finally {
    terminal.kill("SIGHUP");
  }
  return got;
}

describe.each(SHELLS)("$name", (shell) => {
  const missing = [shell.name, "script"].filter((program) => !isInstalled(program));

  test.skipIf(missing.length > 0)(
    `completes what is typed${missing.length > 0 ? ` (no ${missing.join(", ")} here)` : ""}`,
    async () => {
      const script = join(folder, `completion.${shell.name}`);
      writeFileSync(script, (await run(["completion", shell.name])).stdout);
      const cases: readonly [typed: string, words: string][] = [
        ["shakedown rea\t", "<read>"],
        ["shakedown compl\tfi\t", "<completion><fish>"],
        ["shakedown read --qui\t", "<read><--quiet>"],
        ["shakedown read --format nd\t", "<read><--format><ndjson>"],
        ["shakedown read --format=nd\t", "<read><--format=ndjson>"],
        ["shakedown read --select verd\tref\t", "<read><--select><verdict:refused>"],
        [
          `shakedown read --select 'not (server.state:CLOSE_W\t${shell.closesQuotes ? "" : "'"}`,
          "<read><--select><not (server.state:CLOSE_WAIT>",
        ],
        ["shakedown read --fail-on refused,syn-una\t", "<read><--fail-on><refused,syn-unanswered>"],
        ["shakedown read --select finding:syn-una\t", "<read><--select><finding:syn-unanswered>"],
        ["shakedown read --lang z\t", "<read><--lang><zh>"],
        ["shakedown read --close-wait-a\t", "<read><--close-wait-age>"],
        ["shakedown explain fin-wait-2-s\t", "<explain><fin-wait-2-stuck>"],
        ["shakedown read to\t", "<read><tour.pcapng>"],
        ["shakedown read Mon\t", "<read><Monday.PCAP.gz>"],
        ["shakedown live an\t", "<live><any>"],
        ["shakedown live -i an\t--only find\t", "<live><-i><any><--only><finding>"],
        ["shakedown read captures/\t", "<read><captures/two words.pcap>"],
        ["shakedown read no\t", "<read><notes.txt>"],
        ["shakedown explain CLOSE_W\t", "<explain><CLOSE_WAIT>"],
        ["shakedown explain syn-una\t--lang z\t", "<explain><syn-unanswered><--lang><zh>"],
      ];
      expect(
        await type(
          shell,
          script,
          cases.map(([typed]) => typed),
        ),
      ).toEqual(cases.map(([, words]) => words));
    },
  );
});

test("the scripts name every command and option of the program", async () => {
  const help = (await run(["read", "--help"])).stdout;
  const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map((match) => match[1] as string);
  expect(options.length).toBeGreaterThan(10);
  for (const { name } of SHELLS) {
    const { stdout } = await run(["completion", name]);
    for (const option of options) expect(stdout).toContain(name === "fish" ? option.slice(2) : option);
    for (const command of ["read", "explain", "schema", "completion"]) expect(stdout).toContain(command);
  }
});
