// Findings from the command line, on recordings of real kernels: selected, failed on, counted, listed.
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/record/report-record.ts";
import { complaints } from "../record/complaints.ts";
import { run } from "./captured-terminal.ts";

const kernels = (scenario: string) =>
  fileURLToPath(new URL(`../../fixtures/kernels/${scenario}/client.pcapng`, import.meta.url));

const ZERO_WINDOW = kernels("zero-window");
const KEEPALIVE = kernels("keepalive-unanswered");
const TWICE = kernels("everything-twice");
/** Among others 12 connections that the program behind port 8080 does not close for 69 s. */
const TOUR = fileURLToPath(new URL("../../fixtures/tour.pcapng", import.meta.url));

async function json(capture: string, ...options: string[]): Promise<Report> {
  const { exitCode, stdout, stderr } = await run(["read", capture, "--format", "json", ...options]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout);
}

const idsOf = async (capture: string, ...options: string[]) =>
  (await json(capture, ...options)).connections.flatMap(({ findings }) => findings.map(({ id }) => id));

describe("--select", () => {
  test.each([
    ["finding:zero-window", ["zero-window"]],
    ["finding:*", ["zero-window"]],
    ["severity:warning", ["zero-window"]],
    ["severity:error", []],
    ["finding:keepalive-failure", []],
    ["not finding:zero-window", []],
  ])("%s", async (expression, ids) => {
    expect(await idsOf(ZERO_WINDOW, "--select", expression)).toEqual(ids);
  });
});

describe("--fail-on", () => {
  test.each([
    [KEEPALIVE, "keepalive-failure", 1],
    [KEEPALIVE, "error", 1],
    [KEEPALIVE, "warning", 1],
    [ZERO_WINDOW, "error", 0],
    [ZERO_WINDOW, "warning", 1],
    [TWICE, "duplicate-frames", 1],
    [TWICE, "error", 0],
  ])("%s %s: %i", async (capture, what, code) => {
    expect((await run(["read", capture, "--quiet", "--fail-on", what])).exitCode).toBe(code);
  });

  test("a finding about the capture as a whole is of no connection that is selected", async () => {
    const { exitCode } = await run(["read", TWICE, "--select", "id:1", "--fail-on", "duplicate-frames"]);
    expect(exitCode).toBe(0);
  });
});

describe("formats", () => {
  test("json: the connection's own, those about more at the top, both in the sums", async () => {
    expect((await json(ZERO_WINDOW)).connections[0]?.findings).toMatchObject([
      { id: "zero-window", severity: "warning", endpoint: "server" },
    ]);
    const twice = await json(TWICE);
    expect(twice.findings.map(({ id, subject }) => [id, subject.kind])).toContainEqual([
      "duplicate-frames",
      "capture",
    ]);
    expect(twice.summary.findings["duplicate-frames"]).toBe(1);
    expect((await json(ZERO_WINDOW)).services[0]?.findings).toEqual({ "zero-window": 1 });
  });

  test("ndjson: lines of type finding after the connections", async () => {
    const { stdout } = await run(["read", TWICE, "--format", "ndjson"]);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.flatMap(complaints)).toEqual([]);
    const types = lines.map(({ type }) => type);
    expect([types[0], types.at(-1)]).toEqual(["capture", "summary"]);
    expect(types.indexOf("finding")).toBeGreaterThan(types.lastIndexOf("connection"));
  });

  test("csv: a column of ids", async () => {
    const { stdout } = await run(["read", ZERO_WINDOW, "--format", "csv"]);
    const [header, row] = stdout.split("\r\n").map((line) => line.split(","));
    expect(row?.[header?.indexOf("findings") as number]).toBe("zero-window");
  });

  test("--quiet counts them, of the selected where some are", async () => {
    const quiet = async (...options: string[]) => (await run(["read", ...options, "--quiet"])).stdout;
    expect(await quiet(ZERO_WINDOW)).toBe("45 packets, 1 connection: 1 closed; findings: 1 zero-window\n");
    expect(await quiet(ZERO_WINDOW, "--select", "severity:error")).toBe("45 packets, 0 of 1 connection\n");
    expect(await quiet(TWICE)).toContain("1 duplicate-frames");
    expect(await quiet(TWICE, "--select", "id:1")).not.toContain("duplicate-frames");
  });

  test("text: the sentence that json has too", async () => {
    const [found] = (await json(KEEPALIVE)).connections.flatMap(({ findings }) => findings);
    const { stdout } = await run(["read", KEEPALIVE]);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(`${found?.id} ${found?.summary}`);
  });
});

describe("--lang", () => {
  test("changes the sentences and nothing else", async () => {
    const [english, chinese] = await Promise.all([json(KEEPALIVE), json(KEEPALIVE, "--lang", "zh")]);
    const sentences = ({ connections }: Report) =>
      connections.flatMap(({ findings }) => findings.map(({ summary }) => summary));
    const silent = (report: Report) =>
      JSON.stringify(report, (key, value) => (key === "summary" && typeof value === "string" ? "" : value));
    expect(sentences(english).join()).not.toMatch(/\p{Script=Han}/u);
    expect(sentences(chinese).join()).toMatch(/\p{Script=Han}/u);
    expect(silent(chinese)).toBe(silent(english));
  });
});

describe("CLOSE_WAIT", () => {
  const excess = async (...options: string[]) =>
    (await json(TOUR, ...options)).findings.filter(({ id }) => id === "close-wait-excess");
  const stuck = async (...options: string[]) =>
    (await idsOf(TOUR, ...options)).filter((id) => id === "close-wait-stuck").length;

  test("--close-wait-count: how many at one time are too many", async () => {
    expect(await excess("--close-wait-count", "13")).toEqual([]);
    expect(await excess("--close-wait-count", "12")).toMatchObject([
      { subject: { kind: "service", ip: "10.9.0.2", port: 8080 } },
    ]);
  });

  test("--close-wait-age: from which on one is stuck, unless it is one of too many", async () => {
    expect(await stuck("--close-wait-count", "13")).toBe(12);
    expect(await stuck("--close-wait-count", "13", "--close-wait-age", "70s")).toBe(0);
    expect(await stuck("--close-wait-count", "12")).toBe(0);
  });
});
