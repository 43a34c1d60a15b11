// Whatever the README tells the reader to type works as it stands there.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));

interface Fence {
  readonly document: string;
  readonly language: string;
  readonly text: string;
}

function fences(document: string): Fence[] {
  const text = readFileSync(`${root}/${document}`, "utf8");
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, body]) => ({
    document,
    language: language as string,
    text: body as string,
  }));
}

const documents = ["README.md", "CONTRIBUTING.md"];
const all = documents.flatMap(fences);
const commands = all
  .filter(({ language }) => language === "sh")
  .flatMap(({ document, text }) =>
    text.split("\n").map((line) => ({ document, line: line.replace(/\s+#.*$/, "") })),
  )
  .filter(({ line }) => line !== "");

/** Commands that would start these tests again, take minutes, or change the checkout: only looked up. */
const NOT_RUN =
  /^npm (ci|test|start|run (bench|fuzz|check|readme|pictures|fix|build))\b|^git |^sudo |^npx shakedown replay |^node test\/lab\/run\.mjs/;

describe("what a reader types", () => {
  it.each(commands.filter(({ line }) => NOT_RUN.test(line)))(
    "$document: $line names what exists",
    ({ line }) => {
      const names = [...line.matchAll(/npm (?:run )?([\w:]+)/g)].map(([, name]) => name as string);
      for (const name of names) expect(name === "ci" || name in scripts, name).toBe(true);
      for (const [path] of line.matchAll(/(test|src)\/[\w./-]+/g))
        expect(existsSync(`${root}/${path}`), path).toBe(true);
    },
  );

  it.each(commands.filter(({ line }) => !NOT_RUN.test(line)))("$document: $line runs", ({ line }) => {
    // What `npx shakedown` would start, without npm's own start-up for each line.
    const command = line.replace(/\bnpx shakedown\b/g, `"${process.execPath}" bin/shakedown.js`);
    const { status, stdout, stderr } = spawnSync("bash", ["-o", "pipefail", "-c", command], {
      cwd: root,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).not.toBe("");
  });
});

describe("the README", () => {
  it("tells two commands that do everything on a fresh clone", () => {
    const lines = commands.map(({ line }) => line);
    expect(lines).toContain("npm ci && npm start");
    expect(lines).toContain("npm ci && npm test");
  });

  const examples = all.filter(({ language, document }) => language === "js" && document === "README.md");

  it("shows the library at work", () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples)("has an example that runs: $text", ({ text }) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", text], {
      cwd: root,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).not.toBe("");
  });

  it.each(documents)("and its neighbours link to files that exist: %s", (document) => {
    const text = readFileSync(`${root}/${document}`, "utf8");
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, path]) => path as string);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((path) => !existsSync(`${root}/${path}`))).toEqual([]);
  });
});
