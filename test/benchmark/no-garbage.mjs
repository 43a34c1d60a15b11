// Proves that steady tracking makes no garbage: decoding and tracking, over dist/, go through a
// million packets without one collection, and leave nothing on the heap.
// Run by `node test/benchmark/no-garbage.mjs`; starts itself again with the flag it needs.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PerformanceObserver, performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { captureOf } from "./captures.mjs";

const WARM_UP = 800_000;
const MEASURED = 1_000_000;

if (globalThis.gc === undefined) {
  const again = [process.execPath, ["--expose-gc", fileURLToPath(import.meta.url)]];
  process.exit(spawnSync(...again, { stdio: "inherit" }).status ?? 1);
}

const { decodePacket } = await import("../../dist/decode/decode-packet.js");
const { DECODED } = await import("../../dist/decode/outcome.js");
const { Segment } = await import("../../dist/decode/segment.js");
const { Tracker } = await import("../../dist/track/tracker.js");

const directory = join(tmpdir(), `shakedown-no-garbage-${process.pid}`);
const capture = captureOf("A", { directory, scale: 0.2, seed: 1 });
const bytes = readFileSync(capture.path);
rmSync(directory, { recursive: true });

/** The capture's records one after the other; where it stands is kept in fields, as in the engine. */
class Walk {
  view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  segment = new Segment();
  batch = [this.segment];
  tracker = new Tracker({ msl: 30, maxConnections: 1_000_000, expectedConnections: capture.peakConnections });
  at = 24;
  packets = 0;
  over = 0;

  constructor() {
    this.startSeconds = this.view.getUint32(24, true);
    this.tracker.lifecycle.onOver = () => {
      this.over++;
    };
  }

  go(packets) {
    const { view, segment, tracker } = this;
    for (const until = this.packets + packets; this.packets < until; ) {
      const { at } = this;
      const captured = view.getUint32(at + 8, true);
      segment.time =
        (view.getUint32(at, true) - this.startSeconds) * 1e9 + view.getUint32(at + 4, true) * 1e3;
      segment.packet = ++this.packets;
      tracker.advance(segment);
      if (decodePacket(view, at + 16, captured, captured, 1, segment) === DECODED) {
        tracker.prefetch(this.batch, 1);
        tracker.track(segment);
      }
      this.at = at + 16 + captured;
    }
  }
}

const collections = [];
const observer = new PerformanceObserver((list) => collections.push(...list.getEntries()));
observer.observe({ entryTypes: ["gc"] });

const walk = new Walk();
walk.go(WARM_UP);
// What was made while the code was compiled is swept before it counts.
globalThis.gc();
const overBefore = walk.over;
const heapBefore = process.memoryUsage().heapUsed;
const from = performance.now();
walk.go(MEASURED);
const to = performance.now();
const heapGrowth = process.memoryUsage().heapUsed - heapBefore;
await setImmediate();
await setImmediate();
observer.disconnect();

const during = collections.filter(({ startTime }) => startTime > from && startTime < to);
const over = walk.over - overBefore;
console.log(
  `${during.length} collections of garbage and ${(heapGrowth / MEASURED).toFixed(3)} bytes of heap a packet in ` +
    `${MEASURED.toLocaleString("en")} packets, in which ${over.toLocaleString("en")} connections came to their end`,
);
if (collections.length === 0 || over === 0) {
  console.error("this proves nothing: no collection was seen even when asked for, or no connection ended");
  process.exitCode = 1;
} else if (during.length > 0 || heapGrowth > 4 * MEASURED) process.exitCode = 1;
