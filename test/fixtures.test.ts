// Captures with a known answer, found by looking: beside each x.pcapng an x.json, which is what
// `shakedown read --format json` must say of it. fixtures/README.md tells where they come from.
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const captures = readdirSync(`${root}fixtures`, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .sort();
const answered = captures.filter((name) => existsSync(answerTo(name)));

describe("fixtures", () => {
  test("the tour is among them", () => {
    expect(answered).toContain("tour.pcapng");
  });

  test("every capture has an answer, or the kernels' word", () => {
    const silent = captures.filter((name) => !existsSync(answerTo(name)) && !name.startsWith("kernels/"));
    expect(silent).toEqual([]);
  });

  test.concurrent.each(answered)("%s", async (name) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["bin/shakedown.js", "read", "--format", "json", `fixtures/${name}`],
      { cwd: root, maxBuffer: 1 << 28 },
    );
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(answerTo(name), "utf8")));
  });
});

function answerTo(capture: string): string {
  return `${root}fixtures/${capture.replace(/\.pcap(ng)?$/, ".json")}`;
}
