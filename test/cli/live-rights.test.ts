// `shakedown live` with the rights that people have: none, one capability, sudo, root; and with what may be
// missing. Each case is run for real, in a network namespace of its own.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadCap } from "../../src/capture/live/cap-source.ts";
import { libpcapFile } from "../capture/libpcap-file.ts";
import { Namespace, uniqueName } from "../lab/namespaces.ts";
import { run } from "./captured-terminal.ts";

const runs = (command: string, ...argv: string[]) => spawnSync(command, argv).status === 0;
const isRoot = process.platform === "linux" && process.getuid?.() === 0;
const root = fileURLToPath(new URL("../..", import.meta.url));
const executable = join(root, "bin/shakedown.js");
const NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"];
const possible =
  isRoot &&
  libpcapFile !== null &&
  runs("unshare", "-mn", "true") &&
  // Whoever is nobody must be able to read the program.
  runs("setpriv", ...NOBODY.slice(1), process.execPath, executable, "--version");
const listedLibraries = String(spawnSync("ldconfig", ["-p"]).stdout);
const hasSudo = possible && runs("sudo", "--version");
const hasCap = possible && (await loadCap()) !== null;

const folder = mkdtempSync(join(tmpdir(), "shakedown-rights-"));

/** One connection over the loopback. */
const TRAFFIC = `
  const server = net.createServer((socket) => socket.end("hello")).listen(0, "127.0.0.1", () => {
    net.connect(server.address().port, "127.0.0.1").resume().on("close", () => server.close());
  });`;

let namespace: Namespace;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `live` with the words before it, inside the namespace; whatever stands in `mounts` is hidden. */
function live(
  before: readonly string[],
  argv: readonly string[],
  mounts = ":",
  program = executable,
): ChildProcess & { ended: Promise<Ended> } {
  const [ip, ...words] = namespace.prefix();
  const command = [...before, process.execPath, program, "live", ...argv];
  const child = spawn(ip, [...words, "sh", "-c", `${mounts} && exec "$@"`, "sh", ...command], { cwd: root });
  const text = { stdout: "", stderr: "" };
  child.stdout.on("data", (bytes) => {
    text.stdout += String(bytes);
  });
  child.stderr.on("data", (bytes) => {
    text.stderr += String(bytes);
  });
  const ended = once(child, "close").then(([code]) => ({ code, ...text }));
  return Object.assign(child, { ended });
}

/** Runs it until a connection was seen from its SYN to its end. */
async function seeing(before: readonly string[], argv: readonly string[], mounts?: string): Promise<Ended> {
  const child = live(before, ["lo", "--format", "ndjson", "--events", "--timeout", "10", ...argv], mounts);
  const traffic = setInterval(() => {
    void namespace.run(process.execPath, "-e", TRAFFIC).catch(() => {});
  }, 700);
  let text = "";
  child.stdout?.on("data", (bytes) => {
    if (closed(text)) return;
    text += String(bytes);
    if (closed(text)) child.kill("SIGINT");
  });
  const ended = await child.ended;
  clearInterval(traffic);
  return ended;
}

function closed(text: string): boolean {
  return text.includes('"kind":"close"');
}

describe.skipIf(!possible)(
  "live (skipped without root on Linux, libpcap, and a place that everybody may read)",
  () => {
    beforeAll(async () => {
      namespace = await Namespace.add(uniqueName());
    });
    afterAll(async () => {
      await namespace.delete();
      rmSync(folder, { recursive: true });
    });

    it("without any right says which is missing, and a command that helps", async () => {
      const { code, stdout, stderr } = await live(NOBODY, ["lo", "--filter", "tcp port 80"]).ended;
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(
        /^shakedown: lo cannot be captured on: this user lacks CAP_NET_RAW; run [^\n]*\n$/,
      );
      const become = hasSudo ? "sudo " : "";
      expect(stderr).toContain(`${become}${process.execPath} ${executable} live lo --filter 'tcp port 80'`);
    });

    it.skipIf(!runs("unshare", "-r", "true")).each([
      // As a container without the capability.
      [[...NOBODY, "--bounding-set=-net_raw"], /CAP_NET_RAW is withheld .*--cap-add NET_RAW/],
      [["setpriv", "--bounding-set=-net_raw"], /CAP_NET_RAW is withheld .*--cap-add NET_RAW/],
      [["unshare", "-r"], /root of a user namespace has no CAP_NET_RAW/],
    ])("where root would not help proposes something else: %j", async (before, words) => {
      const { code, stderr } = await live(before, ["lo"]).ended;
      expect(code).toBe(2);
      expect(stderr).toMatch(words);
      expect(stderr).not.toContain("sudo");
    });

    it("with CAP_NET_RAW alone captures", async () => {
      const rights = [
        ...NOBODY,
        "--inh-caps=+net_raw",
        "--ambient-caps=+net_raw",
        "--bounding-set=-all,+net_raw",
      ];
      const ended = await seeing(rights, []);
      expect(ended).toMatchObject({ code: 0 });
      expect(closed(ended.stdout)).toBe(true);
    });

    it.skipIf(!runs("setcap", "-h"))(
      "captures through a copy of node that was given the capability",
      async () => {
        const copy = join(folder, "node");
        spawnSync("install", ["-m", "755", process.execPath, copy]);
        spawnSync("chmod", ["755", folder]);
        expect(runs("setcap", "cap_net_raw=ep", copy)).toBe(true);
        const ended = await seeing([...NOBODY, "sh", "-c", `shift; exec ${copy} "$@"`, "sh"], []);
        expect(ended).toMatchObject({ code: 0 });
        expect(closed(ended.stdout)).toBe(true);
      },
    );

    it.skipIf(!hasSudo)("through sudo captures as root and analyses as the user who called it", async () => {
      const rules = join(folder, "sudoers");
      writeFileSync(rules, "nobody ALL=(ALL) NOPASSWD: ALL\n", { mode: 0o440 });
      const asNobody = [...NOBODY, "sudo", "-n"];
      const child = live(asNobody, ["lo", "--format", "ndjson"], `mount --bind ${rules} /etc/sudoers`);
      let said = "";
      child.stderr?.on("data", (bytes) => {
        said += String(bytes);
      });
      await until(() => pidOf(child) !== null);
      const pid = pidOf(child) as number;
      await until(() =>
        /^Uid:\s65534\s65534\s65534\s65534$/m.test(readFileSync(`/proc/${pid}/status`, "utf8")),
      );
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      expect(status).toMatch(/^Gid:\s65534\s65534\s65534\s65534$/m);
      expect(status).toMatch(/^Groups:\s65534 $/m);
      expect(status).toMatch(/^CapEff:\s0{16}$/m);
      await namespace.run(process.execPath, "-e", TRAFFIC);
      await new Promise((resolve) => setTimeout(resolve, 500));
      process.kill(pid, "SIGINT");
      const { stdout } = await child.ended;
      expect(said).not.toContain("root could not be given up");
      expect(stdout).toMatch(/"type":"connection".*"verdict":"closed"/);
    });

    it("as sudo starts it, cannot write what only root may; with --keep-root it stays root", async () => {
      const before = ["env", "SUDO_UID=65534", "SUDO_GID=65534"];
      // The folder of this test is root's.
      spawnSync("chmod", ["755", folder]);
      const argv = ["lo", "--duration", "500ms", "--quiet", "--write"];
      const refused = await live(before, [...argv, join(folder, "a.pcapng")]).ended;
      expect(refused).toMatchObject({ code: 2, stdout: "" });
      expect(refused.stderr).toMatch(/a\.pcapng/);
      expect(existsSync(join(folder, "a.pcapng"))).toBe(false);
      const kept = await live(before, [...argv, join(folder, "b.pcapng"), "--keep-root"]).ended;
      expect(kept).toMatchObject({ code: 0 });
      expect(statSync(join(folder, "b.pcapng")).uid).toBe(0);
    });

    it("what it writes belongs to the user who called sudo", async () => {
      const theirs = mkdtempSync(join(tmpdir(), "shakedown-theirs-"));
      spawnSync("chown", ["65534:65534", theirs]);
      const file = join(theirs, "evidence.pcapng");
      const before = ["env", "SUDO_UID=65534", "SUDO_GID=65534"];
      const { code, stderr } = await live(before, ["lo", "--duration", "500ms", "--quiet", "--write", file])
        .ended;
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(statSync(file)).toMatchObject({ uid: 65_534, gid: 65_534 });
      rmSync(theirs, { recursive: true });
    });

    // npx, run by sudo, puts it below /root.
    it.each([
      [["--format", "ndjson", "--events"], /"verdict":"refused"/],
      [["--lang", "zh"], /connection-refused/],
      [
        ["--write", "evidence.pcapng", "--write-findings", ".", "--write-severity", "info"],
        /connection-refused/,
      ],
    ])("goes on where the caller may not read the program: %j", async (argv, told) => {
      const closed = join(folder, "closed");
      const theirs = mkdtempSync(join(tmpdir(), "shakedown-theirs-"));
      spawnSync("chown", ["65534:65534", theirs]);
      for (const name of ["bin", "dist", "package.json"]) {
        cpSync(join(root, name), join(closed, name), { recursive: true });
      }
      symlinkSync(join(root, "node_modules"), join(closed, "node_modules"));
      chmodSync(closed, 0o700);
      const before = ["env", "-C", theirs, "SUDO_UID=65534", "SUDO_GID=65534"];
      const program = join(closed, "bin/shakedown.js");
      const child = live(before, ["lo", "--no-color", ...argv], ":", program);
      let text = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on("data", (bytes) => {
          text += String(bytes);
        });
      }
      await until(() => child.exitCode !== null || /capturing on|"type":"capture"/.test(text));
      await namespace.run(
        process.execPath,
        "-e",
        `${TRAFFIC} net.connect(9, "127.0.0.1").on("error", () => {});`,
      );
      await new Promise((resolve) => setTimeout(resolve, 500));
      child.kill("SIGINT");
      const { code, stdout, stderr } = await child.ended;
      expect({ code, mistake: /mistake|Cannot find|EACCES/.exec(stderr) }).toEqual({
        code: 0,
        mistake: null,
      });
      expect(stdout).toMatch(told);
      rmSync(closed, { recursive: true });
      rmSync(theirs, { recursive: true });
    });

    it("does not look at a packet where root cannot be given up", async () => {
      const { code, stdout, stderr } = await live(["env", "SUDO_UID=many"], ["lo"]).ended;
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toBe(
        'shakedown: root could not be given up (SUDO_UID is "many"); to capture as root all the same: --keep-root\n',
      );
    });

    it("of an interface that is down, or not there, says so", async () => {
      await namespace.ip("link", "add", "resting", "type", "veth", "peer", "name", "other");
      const down = await live([], ["resting"]).ended;
      expect(down).toMatchObject({ code: 2, stdout: "" });
      expect(down.stderr).toMatch(/^shakedown: resting is down .*: ip link set resting up\n$/);
      for (const before of [[], NOBODY]) {
        const { code, stderr } = await live(before, ["restin"]).ended;
        expect(code).toBe(2);
        expect(stderr).toMatch(
          /^shakedown: there is no interface restin, did you mean resting\? there are [^\n]*\n$/,
        );
        for (const name of ["lo", "any", "resting", "other"])
          expect(stderr).toMatch(new RegExp(`[ ,]${name}[,\n]`));
      }
      await namespace.ip("link", "delete", "resting");
    });

    it("without a name takes the default of `interfaces`, and says so", async () => {
      const { code, stderr } = await live([], ["--duration", "300ms", "--quiet"]).ended;
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /^shakedown: no interface is named, so on lo; shakedown interfaces lists them$/m,
      );
    });

    it("a wrong filter is told before any right is needed, with its column", async () => {
      const { code, stderr } = await live(NOBODY, ["lo", "--filter", "tcp prot 80"]).ended;
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /^shakedown: --filter: "tcp prot 80": .*syntax error at column 5, behind "tcp"; .*\n$/,
      );
    });

    describe("where something is missing", () => {
      const nothing = join(folder, "nothing");
      const hidden = (name: string) => `mount --bind ${nothing} ${join(root, "node_modules", name)}`;
      const libraries = [...listedLibraries.matchAll(/libpcap\.so.* => (\S+)$/gm)].map(
        ([, file]) => file as string,
      );
      const hiddenLibpcap = [...new Set(libraries.map((file) => realpathSync(file)))]
        .map((file) => `mount --bind /dev/null ${file}`)
        .join(" && ");

      beforeAll(() => {
        spawnSync("mkdir", [nothing]);
      });

      it.skipIf(libraries.length === 0)("libpcap: the package of this system", async () => {
        const { code, stdout, stderr } = await live([], ["lo"], hiddenLibpcap).ended;
        expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
        expect(stderr).toMatch(
          /^shakedown: capturing needs libpcap: libpcap is not installed; \S+ .*libpcap.*\n$/,
        );
      });

      it("koffi: how to get it, where cap is not there either", async () => {
        const mounts = hasCap ? `${hidden("koffi")} && ${hidden("cap")}` : hidden("koffi");
        const { code, stdout, stderr } = await live([], ["lo"], mounts).ended;
        expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
        expect(stderr).toMatch(
          /^shakedown: capturing needs libpcap: the package koffi, .*; npm install koffi\n$/,
        );
      });

      it.skipIf(!hasCap)(
        "koffi: of an interface that Node does not list cap says no more than it knows",
        async () => {
          await namespace.ip("link", "add", "bare", "type", "veth", "peer", "name", "other");
          await namespace.ip("link", "set", "bare", "up");
          const asNobody = await live(NOBODY, ["bare"], hidden("koffi")).ended;
          expect(asNobody.code).toBe(2);
          expect(asNobody.stderr).toMatch(
            /^shakedown: bare cannot be captured on: this user lacks CAP_NET_RAW;/m,
          );
          const absent = await live([], ["absent"], hidden("koffi")).ended;
          expect(absent.stderr).toMatch(/^shakedown: there is no interface absent; there are lo$/m);
          await namespace.ip("link", "delete", "bare");
        },
      );

      it.skipIf(!hasCap)("koffi: cap takes its place, and its limits are told", async () => {
        const child = live([], ["lo", "--duration", "1s", "--quiet"], hidden("koffi"));
        const { code, stderr } = await child.ended;
        expect(code).toBe(0);
        expect(stderr).toMatch(/times are taken when packets arrive, how many were lost is not known/);
        expect(stderr).toMatch(/libpcap would tell more: the package koffi, .*npm install koffi/);
      });

      it("cap, that was asked for: what it takes to build it", async () => {
        const mounts = existsSync(join(root, "node_modules/cap")) ? hidden("cap") : ":";
        const { code, stderr } = await live([], ["lo", "--backend", "cap"], mounts).ended;
        expect(code).toBe(2);
        expect(stderr).toMatch(/^shakedown: the package cap is not installed, .*then npm install cap\n$/);
      });
    });
  },
);

describe("wrong values of options are told in one line", () => {
  it.each([
    [["--snaplen", "63"], /--snaplen: "63" is no whole number of at least 64/],
    [["--snaplen", "1M"], /--snaplen: "1M" is more than 262144 bytes/],
    [["--buffer", "1k"], /--buffer: "1k" is no whole number of at least 65536/],
    [["--buffer", "4GiB"], /--buffer: "4GiB" is more than 2147483647 bytes; write 64MiB/],
    [["--timeout", "0"], /--timeout: "0" is no whole number of milliseconds from 1 to 10000/],
    [["--timeout", "1m"], /--timeout: "1m" is no whole number of milliseconds/],
    [["--timeout", "0.5"], /--timeout: "0.5" is no whole number of milliseconds/],
    [["--backend", "libcap"], /--backend: unknown value "libcap", did you mean "libpcap"\?/],
    [["-i", "any", "lo"], /any is all interfaces at once/],
  ])("%j", async (argv, words) => {
    const { exitCode, stdout, stderr } = await run(["live", ...argv]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(words);
    expect(stderr.split("\n")).toHaveLength(2);
  });
});

/** The process that captures, below sudo; null as long as there is none. */
function pidOf(child: ChildProcess): number | null {
  for (let pid = child.pid as number; ; ) {
    const name = textOf(`/proc/${pid}/comm`).trim();
    if (name === "node" || name === "MainThread") return pid;
    const [below] = textOf(`/proc/${pid}/task/${pid}/children`).trim().split(" ");
    if (below === undefined || below === "") return null;
    pid = Number(below);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2500; tries++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it never came to be so");
}
