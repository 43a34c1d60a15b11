// What package.json promises, and what npm would publish.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
const lock = JSON.parse(readFileSync(`${root}/package-lock.json`, "utf8"));

describe("package.json", () => {
  it("fixes the version of every development dependency", () => {
    const versions = Object.entries<string>(manifest.devDependencies);
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it("takes of its dependencies only versions that keep their promises", () => {
    const versions = Object.entries<string>(manifest.dependencies);
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter(([, version]) => !/^\^?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it("agrees with the lock file", () => {
    const { dependencies, devDependencies, engines, version } = lock.packages[""];
    expect({ dependencies, devDependencies, engines, version }).toEqual({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
      engines: manifest.engines,
      version: manifest.version,
    });
  });

  it("needs nothing that is newer than the oldest Node it runs on", () => {
    expect(manifest.engines.node).toBe(">=20.19");
    const demands = Object.entries<{ engines?: { node?: string }; dev?: boolean }>(lock.packages)
      .filter(([path, { dev }]) => path !== "" && dev !== true)
      .map(([path, { engines }]) => `${path} ${engines?.node ?? "*"}`);
    expect(demands.length).toBeGreaterThan(0);
    expect(demands.filter((demand) => /(?:>=|\^) ?2[1-9]/.test(demand) && !/\^20|>=20/.test(demand))).toEqual(
      [],
    );
  });

  it("runs no script on the machine of whoever installs it", () => {
    for (const hook of ["preinstall", "install", "postinstall"])
      expect(manifest.scripts).not.toHaveProperty(hook);
    const scripted = Object.entries<{ hasInstallScript?: boolean; dev?: boolean; optional?: boolean }>(
      lock.packages,
    ).filter(
      ([path, { hasInstallScript, dev, optional }]) => path !== "" && hasInstallScript && !dev && !optional,
    );
    expect(scripted.map(([path]) => path)).toEqual([]);
  });

  it("changes what it says of itself only with the changelog", () => {
    const changelog = readFileSync(`${root}/CHANGELOG.md`, "utf8");
    expect(changelog).toMatch(new RegExp(`^## (${manifest.version.replaceAll(".", "\\.")}|Unreleased)`, "m"));
  });
});

describe("the published package", () => {
  let files: string[] = [];

  beforeAll(() => {
    const listing = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    files = JSON.parse(listing)[0].files.map(({ path }: { path: string }) => path);
  });

  it("holds the executable, the library with its types, and the bundled capture", () => {
    for (const path of [
      manifest.bin.shakedown,
      manifest.exports["."].default.slice(2),
      manifest.exports["."].types.slice(2),
      "fixtures/tour.pcapng",
      "README.md",
      "LICENSE",
    ]) {
      expect(files).toContain(path);
    }
  });

  it("holds nothing else: no sources, no tests, no captures of others", () => {
    expect(
      files.filter((path) => !/^(bin\/|dist\/.*\.(js|d\.ts)$|fixtures\/tour\.pcapng$)/.test(path)).sort(),
    ).toEqual(
      ["CHANGELOG.md", "LICENSE", "README.md", "package.json"].filter((path) => files.includes(path)),
    );
  });

  it("has an executable that a shell can start", () => {
    const path = `${root}/${manifest.bin.shakedown}`;
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(path).mode & 0o111).not.toBe(0);
  });
});
