// What a user meets who asks for help, or mistypes.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FINDING_IDS } from "../../src/detect/finding.ts";
import { VERDICTS } from "../../src/record/vocabulary.ts";
import { KEY_NAMES } from "../../src/select/keys.ts";
import { run } from "./captured-terminal.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

test("--version prints the package's version", async () => {
  expect(await run(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
});

describe("help", () => {
  test.each([
    [["--help"]],
    [["read", "--help"]],
    [["live", "--help"]],
    [["help", "read"]],
    [["schema", "-h"]],
    [["completion", "-h"]],
    [["interfaces", "--help"]],
  ])("%j goes to standard output, with an example, in 80 columns", async (argv) => {
    const { exitCode, stdout, stderr } = await run(argv);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/Usage: shakedown/);
    expect(stdout).toMatch(/Examples?[^:]*:\n {2}.*shakedown/);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  test("of read names every option, key, verdict and finding", async () => {
    const { stdout } = await run(["read", "--help"]);
    for (const name of [...KEY_NAMES, ...VERDICTS, ...FINDING_IDS]) expect(stdout).toContain(name);
    const options = [...stdout.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, option]) => option);
    expect(options).toEqual(
      expect.arrayContaining([
        "--select",
        "--since",
        "--msl",
        "--close-wait-age",
        "--close-wait-count",
        "--max-connections",
        "--lang",
        "--fail-on",
        "--quiet",
      ]),
    );
  });

  test("without a command it goes to standard error, and 2 says that something is missing", async () => {
    const { exitCode, stdout, stderr } = await run([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/Usage: shakedown/);
  });
});

describe("wrong usage is one line, with what was meant or where to look", () => {
  test.each([
    [["raed", "x.pcap"], "unknown command 'raed', did you mean read?"],
    [["replay", "x.pcap", "--speed", "NaNx"], '--speed: "NaNx" is no speed; write 0.5x, 1x, 10x or max'],
    [
      ["replay", "x.pcap", "--speed", `${"9".repeat(400)}x`],
      "--speed: 0.001x is the slowest, 1000000x the fastest but max",
    ],
    [["frobnicate"], "unknown command 'frobnicate'; see shakedown --help"],
    [["trace.pcap"], 'unknown command "trace.pcap"; to analyse a capture: shakedown read trace.pcap'],
    [["help", "raed"], 'there is no command "raed" to help with; see shakedown --help'],
    [["--colour"], "unknown option '--colour'; see shakedown --help"],
    [["read"], "missing required argument 'capture'; see shakedown read --help"],
    [["read", "x.pcap", "--fromat", "json"], "unknown option '--fromat', did you mean --format?"],
    [
      ["read", "x.pcap", "--format"],
      "option '--format <format>' argument missing; see shakedown read --help",
    ],
    [["read", "x.pcap", "--format", "jsn"], '--format: unknown value "jsn", did you mean "json"?'],
    [["read", "x.pcap", "--format", "xml"], '--format: unknown value "xml"; one of text, json, ndjson, csv'],
    [
      ["read", "x.pcap", "--select", "not verdikt:reset"],
      '--select: unknown key "verdikt" at column 5, did you mean "verdict"?',
    ],
    [
      ["read", "x.pcap", "--fail-on", "refused,syn-rety"],
      '--fail-on: "syn-rety" is no verdict, severity or finding id, did you mean "syn-retry"?',
    ],
    [
      ["read", "x.pcap", "--fail-on", "everything"],
      '--fail-on: "everything" is no verdict, severity or finding id; shakedown read --help lists them',
    ],
    [["read", "x.pcap", "--msl", "0"], '--msl: "0" is no duration above 0; write 30, 500ms or 2m'],
    [
      ["read", "x.pcap", "--close-wait-age", "-1"],
      '--close-wait-age: "-1" is no duration above 0; write 30, 500ms or 2m',
    ],
    [
      ["read", "x.pcap", "--close-wait-count", "0"],
      '--close-wait-count: "0" is no whole number of at least 1; write 500000 or 500k',
    ],
    [["read", "x.pcap", "--lang", "zhh"], '--lang: unknown value "zhh", did you mean "zh"?'],
    [
      ["read", "x.pcap", "--max-connections", "many"],
      '--max-connections: "many" is no whole number of at least 1; write 500000 or 500k',
    ],
    [
      ["read", "x.pcap", "--since", "yesterday"],
      '--since: "yesterday" is no time; write 2021-07-05T08:08:55Z, @1625472535 or an offset such as 1m30s',
    ],
    [
      ["read", "x.pcap", "--since", "9s", "--until", "8s"],
      "--until: nothing lies before it that --since lets through; exchange the two",
    ],
    [["completion", "bsh"], 'completion: unknown value "bsh", did you mean "bash" or "zsh"?'],
    [
      ["schema", "json"],
      "too many arguments for 'schema'. Expected 0 arguments but got 1; see shakedown schema --help",
    ],
    [["live", "lo", "eth0"], "live takes one interface as its argument; several: live -i eth0 -i lo"],
    [["read", "x.pcap", "--\u001b[31m"], "unknown option '--\\x1b[31m'; see shakedown read --help"],
  ])("%j", async (argv, line) => {
    expect(await run(argv)).toEqual({ exitCode: 2, stdout: "", stderr: `shakedown: ${line}\n` });
  });
});
