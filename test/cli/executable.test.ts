// The executable as a shell starts it: pipes, signals, standard input. dist/ is built before the tests.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scenario } from "../notation/scenario.ts";

const executable = fileURLToPath(new URL("../../bin/shakedown.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "shakedown-executable-"));
const capture = join(folder, "many.pcap");

/** More lines of ndjson than a pipe holds. */
const CONNECTIONS = 2000;
const MANY = scenario(
  Array.from({ length: CONNECTIONS }, (_, index) => `client:${index + 1} > server:80  S  0:0`).join("\n"),
).bytes();

beforeAll(() => writeFileSync(capture, MANY));
afterAll(() => rmSync(folder, { recursive: true }));

function start(...argv: string[]): ChildProcessWithoutNullStreams & { said: string } {
  const child = spawn(process.execPath, [executable, ...argv]);
  const listening = Object.assign(child, { said: "" });
  child.stderr.on("data", (bytes) => {
    listening.said += String(bytes);
  });
  return listening;
}

test("reads a file and exits with main's code", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [executable, "read", capture, "--quiet"], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^2,000 packets, 2,000 connections: /);
  const wrong = spawnSync(process.execPath, [executable, "raed"], { encoding: "utf8" });
  expect(wrong).toMatchObject({
    status: 2,
    stdout: "",
    stderr: "shakedown: unknown command 'raed', did you mean read?\n",
  });
});

test("standard input is called so, not -", () => {
  const piped = (input: Uint8Array) => spawnSync(process.execPath, [executable, "read", "-"], { input });
  expect(String(piped(new Uint8Array()).stderr)).toMatch(/^shakedown: standard input: is empty/);
  const cut = piped(MANY.subarray(0, MANY.length - 5));
  expect(String(cut.stderr)).toMatch(/^shakedown: standard input ends inside packet 2000 /);
  expect(String(cut.stdout)).toMatch(/^! standard input ends inside packet 2,000 /m);
});

test("complaints that nobody takes do not change the exit code", async () => {
  const child = start("read", join(folder, "absent.pcap"));
  child.stderr.destroy();
  const [code] = await once(child, "exit");
  expect(code).toBe(2);
});

test.each([[["--help"]], [["read", "--help"]], [["schema"]], [["completion", "zsh"]]])(
  "%j may be read in part (| head)",
  async (argv) => {
    const child = start(...argv);
    child.stdout.destroy();
    const [code] = await once(child, "exit");
    expect({ code, said: child.said }).toEqual({ code: 0, said: "" });
  },
);

test("reads standard input as it comes", async () => {
  const child = start("read", "-", "--quiet");
  let printed = "";
  child.stdout.on("data", (bytes) => {
    printed += String(bytes);
  });
  for (let at = 0; at < MANY.length; at += 1000) {
    if (!child.stdin.write(MANY.subarray(at, at + 1000))) await once(child.stdin, "drain");
  }
  child.stdin.end();
  const [code] = await once(child, "close");
  expect({ code, said: child.said }).toEqual({ code: 0, said: "" });
  expect(printed).toMatch(/^2,000 packets/);
});

test.each(["ndjson", "json", "csv"])("a reader of %s that goes away (| head) is no error", async (format) => {
  const child = start("read", capture, "--format", format);
  await once(child.stdout, "data");
  child.stdout.destroy();
  const [code] = await once(child, "exit");
  expect({ code, said: child.said }).toEqual({ code: 0, said: "" });
});

test("Ctrl-C ends a capture that goes on: 130, whole lines only", async () => {
  const child = start("read", "-", "--format", "ndjson");
  let printed = "";
  child.stdout.on("data", (bytes) => {
    printed += String(bytes);
  });
  child.stdin.write(MANY);
  await once(child.stdout, "data");
  child.kill("SIGINT");
  const [code, signal] = await once(child, "close");
  expect({ code, signal, said: child.said }).toEqual({ code: 130, signal: null, said: "" });
  for (const line of printed.trimEnd().split("\n")) expect(JSON.parse(line)).toHaveProperty("type");
  expect(printed.endsWith("\n")).toBe(true);
});
