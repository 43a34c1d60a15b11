// What the dashboard's screen costs the thread that tracks: the time of a walk over 500,000 connections, of
// scrolling and filtering, and what events and feed take of each packet. Over dist/, in one bundle as it is shipped.
// Run by `node test/benchmark/screen-passes.mjs [connections]`.
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { median } from "./measure.mjs";
import { SegmentWriter } from "./segment-writer.mjs";

const CONNECTIONS = Number(process.argv[2] ?? 500_000);
const TIMES = 7;
const [SYN, ACK, FIN, RST] = [0x02, 0x10, 0x01, 0x04];

const folder = join(tmpdir(), `shakedown-screen-${process.pid}`);
mkdirSync(folder);
try {
  const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
  const entry = join(folder, "entry.mjs");
  writeFileSync(
    entry,
    `export { openCapture } from "${dist}capture/open-capture.js";
     export { runEngine } from "${dist}session/engine.js";
     export { ScreenFeed } from "${dist}session/screen/screen-feed.js";`,
  );
  const bundle = await rolldown({ input: entry, platform: "node", external: /^[^./]/ });
  await bundle.write({ file: join(dist, `../.screen-${process.pid}.mjs`), codeSplitting: false });
  const bundled = join(dist, `../.screen-${process.pid}.mjs`);
  const parts = await import(pathToFileURL(bundled).href).finally(() => rmSync(bundled));
  const capture = join(folder, "many.pcap");
  const packets = write(capture);
  console.log(
    `${CONNECTIONS} connections, ${packets} packets, milliseconds of CPU (median of ${TIMES}, worst)`,
  );
  await passes(parts, capture, packets);
  await costs(parts, capture, packets);
} finally {
  rmSync(folder, { recursive: true });
}

/** Most are open; some wait in CLOSE_WAIT, some are refused, some unanswered. Returns the number of packets. */
function write(path) {
  const file = openSync(path, "w");
  const writer = new SegmentWriter(file);
  for (let index = 0; index < CONNECTIONS; index++) {
    const client = 0x0a000001 + (index >>> 12);
    const server = 0x0aff0001 + (index % 200);
    const port = 10_000 + (index & 0xfff) * 8;
    const service = index % 3 === 0 ? 443 : 80;
    let time = index * 20;
    const say = (fromClient, sequence, acknowledgement, flags, payload) => {
      const [from, to] = fromClient ? [client, server] : [server, client];
      const [source, target] = fromClient ? [port, service] : [service, port];
      writer.segment(
        time,
        from,
        to,
        source,
        target,
        sequence,
        acknowledgement,
        flags,
        payload,
        time & 0xffff,
        0,
      );
      time += 3 + (index % 7);
    };
    say(true, 1000, 0, SYN, 0);
    if (index % 10 === 0) continue;
    if (index % 100 === 1) {
      say(false, 0, 1001, RST | ACK, 0);
      continue;
    }
    say(false, 9000, 1001, SYN | ACK, 0);
    say(true, 1001, 9001, ACK, 0);
    say(true, 1001, 9001, ACK, index % 1400);
    if (index % 50 === 2) say(true, 1001 + (index % 1400), 9001, FIN | ACK, 0);
  }
  writer.flush();
  closeSync(file);
  return writer.packets;
}

async function passes({ openCapture, runEngine, ScreenFeed }, path, packets) {
  let number = 0;
  const wanted = (more) => ({
    type: "view",
    number: ++number,
    view: "connections",
    select: null,
    order: "trouble",
    reverse: false,
    offset: 0,
    count: 50,
    anchor: null,
    hold: false,
    detail: null,
    ...more,
  });
  let answered = null;
  const feed = new ScreenFeed({ send: ({ frame }) => (answered = frame), replay: () => null });
  let seen = null;
  const measure = (name, request) => {
    const times = [];
    for (let time = 0; time < TIMES; time++) {
      const view = request(time);
      times.push(cpuOf(() => feed.view(view)));
    }
    const { body } = answered;
    const of = body.matching === undefined ? "" : `${body.matching} of ${body.total}`;
    console.log(
      `${name.padEnd(34)} ${median(times).toFixed(1).padStart(7)} ${Math.max(...times)
        .toFixed(1)
        .padStart(7)}   ${of}`,
    );
  };
  const flip = (time) => time % 2 === 1;
  const all = () => {
    measure("a walk, by trouble", (time) => wanted({ reverse: flip(time) }));
    measure("scrolled", (time) => wanted({ offset: time * 40_000 }));
    measure("scrolled, with an anchor", (time) => wanted({ anchor: { key: 1000 + time * 5000, line: 5 } }));
    for (const order of ["id", "server", "age", "handshake", "bytes", "verdict"])
      measure(`a walk, by ${order}`, (time) => wanted({ order, reverse: flip(time) }));
    for (const select of [
      "state:CLOSE_WAIT",
      "host:10.255.0.7",
      "net:10.255.0.0/28",
      "finding:*",
      "bytes>1k not port:443",
    ])
      measure(`filter ${select}`, (time) => wanted({ select: `${select} id>${time}` }));
    measure("states", () => wanted({ view: "states" }));
    measure("services", (time) => wanted({ view: "services", reverse: flip(time) }));
    measure("findings", () => wanted({ view: "findings" }));
    measure("a connection in detail, scrolled", (time) => wanted({ detail: 100 + time * 1000 }));
  };
  const onlooker = {
    begin(parts) {
      seen = parts;
      feed.begin(parts);
    },
    look() {
      if (seen.batch.packets === packets) all();
    },
    happened: (...args) => feed.happened(...args),
    over: (...args) => feed.over(...args),
  };
  await runEngine(await openCapture(path), { onlooker }, sinkOf(feed));
}

async function costs({ openCapture, runEngine, ScreenFeed }, path, packets) {
  const run = async (feed) => {
    if (feed !== null)
      feed.view({
        type: "view",
        number: 1,
        view: "connections",
        select: null,
        order: "trouble",
        reverse: false,
        offset: 0,
        count: 50,
        anchor: null,
        hold: false,
        detail: null,
      });
    const before = process.cpuUsage();
    const begun = performance.now();
    let ended = 0;
    const source = await openCapture(path);
    const looking = feed ?? { begin() {}, look() {} };
    const onlooker = {
      begin: (seen) => looking.begin(seen),
      look() {
        looking.look();
        ended = performance.now();
      },
      happened: (...args) => looking.happened?.(...args),
      over: (...args) => looking.over?.(...args),
    };
    await runEngine(source, { onlooker }, feed === null ? {} : sinkOf(feed));
    const { user, system } = process.cpuUsage(before);
    return { reading: ended - begun, whole: performance.now() - begun, cpu: (user + system) / 1000 };
  };
  const newFeed = () => new ScreenFeed({ send() {}, replay: () => null, remember: 1_000_000 });
  await run(null);
  const [without, withFeed] = [await run(null), await run(newFeed())];
  for (const [name, { reading, whole, cpu }] of [
    ["without a screen", without],
    ["with a screen", withFeed],
  ])
    console.log(
      `${name.padEnd(34)} ${((reading / packets) * 1e6).toFixed(0).padStart(7)} ns a packet, ${whole.toFixed(0)} ms in all, ${cpu.toFixed(0)} ms of CPU`,
    );
}

/** Milliseconds of CPU: on a busy machine the clock tells of the others. */
function cpuOf(act) {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function sinkOf(feed) {
  return { event: (event, record, handle) => feed.event(event, record, handle), eventKinds: feed.eventKinds };
}
