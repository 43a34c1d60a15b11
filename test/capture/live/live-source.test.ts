// Capturing for real: frames sent over a pair of virtual interfaces come as they were sent.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { FilterError } from "../../../src/capture/filter-error.ts";
import { listInterfaces } from "../../../src/capture/live/interfaces.ts";
import { type InterfaceOptions, type LiveSource, openLive } from "../../../src/capture/live/live-source.ts";
import { openCapture } from "../../../src/capture/open-capture.ts";
import type { CaptureStatistics } from "../../../src/capture/packet-source.ts";
import { runEngine } from "../../../src/session/engine.ts";
import { type WrittenPacket, writePcap } from "../../notation/write-pcap.ts";
import { libpcapFile } from "../libpcap-file.ts";
import { type ReadPacket, readAll } from "../read-packets.ts";

// Names of this process, so that runs side by side do not meet.
const [A, B] = [`sha${process.pid}`, `shb${process.pid}`];
const TOUR = "fixtures/tour.pcapng";

const quietly = (command: string, ...argv: string[]) => spawnSync(command, argv).status === 0;
const possible =
  libpcapFile !== null &&
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  quietly("tcpreplay", "--version") &&
  quietly("ip", "link", "add", A, "type", "veth", "peer", "name", B) &&
  quietly("ip", "link", "del", A);

const hasNflog = possible && (await listInterfaces(() => {})).interfaces.some(({ name }) => name === "nflog");

const folder = mkdtempSync(join(tmpdir(), "shakedown-live-"));
const replayed = join(folder, "tour.pcap");
let source: LiveSource | null = null;

async function open(names: string[], options: InterfaceOptions = {}): Promise<LiveSource> {
  source = await openLive(names, { timeoutMilliseconds: 20, ...options });
  return source;
}

function makePair(): void {
  quietly("ip", "link", "add", A, "type", "veth", "peer", "name", B);
  // The system itself must not speak on them.
  for (const name of [A, B]) {
    quietly("sysctl", "-qw", `net.ipv6.conf.${name}.disable_ipv6=1`);
    quietly("ip", "link", "set", name, "up");
  }
}

/** As the interface itself counts them. */
const packetsInto = (name: string) =>
  Number(readFileSync(`/sys/class/net/${name}/statistics/rx_packets`, "utf8"));

/** Sends the tour into one end; it comes out of the other. */
const send = () => {
  execFileSync("tcpreplay", ["-q", "-t", "-i", A, replayed], { stdio: "ignore" });
};

/** What has come until now. */
function received(live: LiveSource): Promise<ReadPacket[]> {
  live.stop();
  return readAll(live).then(({ packets }) => packets);
}

const bytesOf = (packets: readonly ReadPacket[]) => packets.map(({ bytes }) => bytes);

describe.skipIf(!possible)("a live source (skipped without root, ip, tcpreplay and libpcap)", () => {
  beforeAll(async () => {
    writeFileSync(replayed, writePcap(await framesOf(TOUR)));
    makePair();
  });
  afterEach(async () => {
    await source?.close();
    source = null;
  });
  afterAll(() => {
    quietly("ip", "link", "del", A);
    rmSync(folder, { recursive: true });
  });

  const sent = async () => (await readAll(await openCapture(replayed))).packets;

  it("hands out what was sent, in order, with the kernel's times in nanoseconds", async () => {
    const live = await open([B]);
    const before = BigInt(Date.now()) * 1_000_000n;
    send();
    const packets = await received(live);
    const after = BigInt(Date.now() + 1) * 1_000_000n;
    expect(bytesOf(packets)).toEqual(bytesOf(await sent()));
    expect(packets.length).toBeGreaterThan(100);
    for (const { time } of packets) {
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(after);
    }
    expect(packets.some(({ time }) => time % 1000n !== 0n)).toBe(true);
    expect(live.channels).toMatchObject([{ linkType: 1, interfaceName: B }]);
    expect(live.inputs).toEqual([{ name: B, format: "live", compression: "none", comments: [] }]);
  });

  it("counts what came and what was dropped", async () => {
    const live = await open([B]);
    send();
    const { length } = await received(live);
    expect(live.statistics()).toEqual([{ received: length, droppedByKernel: 0, droppedByInterface: 0 }]);
    await live.close();
    expect(live.statistics()[0]?.received).toBe(length);
  });

  it.skipIf(!hasNflog)("waits for nflog as for any other: that nothing comes is no trouble", async () => {
    const live = await open(["nflog"]);
    const next = live.nextBlock();
    await pause(200);
    expect([...live.troubles()]).toEqual([]);
    live.stop();
    expect(await next).toBeNull();
  });

  it("counts what the kernel had no room for: everything sent is either handed out or dropped", async () => {
    const live = await open([B], { bufferBytes: 1024 * 1024 });
    const before = packetsInto(B);
    // Nobody takes anything meanwhile.
    execFileSync("tcpreplay", ["-q", "-t", "--loop=60", "-i", A, replayed], { stdio: "ignore" });
    const sentNow = packetsInto(B) - before;
    const { length } = await received(live);
    const [{ received: counted, droppedByKernel, droppedByInterface }] = live.statistics() as [
      CaptureStatistics,
    ];
    expect(counted).toBe(sentNow);
    expect(sentNow).toBe(60 * (await sent()).length);
    expect(droppedByKernel).toBeGreaterThan(1000);
    expect(droppedByKernel + length).toBe(counted);
    expect(droppedByInterface).toBe(0);
  });

  it("makes one timeline of several interfaces", async () => {
    const live = await open([A, B]);
    send();
    const packets = await received(live);
    const of = (name: string) => bytesOf(packets.filter(({ interfaceName }) => interfaceName === name));
    // What goes out of one is seen there, and again where it comes in.
    expect(of(A)).toEqual(bytesOf(await sent()));
    expect(of(B)).toEqual(bytesOf(await sent()));
    const times = packets.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => Number(a - b)));
    expect(packets[0]?.interfaceName).toBe(A);
  });

  it("keeps of each packet what was asked for", async () => {
    const live = await sending({ snapLength: 60 });
    expect(live.channels).toMatchObject([{ snapLength: 60 }]);
    const packets = await received(live);
    const whole = await sent();
    expect(packets.map(({ original }) => original)).toEqual(whole.map(({ original }) => original));
    expect(packets.every(({ bytes }) => bytes.length <= 2 * 60)).toBe(true);
  });

  it("has the kernel leave out what does not match", async () => {
    const packets = await received(await sending({ filter: "tcp port 80" }));
    const { packets: expected } = await readAll(await openCapture(filtered("tcp port 80")));
    expect(bytesOf(packets)).toEqual(bytesOf(expected));
    expect(packets.length).toBeGreaterThan(10);
  });

  it("gives the same connections as the file from which they were sent", async () => {
    const live = await sending();
    live.stop();
    const fromWire = await runEngine(live);
    const fromFile = await runEngine(await openCapture(replayed));
    expect(fromWire.summary.connections).toBe(fromFile.summary.connections);
    expect(fromWire.summary.tcpPackets).toBe(fromFile.summary.tcpPackets);
    expect(fromWire.capture.files).toMatchObject([{ name: B, format: "live" }]);
  });

  it("waits on an idle line, and ends when closed", async () => {
    const live = await open([B]);
    const next = live.nextBlock();
    await live.close();
    expect(await next).toBeNull();
  });

  it("goes on when the interface was down and is up again", async () => {
    const live = await open([B]);
    const first = live.nextBlock();
    quietly("ip", "link", "set", B, "down");
    quietly("ip", "link", "set", B, "up");
    send();
    const block = await first;
    expect(block === null ? 0 : block.to - block.from).toBeGreaterThan(0);
  });

  it("of what cannot be captured on says why, and what to do", async () => {
    await expect(openLive(["no-such-0"])).rejects.toThrow(/no interface no-such-0.*shakedown interfaces/);
    await expect(openLive([B], { filter: "tcp prot 80" })).rejects.toThrow(FilterError);
    const script = `import("./dist/capture/live/live-source.js")
      .then(({ openLive }) => openLive(["${B}"])).then(() => process.exit(0), ({ name, message }) => console.log(name, message))`;
    const nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups", process.execPath, "-e", script];
    const { stdout } = spawnSync("setpriv", nobody, { encoding: "utf8" });
    expect(stdout).toMatch(/^CaptureError sh.*: this user may not capture \(.*\); use sudo\n$/);
  });

  it("says so when the interface is down, and when it is up again", async () => {
    const live = await open([B]);
    const first = live.nextBlock();
    quietly("ip", "link", "set", B, "down");
    await ticking(live, () => live.troubles().size > 0);
    expect([...live.troubles()]).toEqual([[B, "the interface is down"]]);
    quietly("ip", "link", "set", B, "up");
    await ticking(live, () => live.troubles().size === 0);
    send();
    expect(await first).not.toBeNull();
  });

  it("has a moment before which everything has come, which grows while nothing comes", async () => {
    const live = await open([A, B]);
    const seen: number[] = [];
    const next = live.nextBlock();
    await ticking(live, () => seen.push(live.settledUntil()) === 20);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBeGreaterThan((seen[0] as number) + 100e6);
    send();
    let block = await next;
    let packets = 0;
    live.stop();
    while (block !== null) {
      expect(block.time[block.from]).toBeGreaterThanOrEqual(seen.at(-1) as number);
      packets += block.to - block.from;
      // Its packets are handed out, the next ones are not asked for.
      const settled = live.settledUntil();
      expect(settled).toBeGreaterThanOrEqual(seen.at(-1) as number);
      block = await live.nextBlock();
      if (block !== null) expect(block.time[block.from]).toBeGreaterThanOrEqual(settled);
    }
    expect(packets).toBe(2 * (await sent()).length);
  });

  it("goes on when the interface was deleted and is made again, even as another kind", async () => {
    const live = await open([B]);
    const { length } = await sent();
    send();
    let came = 0;
    const reading = (async () => {
      for (let block = await live.nextBlock(); block !== null; block = await live.nextBlock()) {
        came += block.to - block.from;
      }
    })();
    await until(() => came === length);
    quietly("ip", "link", "del", B);
    await until(() => live.troubles().size > 0);
    expect([...live.troubles()]).toEqual([[B, expect.stringContaining("disappeared")]]);
    makePair();
    await until(() => live.troubles().size === 0);
    send();
    await until(() => came === 2 * length);
    expect(live.statistics()).toMatchObject([{ received: 2 * length, droppedByKernel: 0 }]);
    expect(live.channels).toHaveLength(1);

    quietly("ip", "link", "del", B);
    quietly("ip", "tuntap", "add", B, "mode", "tun");
    quietly("ip", "link", "set", B, "up");
    await until(() => live.channels.length === 2);
    expect(live.channels[1]).toMatchObject({ linkType: 101, interfaceName: B, input: 0 });
    live.stop();
    await reading;
    quietly("ip", "link", "del", B);
    makePair();
  });

  it("keeps the others going when one is gone, and ends when asked", async () => {
    const live = await open(["lo", B]);
    let came = 0;
    const reading = (async () => {
      for (let block = await live.nextBlock(); block !== null; block = await live.nextBlock()) {
        for (let index = block.from; index < block.to; index++) {
          if (live.channels[block.channel[index] as number]?.interfaceName === "lo") came++;
        }
      }
    })();
    quietly("ip", "link", "del", B);
    await until(() => live.troubles().has(B));
    const socket = createSocket("udp4");
    socket.send("anything", 9, "127.0.0.1", () => socket.close());
    await until(() => came > 0);
    live.stop();
    await reading;
    makePair();
  });

  it("ends when what is gone may not be opened again", async () => {
    const script = `import("./dist/capture/live/live-source.js").then(async ({ openLive }) => {
      const live = await openLive(["${B}"]);
      process.setgroups([]), process.setgid(65534), process.setuid(65534);
      console.log("open");
      console.log(await live.nextBlock(), live.troubles().get("${B}"));
      await live.close();
    })`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (text) => {
      said += text;
    });
    await until(() => said !== "");
    quietly("ip", "link", "del", B);
    const ended = await Promise.race([once(child, "close"), pause(10_000)]);
    child.kill();
    makePair();
    expect(ended).toEqual([0, null]);
    expect(said).toMatch(
      /^open\nnull .*disappeared; root was given up, so it cannot be opened again \(--keep-root keeps it\)\n$/,
    );
  });

  /** A source to which the tour was sent. */
  async function sending(options: InterfaceOptions = {}): Promise<LiveSource> {
    const live = await open([B], options);
    send();
    return live;
  }

  /** The packets of the tour that tcpdump takes. */
  function filtered(expression: string): Buffer {
    return execFileSync("tcpdump", ["-Z", "root", "-r", replayed, "-w", "-", expression], { stdio: "pipe" });
  }
});

/** The frames of a capture, as they are written. */
async function framesOf(file: string): Promise<WrittenPacket[]> {
  const capture = await openCapture(file);
  const frames: WrittenPacket[] = [];
  for (let block = await capture.nextBlock(); block !== null; block = await capture.nextBlock()) {
    for (let index = block.from; index < block.to; index++) {
      const start = block.offset[index] as number;
      const bytes = block.bytes.slice(start, start + (block.captured[index] as number));
      frames.push({ time: BigInt(Math.round(block.time[index] as number)), bytes });
    }
  }
  await capture.close();
  return frames;
}

/** As the engine, which looks at the clock a few times a second. */
function ticking(live: LiveSource, isSo: () => boolean): Promise<void> {
  return until(() => {
    live.settledUntil();
    return isSo();
  });
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it never came to be so");
}
