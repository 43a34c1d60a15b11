// Capturing through the package cap, beside libpcap itself: the same packets, and what it cannot do is said.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { loadCap } from "../../../src/capture/live/cap-source.ts";
import { openInterfaces } from "../../../src/capture/live/open-interfaces.ts";
import { libpcapFile } from "../libpcap-file.ts";

const hasCap = (await loadCap()) !== null;
const possible =
  hasCap &&
  libpcapFile !== null &&
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  spawnSync("unshare", ["-n", "true"]).status === 0;

const dist = pathToFileURL(fileURLToPath(new URL("../../../dist/", import.meta.url))).href;
const folder = mkdtempSync(join(tmpdir(), "shakedown-cap-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a module in a network of its own (what cap leaves behind ends with it); returns what it printed as JSON. */
function alone(script: string): unknown {
  const module = join(folder, "script.mjs");
  const lines = [
    `import net from "node:net";`,
    `import { setTimeout as pause } from "node:timers/promises";`,
    `import { openInterfaces } from "${dist}capture/live/open-interfaces.js";`,
    `import { runEngine } from "${dist}session/engine.js";`,
    `const print = (value) => console.log(JSON.stringify(value));`,
    script,
  ];
  writeFileSync(module, lines.join("\n"));
  const argv = ["-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", process.execPath, module];
  const { stdout, stderr, status } = spawnSync("unshare", argv, { encoding: "utf8", timeout: 25_000 });
  if (stdout === "" || status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

describe.skipIf(!possible)("cap (skipped without the package, root and libpcap)", () => {
  it("hands out the packets that libpcap does, and the same connections come of them", () => {
    const script = `
      const through = async (backend) => {
        const { source, ...opened } = await openInterfaces(["lo"], { backend });
        const records = [];
        const result = runEngine(source, {}, { connection: (record) => records.push(record) });
        return { source, records, result, opened };
      };
      const [libpcap, cap] = [await through("libpcap"), await through("cap")];
      const server = net.createServer((socket) => socket.end("x".repeat(100_000))).listen(0, "127.0.0.1");
      await new Promise((resolve) => server.on("listening", resolve));
      for (let number = 0; number < 200; number++) {
        await new Promise((resolve) => {
          net.connect(server.address().port, "127.0.0.1").resume().on("close", resolve);
        });
      }
      server.close();
      await pause(300);
      const [ofLibpcap, ofCap] = await Promise.all([libpcap, cap].map(async ({ source, records, result, opened }) => {
        source.stop();
        const { summary, capture } = await result;
        const { packets, verdicts } = summary;
        const shape = ({ client, server, verdict, firstPacket, lastPacket }) =>
          [client.port, client.payloadBytes, client.packets, server.payloadBytes, server.packets, verdict, firstPacket, lastPacket];
        return { told: { packets, verdicts, connections: records.map(shape) }, capture, opened, records };
      }));
      const apart = ofCap.records.map(({ start }, index) => Math.abs(Date.parse(start) - Date.parse(ofLibpcap.records[index].start)));
      print({ libpcap: ofLibpcap.told, cap: ofCap.told, opened: ofCap.opened, received: ofCap.capture.received ?? null,
        linkTypes: ofCap.capture.linkTypes, apart: Math.max(...apart) });`;
    const { libpcap, cap, opened, received, linkTypes, apart } = alone(script) as Record<string, never>;
    expect(cap).toEqual(libpcap);
    expect(cap).toMatchObject({ verdicts: { closed: 200 } });
    expect(opened).toMatchObject({ limits: [expect.stringContaining("how many were lost is not known")] });
    // Nothing is claimed about losses.
    expect(received).toBeNull();
    expect(linkTypes).toEqual(["ethernet"]);
    // Stamped on arrival, which on a busy machine is some time after the kernel's stamp; but not wildly so.
    expect(apart).toBeLessThan(1000);
  });

  it("where nobody takes the packets keeps so many, and counts the rest as lost", () => {
    const script = `
      const { source } = await openInterfaces(["lo"], { backend: "cap" });
      const server = net.createServer((socket) => socket.resume()).listen(0, "127.0.0.1");
      await new Promise((resolve) => server.on("listening", resolve));
      const before = process.memoryUsage().arrayBuffers;
      await new Promise((resolve) => {
        const socket = net.connect(server.address().port, "127.0.0.1");
        const send = (left) => (left === 0 ? socket.end() : socket.write(Buffer.alloc(1024 * 1024), () => send(left - 1)));
        socket.on("close", resolve);
        send(100);
      });
      server.close();
      const grown = (process.memoryUsage().arrayBuffers - before) / 1024 / 1024;
      const { lost } = source;
      source.stop();
      let blocks = 0;
      while ((await source.nextBlock()) !== null) blocks++;
      print({ grown, lost, blocks });`;
    const { grown, lost, blocks } = alone(script) as Record<string, number>;
    expect(lost).toBeGreaterThan(0);
    expect(blocks).toBe(64);
    expect(grown).toBeLessThan(100);
  });

  it("takes a filter, and passes on what libpcap says of a wrong one", () => {
    const script = `
      const open = (options) => openInterfaces(["lo"], { backend: "cap", ...options }).then(({ source }) => source.close(), ({ name, message }) => name + ": " + message);
      print([(await open({ filter: "tcp port 80" })) ?? "opened", await open({ filter: "tcp prot 80" })]);`;
    expect(alone(script)).toEqual([
      "opened",
      expect.stringMatching(/^FilterError: "tcp prot 80": .*syntax error/),
    ]);
  });

  it("of what cannot be captured on says why", () => {
    const script = `
      const open = (name) => openInterfaces([name], { backend: "cap" }).then(() => "opened", ({ code, message }) => code + ": " + message);
      const lines = [await open("absent0")];
      process.setuid(65534);
      print([...lines, await open("lo")]);`;
    expect(alone(script)).toEqual([
      expect.stringMatching(/^not-found: there is no interface absent0 /),
      expect.stringMatching(/^not-permitted: lo: this user may not capture /),
    ]);
  });

  it("on an idle line waits, tells the time, and ends when stopped", () => {
    const script = `
      const { source } = await openInterfaces(["lo"], { backend: "cap" });
      const next = source.nextBlock();
      const first = source.settledUntil();
      await pause(50);
      const passed = (source.settledUntil() - first) / 1e6;
      source.stop();
      print({ last: await next, passed: passed >= 45 && passed < 10_000 });`;
    expect(alone(script)).toEqual({ last: null, passed: true });
  });
});

describe.skipIf(!hasCap)("what cap cannot do is refused, not ignored", () => {
  it.each([
    [{ snapLength: 96 }, /^--snaplen: the package cap cannot be told/],
    [{ timeoutMilliseconds: 10 }, /^--timeout: the package cap/],
    [{ promiscuous: false }, /^--no-promiscuous: the package cap/],
  ])("%j", async (options, words) => {
    await expect(openInterfaces(["lo"], { backend: "cap", ...options })).rejects.toThrow(words);
  });

  it("several interfaces", async () => {
    await expect(openInterfaces(["lo", "eth0"], { backend: "cap" })).rejects.toThrow(
      /captures on one interface; name one, or use libpcap/,
    );
  });
});
