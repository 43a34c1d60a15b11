// Root is given up for real: by processes that were root, beside what the kernel says of them afterwards.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { libpcapFile } from "../libpcap-file.ts";

const possible =
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  spawnSync("unshare", ["-mn", "true"]).status === 0;

const dist = pathToFileURL(fileURLToPath(new URL("../../../dist/capture/live/", import.meta.url))).href;
const folder = mkdtempSync(join(tmpdir(), "shakedown-privileges-"));
const secret = join(folder, "secret");
/** A user whom no system knows, and one whom every Linux knows. */
const STRANGER = 54_321;
const NOBODY = { uid: 65_534, group: 65_533 };

/** Runs a module as root, in network and mounts of its own; returns what it printed as JSON. */
function asRoot(script: string, environment: Record<string, string>, prepare = ":"): unknown {
  const lines = [`import { giveUpRoot } from "${dist}privileges.js";`, `import fs from "node:fs";`, script];
  const module = join(folder, "script.mjs");
  writeFileSync(module, lines.join("\n"));
  const shell = `${prepare} && ip link set lo up && exec "$@"`;
  const argv = ["-mn", "sh", "-c", shell, "sh", process.execPath, module];
  const { stdout, stderr } = spawnSync("unshare", argv, {
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

/** What the kernel says of each thread of the process, and what reading the secret brings. */
const STATE = `
  const threads = fs.readdirSync("/proc/self/task").map((thread) =>
    fs.readFileSync("/proc/self/task/" + thread + "/status", "utf8").match(/^(Uid|Gid|Groups|Cap(Eff|Prm|Amb)):.*/gm)
      .map((line) => line.trim().replaceAll(/\\s+/g, " ")).join("\\n"));
  const attempt = (what) => { try { what(); return "done"; } catch (error) { return error.code ?? error.message; } };
  const state = () => ({
    threads: [...new Set(threads)],
    secret: attempt(() => fs.readFileSync(${JSON.stringify(secret)})),
    written: attempt(() => fs.writeFileSync(${JSON.stringify(`${secret}.new`)}, "")),
    rootAgain: attempt(() => process.setuid(0)),
  });`;

const without = (uid: number, gid: number, groups: string) => ({
  threads: [
    [
      `Uid: ${[uid, uid, uid, uid].join(" ")}`,
      `Gid: ${[gid, gid, gid, gid].join(" ")}`,
      `Groups: ${groups}`,
      "CapPrm: 0000000000000000",
      "CapEff: 0000000000000000",
      "CapAmb: 0000000000000000",
    ].join("\n"),
  ],
  secret: "EACCES",
  written: "EACCES",
  rootAgain: "EPERM",
});

describe.skipIf(!possible)("giving up root (skipped where this is not root on Linux)", () => {
  beforeAll(() => {
    // The folder may be entered, so that the module is found; nothing in it may be made or read.
    chmodSync(folder, 0o755);
    writeFileSync(secret, "root's", { mode: 0o600 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const gone = `const was = giveUpRoot(process.env);${STATE}console.log(JSON.stringify({ was, ...state() }));`;

  it("leaves the user who called sudo, in every thread, and no way back", () => {
    const environment = { SUDO_UID: String(STRANGER), SUDO_GID: String(STRANGER) };
    expect(asRoot(gone, environment)).toEqual({ was: true, ...without(STRANGER, STRANGER, `${STRANGER}`) });
  });

  it("gives the groups of that user, and takes root's", () => {
    const groups = join(folder, "group");
    writeFileSync(groups, `${readFileSync("/etc/group", "utf8")}shakedown-test:x:${NOBODY.group}:nobody\n`);
    const environment = { SUDO_UID: String(NOBODY.uid), SUDO_GID: String(NOBODY.uid) };
    // /etc/group as this process alone sees it.
    expect(asRoot(gone, environment, `mount --bind ${groups} /etc/group`)).toEqual({
      was: true,
      ...without(NOBODY.uid, NOBODY.uid, `${NOBODY.group} ${NOBODY.uid}`),
    });
  });

  it.skipIf(libpcapFile === null)("leaves what is open open: packets go on coming", () => {
    const script = `
      import net from "node:net";
      import { openInterfaces } from "${dist}open-interfaces.js";
      const { source } = await openInterfaces(["lo"], { timeoutMilliseconds: 10 });
      giveUpRoot(process.env);${STATE}
      const server = net.createServer((socket) => socket.end()).listen(0, "127.0.0.1", () => {
        net.connect(server.address().port, "127.0.0.1").resume().on("close", () => server.close());
      });
      let packets = 0;
      while (packets < 3) {
        const block = await source.nextBlock();
        packets += block.to - block.from;
      }
      await source.close();
      const again = await openInterfaces(["lo"], {}).then(() => "opened", ({ code }) => code);
      console.log(JSON.stringify({ ...state(), packets: packets >= 3, again }));`;
    const environment = { SUDO_UID: String(STRANGER), SUDO_GID: String(STRANGER) };
    expect(asRoot(script, environment)).toEqual({
      ...without(STRANGER, STRANGER, `${STRANGER}`),
      packets: true,
      again: "not-permitted",
    });
  });

  it.each([[{}], [{ SUDO_UID: "" }], [{ SUDO_UID: "0", SUDO_GID: "0" }]])(
    "has nobody to become: %j",
    (environment) => {
      const script = `console.log(JSON.stringify([giveUpRoot(${JSON.stringify(environment)}), process.getuid()]));`;
      expect(asRoot(script, {})).toEqual([false, 0]);
    },
  );

  it.each([
    [{ SUDO_UID: "1000 " }, /SUDO_UID is "1000 "/],
    [{ SUDO_UID: "-1" }, /SUDO_UID is "-1"/],
    // (uid_t) -1: to setuid it means "as it was".
    [{ SUDO_UID: "4294967295", SUDO_GID: "1" }, /SUDO_UID is "4294967295"/],
    [{ SUDO_UID: "1000" }, /SUDO_GID is missing/],
    [{ SUDO_UID: "1000", SUDO_GID: "staff" }, /SUDO_GID is "staff"/],
  ])("does not go on as root where sudo's words make no sense: %j", (environment, words) => {
    const script = `try { giveUpRoot(${JSON.stringify(environment)}); } catch ({ name, message }) { console.log(JSON.stringify([name, message])); }`;
    const [name, message] = asRoot(script, {}) as [string, string];
    expect(name).toBe("PrivilegeError");
    expect(message).toMatch(words);
    expect(message).toMatch(/--keep-root$/);
  });

  it("notices capabilities that setuid left (SECBIT_NO_SETUID_FIXUP)", () => {
    const module = join(folder, "kept.mjs");
    writeFileSync(
      module,
      `import { giveUpRoot } from "${dist}privileges.js";
      try { console.log(giveUpRoot({ SUDO_UID: "${STRANGER}", SUDO_GID: "${STRANGER}" })); } catch ({ message }) { console.log(message); }`,
    );
    const { stdout } = spawnSync("setpriv", ["--securebits", "+no_setuid_fixup", process.execPath, module], {
      encoding: "utf8",
    });
    expect(stdout).toMatch(/^root could not be given up \(capabilities are left\)/);
  });
});

it.skipIf(process.getuid?.() === 0)("there is nothing to give up without root", async () => {
  const { giveUpRoot } = await import("../../../src/capture/live/privileges.ts");
  expect(giveUpRoot({ SUDO_UID: "1", SUDO_GID: "1" })).toBe(false);
});
