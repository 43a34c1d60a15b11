// The dashboard started by sudo: root opens, the user decodes, writes and reads the keys, in every thread.
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { libpcapFile } from "../../capture/libpcap-file.ts";
import { Namespace, uniqueName } from "../../lab/namespaces.ts";
import { missingForTerminal, Terminals } from "./terminal.ts";

const NOBODY = 65_534;
const project = fileURLToPath(new URL("../../..", import.meta.url));
const talk = join(project, "test/cli/live/talk.mjs");
const isRoot = process.platform === "linux" && process.getuid?.() === 0;
const possible =
  isRoot &&
  missingForTerminal === null &&
  libpcapFile !== null &&
  spawnSync("unshare", ["-n", "true"]).status === 0;

const terminals = new Terminals();
const folder = mkdtempSync(join(tmpdir(), "shakedown-rights-"));
let namespace: Namespace;

/** The lines of /proc/PID/task/TID/status that begin with `name`, of all threads. */
function statusOf(pid: number, name: string): string[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, "utf8");
    const line = status.split("\n").find((found) => found.startsWith(`${name}:`)) ?? "";
    return line
      .slice(name.length + 1)
      .trim()
      .replaceAll("\t", " ");
  });
}

describe.skipIf(!possible)("live on a terminal (skipped without root on Linux, tmux and libpcap)", () => {
  beforeAll(async () => {
    namespace = await Namespace.add(uniqueName());
  });
  afterAll(async () => {
    terminals.close();
    await namespace.delete();
    rmSync(folder, { recursive: true });
  });

  // npx, run by sudo, puts it below /root.
  it.each(["en", "zh"])(
    "gives up root in all threads where the program lies out of the caller's reach (%s)",
    async (lang) => {
      const closed = join(folder, `closed-${lang}`);
      const theirs = join(folder, `theirs-${lang}`);
      for (const name of ["bin", "dist", "package.json"]) {
        cpSync(join(project, name), join(closed, name), { recursive: true });
      }
      symlinkSync(join(project, "node_modules"), join(closed, "node_modules"));
      chmodSync(closed, 0o700);
      mkdirSync(theirs);
      chmodSync(folder, 0o755);
      chownSync(theirs, NOBODY, NOBODY);
      const program = [process.execPath, join(closed, "bin/shakedown.js"), "live", "lo", "--lang", lang];
      const evidence = ["--write", "all.pcapng", "--write-findings", ".", "--write-severity", "info"];
      const terminal = terminals.open([...program, ...evidence], {
        cwd: theirs,
        before: namespace.prefix(),
        env: { SUDO_UID: String(NOBODY), SUDO_GID: String(NOBODY) },
      });
      // (The interface, in the head.)
      await terminal.until(/ lo /);
      await terminal.until(() => terminal.isAlternate);
      const { pid } = terminal;
      const threads = readdirSync(`/proc/${pid}/task`).length;
      expect(threads).toBeGreaterThan(5);
      expect(new Set(statusOf(pid, "Uid"))).toEqual(new Set(["65534 65534 65534 65534"]));
      expect(new Set(statusOf(pid, "Gid"))).toEqual(new Set(["65534 65534 65534 65534"]));
      expect(new Set(statusOf(pid, "Groups"))).toEqual(new Set(["65534"]));
      expect(new Set(statusOf(pid, "CapEff"))).toEqual(new Set(["0000000000000000"]));
      expect(new Set(statusOf(pid, "CapPrm"))).toEqual(new Set(["0000000000000000"]));
      execFileSync("ip", [...namespace.prefix().slice(1), process.execPath, talk, "1", "1", "1"]);
      await terminal.until(/refused/);
      // Nothing that is shown later has to be loaded.
      for (const keys of [
        ["2"],
        ["3"],
        ["4"],
        ["1"],
        ["e"],
        ["Escape"],
        ["Enter"],
        ["Escape"],
        ["?"],
        ["Escape"],
      ])
        terminal.send(...keys);
      await terminal.until(/refused/);
      terminal.send("q");
      const { exitCode } = await terminal.left();
      const said = terminal.history();
      expect({ exitCode, mistake: /mistake|Cannot find|EACCES/.exec(said) }).toEqual({
        exitCode: 0,
        mistake: null,
      });
      expect(said).toContain("connection-refused");
      const files = readdirSync(theirs);
      expect(files.length).toBeGreaterThan(1);
      for (const file of files)
        expect(statSync(join(theirs, file))).toMatchObject({ uid: NOBODY, gid: NOBODY });
    },
  );

  it("ends with the report, and why, when the interface is gone that it may not open again", async () => {
    await namespace.ip("link", "add", "brief", "type", "veth", "peer", "name", "other");
    await namespace.ip("link", "set", "brief", "up");
    const terminal = terminals.open([process.execPath, join(project, "bin/shakedown.js"), "live", "brief"], {
      columns: 200,
      before: namespace.prefix(),
      env: { SUDO_UID: String(NOBODY), SUDO_GID: String(NOBODY) },
    });
    await terminal.until(/ brief /);
    await terminal.until(() => terminal.isAlternate);
    await namespace.ip("link", "delete", "brief");
    const { exitCode, isAlternate } = await terminal.left();
    expect({ exitCode, isAlternate }).toEqual({ exitCode: 0, isAlternate: false });
    const said = terminal.history();
    expect(said).toMatch(/^brief · live, Ethernet/m);
    expect(said).toMatch(/^shakedown: nothing comes from brief just now: .*root was given up/m);
  });

  it("shows nothing where root cannot be given up", async () => {
    const terminal = terminals.open([process.execPath, join(project, "bin/shakedown.js"), "live", "lo"], {
      columns: 200,
      before: namespace.prefix(),
      env: { SUDO_UID: "many" },
    });
    const { exitCode } = await terminal.left();
    expect(exitCode).toBe(2);
    expect(terminal.history().trim()).toBe(
      'shakedown: root could not be given up (SUDO_UID is "many"); to capture as root all the same: --keep-root',
    );
  });

  it.each([
    [["--no-dashboard"], /capturing on lo/],
    [["--only", "open"], /capturing on lo/],
    [["--quiet", "--duration", "300ms"], /0 connections/],
  ])("prints lines where lines are asked for: %j", async (options, told) => {
    const terminal = terminals.open(
      [process.execPath, join(project, "bin/shakedown.js"), "live", "lo", ...options],
      { before: namespace.prefix() },
    );
    await terminal.until(told);
    expect(terminal.isAlternate).toBe(false);
    if (!options.includes("--duration")) terminal.send("C-c");
    expect((await terminal.left()).exitCode).toBe(0);
  });
});
