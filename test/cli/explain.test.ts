// How topics are asked for, and what happens to words that name none or several.
import { describe, expect, test } from "vitest";
import { findTopic, TOPIC_NAMES } from "../../src/cli/find-topic.ts";
import { run } from "./captured-terminal.ts";

/** What a question is understood as: "CLOSE_WAIT", "verdict:reset finding:reset", "? these ids". */
function understood(...words: string[]): string {
  const found = findTopic(words);
  if (found.kind === "unclear") return `? ${found.ids.join(" ")}`.trim();
  const topics = found.topics.map(({ kind, id }) => (kind === "state" ? id : `${kind}:${id}`)).join(" ");
  return found.kind === "near" ? `~ ${topics}` : topics;
}

describe("a topic is found", () => {
  test.each(TOPIC_NAMES.map(({ kind, id }) => [`${kind}:${id}`, id] as const))(
    "%s by its name",
    (name, id) => {
      const topics = findTopic([id]);
      expect(topics.kind).toBe("exact");
      expect(findTopic([name])).toEqual({
        kind: "exact",
        topics: [TOPIC_NAMES.find((topic) => `${topic.kind}:${topic.id}` === name)],
      });
    },
  );

  test.each([
    // RFC 9293, ss, netstat, Windows, conntrack
    ["CLOSE-WAIT", "CLOSE_WAIT"],
    ["close_wait", "CLOSE_WAIT"],
    ["closewait", "CLOSE_WAIT"],
    ["FIN-WAIT-1", "FIN_WAIT_1"],
    ["FIN_WAIT1", "FIN_WAIT_1"],
    ["FinWait1", "FIN_WAIT_1"],
    ["SYN-RECV", "SYN_RECEIVED"],
    ["SYN_RCVD", "SYN_RECEIVED"],
    ["ESTAB", "ESTABLISHED"],
    ["LISTENING", "LISTEN"],
    ["last ack", "LAST_ACK"],
    // findings and verdicts
    ["synack-retry", "finding:syn-ack-retry"],
    ["half open", "verdict:half-open"],
    ["Connection Refused", "finding:connection-refused"],
    ["fin-wait-2-stuck", "finding:fin-wait-2-stuck"],
    // errno, Zeek, Suricata, OpenTelemetry
    ["ECONNREFUSED", "verdict:refused"],
    ["ECONNRESET", "verdict:reset finding:reset"],
    ["connection reset by peer", "verdict:reset finding:reset"],
    ["ETIMEDOUT", "verdict:unanswered"],
    ["timed_out", "verdict:unanswered"],
    ["host_unreachable", "verdict:unreachable"],
    ["REJ", "verdict:refused"],
    ["S0", "verdict:unanswered verdict:connecting"],
    ["tcp_reuse", "finding:time-wait-reuse"],
    ["2MSL", "TIME_WAIT"],
  ])("%s is %s", (words, topics) => {
    expect(understood(...words.split(" "))).toBe(topics);
  });

  test.each([
    ["reset", "verdict:reset finding:reset"],
    ["CLOSED", "CLOSED verdict:closed"],
    ["closing", "CLOSING verdict:closing"],
    ["half-close", "finding:half-close verdict:half-closed"],
    ["half-closed", "verdict:half-closed finding:half-close"],
  ])("%s names several: %s", (word, topics) => {
    expect(understood(word)).toBe(topics);
  });

  test.each([
    ["state:closed", "CLOSED"],
    ["finding: reset", "finding:reset"],
    ["VERDICT:reset", "verdict:reset"],
  ])("%s names one", (word, topic) => {
    expect(understood(word)).toBe(topic);
  });

  test.each([
    ["closwait", "~ CLOSE_WAIT"],
    ["TIMEWIAT", "~ TIME_WAIT"],
    ["unanswerd", "~ verdict:unanswered"],
    ["flood", "~ finding:syn-flood"],
    ["econrefused", "~ verdict:refused"],
    ["the CLOSE_WAIT state", "~ CLOSE_WAIT"],
  ])("%s by near spelling", (words, topics) => {
    expect(understood(words)).toBe(topics);
  });

  test.each([
    ["finwait", "? FIN_WAIT_1 FIN_WAIT_2 fin-wait-2-stuck"],
    ["keepaliv", "? keepalive keepalive-failure"],
    ["port", "? port-scan port-exhaustion"],
    ["frobnicate", "?"],
    ["state:reset", "?"],
    ["", "?"],
    ["连接", "?"],
    ["constructor", "?"],
    ["x".repeat(10_000), "?"],
  ])("%s is not clear", (words, ids) => {
    expect(understood(words)).toBe(ids);
  });
});

describe("shakedown explain", () => {
  test("without a topic lists them", async () => {
    const { exitCode, stdout, stderr } = await run(["explain"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    for (const { id } of TOPIC_NAMES) expect(stdout).toMatch(new RegExp(`^ +${id} +\\S`, "m"));
  });

  test("prints one topic", async () => {
    const { exitCode, stdout, stderr } = await run(["explain", "fin", "wait", "1"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^FIN_WAIT_1 · state\n/);
  });

  test("says which topic a near spelling is taken for", async () => {
    const { exitCode, stdout, stderr } = await run(["explain", "closwait"]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'shakedown: "closwait" is taken for CLOSE_WAIT\n',
    });
    expect(stdout).toMatch(/^CLOSE_WAIT · state\n/);
  });

  test.each([
    [
      ["explain", "finwait"],
      '"finwait" may be FIN_WAIT_1, FIN_WAIT_2, fin-wait-2-stuck; choose one: shakedown explain FIN_WAIT_1',
    ],
    [["explain", "frobnicate"], 'nothing is known about "frobnicate"; the topics: shakedown explain'],
    [["explain", "\u001b[31m"], 'nothing is known about "\\x1b[31m"; the topics: shakedown explain'],
    [["explain", "CLOSE_WAIT", "--lang", "de"], '--lang: unknown value "de"; one of en, zh'],
  ])("%j is wrong usage, in one line", async (argv, line) => {
    expect(await run(argv)).toEqual({ exitCode: 2, stdout: "", stderr: `shakedown: ${line}\n` });
  });

  test("speaks Chinese; ids and states stay", async () => {
    const { exitCode, stdout } = await run(["explain", "TIME_WAIT", "--lang", "zh"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^TIME_WAIT · 状态\n/);
    expect(stdout).toContain("port-exhaustion");
  });

  test("is coloured on a terminal only, and obeys NO_COLOR", async () => {
    const onTerminal = await run(["explain", "LISTEN"], { isTTY: true });
    expect(onTerminal.stdout).toContain("\x1b[1mLISTEN\x1b[0m");
    for (const options of [{}, { isTTY: true, env: { NO_COLOR: "1" } }]) {
      expect((await run(["explain", "LISTEN"], options)).stdout).not.toContain("\x1b");
    }
  });

  test("takes the screen's width, and COLUMNS behind a pipe", async () => {
    const { stdout } = await run(["explain", "syn-flood"], { env: { COLUMNS: "50" } });
    const prose = stdout.split("\n").slice(0, 2);
    for (const line of prose) expect(line.length).toBeLessThanOrEqual(50);
  });

  test("completes its topics in every shell", async () => {
    for (const shell of ["bash", "zsh", "fish"]) {
      const { stdout } = await run(["completion", shell]);
      for (const { id } of TOPIC_NAMES) expect(stdout).toContain(id);
    }
  });

  test("--help goes to standard output, with examples, in 80 columns", async () => {
    const { exitCode, stdout, stderr } = await run(["explain", "--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/Examples:\n {2}shakedown explain\n/);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
});
