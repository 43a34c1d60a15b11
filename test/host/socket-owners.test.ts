// Who holds a socket: found in /proc, by this process and by the small one that keeps root (from dist/, as it
// is started). Real sockets of real processes.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ProcessScan, type SocketOwner } from "../../src/host/process-scan.ts";
import { SocketOwners, startInodeHelper } from "../../src/host/socket-owners.ts";

const isLinux = process.platform === "linux";
const isRoot = process.getuid?.() === 0;
const helper = fileURLToPath(new URL("../../dist/bundle/inode-helper.js", import.meta.url));

const LISTEN = "require('net').createServer().listen(0, '127.0.0.1', () => console.log('ready'))";
const started: ChildProcess[] = [];
let server: Server;

/** A process with a listening socket, run by that user. */
async function listener(uid?: number): Promise<{ pid: number; inode: number }> {
  const child = spawn(process.execPath, ["-e", LISTEN], {
    stdio: ["ignore", "pipe", "ignore"],
    ...(uid !== undefined && { uid, gid: uid, cwd: "/" }),
  });
  started.push(child);
  await once(child.stdout as NodeJS.ReadableStream, "data");
  const pid = child.pid as number;
  // Of its sockets, the one that /proc/net/tcp lists as listening.
  const listed = new Set(
    readFileSync("/proc/net/tcp", "latin1")
      .split("\n")
      .map((line) => line.trim().split(/\s+/)[9]),
  );
  const inode = readdirSync(`/proc/${pid}/fd`)
    .map((descriptor) => /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1])
    .find((one) => one !== undefined && listed.has(one));
  if (inode === undefined) throw new Error("no listening socket among its descriptors");
  return { pid, inode: Number(inode) };
}

/** What a program says first. It begins as root, so that it can be read wherever it lies. */
async function ask(script: string): Promise<string> {
  const from = new URL("../../dist/host/socket-owners.js", import.meta.url).href;
  const text = `import { SocketOwners, startInodeHelper } from ${JSON.stringify(from)};\n${script}`;
  const program = spawn(process.execPath, ["--input-type=module", "-e", text], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: "/",
  });
  started.push(program);
  const [said] = await once(program.stdout as NodeJS.ReadableStream, "data");
  return String(said);
}

/** The answer, when it has come. */
async function answer(owners: SocketOwners, inode: number): Promise<SocketOwner | null> {
  for (let look = 0; look < 200; look++) {
    const owner = owners.of(inode);
    if (owner !== null || owners.isHidden(inode)) return owner;
    owners.ask();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("no answer");
}

beforeAll(async () => {
  server = createServer().listen(0);
  await once(server, "listening");
});
afterAll(() => {
  server.close();
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

describe.skipIf(!isLinux)("a search of our own", () => {
  test("finds the process by its socket, and says what it is called", async () => {
    const { pid, inode } = await listener();
    const owners = new SocketOwners(null);
    expect(await answer(owners, inode)).toEqual({ pid, name: "node", containerId: null });
    owners.close();
  });

  test("of a socket that nobody holds ends, and is said to be hidden", async () => {
    const owners = new SocketOwners(null);
    expect(await answer(owners, 4_294_967_295)).toBeNull();
    owners.close();
  });

  test("reads names as they may be, and forgets processes that have ended", () => {
    const proc = mkdtempSync(join(tmpdir(), "shakedown-proc-"));
    const make = (pid: number, comm: string, inode: number) => {
      mkdirSync(join(proc, `${pid}`, "fd"), { recursive: true });
      writeFileSync(join(proc, `${pid}`, "comm"), comm);
      writeFileSync(join(proc, `${pid}`, "cgroup"), "0::/lxc/web\n");
      symlinkSync(`socket:[${inode}]`, join(proc, `${pid}`, "fd", "3"));
      symlinkSync("/dev/null", join(proc, `${pid}`, "fd", "4"));
    };
    make(10, "\u001b[31mred\n", 100);
    make(11, "two words\n", 101);
    const scan = new ProcessScan(proc);
    const find = (...inodes: number[]) => {
      const wanted = new Set(inodes);
      const found: Record<number, SocketOwner> = {};
      for (const _ of scan.find(wanted, (inode, owner) => (found[inode] = owner)));
      return { found, left: [...wanted] };
    };
    expect(find(100, 101, 102)).toEqual({
      found: {
        100: { pid: 10, name: "?[31mred", containerId: "web" },
        101: { pid: 11, name: "two words", containerId: "web" },
      },
      left: [102],
    });
    // The number is another process's now.
    rmSync(join(proc, "10"), { recursive: true });
    make(10, "other\n", 200);
    expect(find(100, 200)).toEqual({
      found: { 200: { pid: 10, name: "other", containerId: "web" } },
      left: [100],
    });
    rmSync(proc, { recursive: true });
  });
});

describe.skipIf(!isLinux || !isRoot)("the process that keeps root", () => {
  test("is missed without it: others' sockets are looked for, and hidden", async () => {
    const { inode } = await listener(65_534);
    const said = await ask(
      `process.setgroups([]); process.setgid(65533); process.setuid(65533);
      const owners = new SocketOwners(null);
      const timer = setInterval(() => {
        const owner = owners.of(${inode});
        owners.ask();
        if (owner === null && !owners.isHidden(${inode})) return;
        console.log(JSON.stringify(owner));
        clearInterval(timer);
      }, 20);`,
    );
    expect(JSON.parse(said)).toBeNull();
  });

  test("tells the processes of others to a program that has given root up", async () => {
    const { pid, inode } = await listener(65_534);
    // A program that starts it, becomes somebody else, and asks.
    const said = await ask(
      `const owners = new SocketOwners(startInodeHelper(${JSON.stringify(helper)}));
      process.setgroups([]); process.setgid(65533); process.setuid(65533);
      const timer = setInterval(() => {
        const owner = owners.of(${inode});
        owners.ask();
        if (owner === null) return;
        console.log(JSON.stringify({ uid: process.getuid(), owner }));
        clearInterval(timer);
        owners.close();
      }, 20);`,
    );
    expect(JSON.parse(said)).toEqual({ uid: 65_533, owner: { pid, name: "node", containerId: null } });
  });

  test("answers what it understands, ignores the rest, and ends with its input", async () => {
    const child = startInodeHelper(helper) as ChildProcess;
    const { pid, inode } = await listener();
    let said = "";
    child.stdout?.on("data", (piece) => {
      said += String(piece);
    });
    child.stdin?.write(`cat /etc/shadow\n${"9".repeat(100_000)}\n../..\n${inode}\n4294967295\n`);
    while (said.split("\n").length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(said.split("\n").sort()).toEqual(["", `${inode} ${pid} - node`, "4294967295 -"].sort());
    child.stdin?.end();
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
  });

  test("ends when the program is killed", async () => {
    const script = `
      import { startInodeHelper } from ${JSON.stringify(new URL("../../dist/host/socket-owners.js", import.meta.url).href)};
      console.log(startInodeHelper(${JSON.stringify(helper)}).pid);
      setInterval(() => {}, 1000);`;
    const program = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    started.push(program);
    const [text] = await once(program.stdout as NodeJS.ReadableStream, "data");
    const child = Number(String(text));
    expect(isAlive(child)).toBe(true);
    program.kill("SIGKILL");
    for (let look = 0; look < 200 && isAlive(child); look++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isAlive(child)).toBe(false);
  });
});

/** (A zombie that nobody has waited for is none.) */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "latin1"));
  } catch {
    return false;
  }
}
