// A capture of connections that are opened and left so, for a table that is full before anything is measured.
// The same size gives the same bytes.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SegmentWriter } from "./segment-writer.mjs";

const [FIN, SYN, ACK] = [0x01, 0x02, 0x10];
const CLIENTS = 1 << 10;
const SERVERS = 1 << 6;
const PORTS = [80, 443, 5432, 8080];
/** One in so many is half closed: its server stays in CLOSE_WAIT. */
const ONE_HALF_CLOSED = 10_000;

/**
 * Path and figures, written first where it is not there yet.
 *
 * @param {{ directory: string, connections: number }} options
 */
export function openConnections({ directory, connections }) {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, `shakedown-bench-open-${connections}.pcap`);
  if (existsSync(`${path}.json`) && existsSync(path)) {
    return { path, ...JSON.parse(readFileSync(`${path}.json`, "utf8")) };
  }
  const partial = `${path}.${process.pid}.partial`;
  const file = openSync(partial, "w");
  const writer = new SegmentWriter(file);
  let halfClosed = 0;
  for (let id = 0; id < connections; id++) {
    const client = 0x0a400000 | (id % CLIENTS);
    const server = 0xac110000 | ((id >> 2) % SERVERS);
    const clientPort = 1024 + Math.floor(id / CLIENTS);
    const serverPort = PORTS[id % PORTS.length];
    const there = [client | 0, server | 0, clientPort, serverPort];
    const back = [server | 0, client | 0, serverPort, clientPort];
    const time = id * 10;
    writer.segment(time, ...there, 1000, 0, SYN, 0, 1, 0);
    writer.segment(time + 1, ...back, 2000, 1001, SYN | ACK, 0, 1, 1);
    writer.segment(time + 2, ...there, 1001, 2001, ACK, 0, 1, 1);
    if (id % ONE_HALF_CLOSED === 0) {
      writer.segment(time + 3, ...there, 1001, 2001, FIN | ACK, 0, 1, 1);
      writer.segment(time + 4, ...back, 2001, 1002, ACK, 0, 1, 1);
      halfClosed++;
    }
  }
  writer.flush();
  closeSync(file);
  renameSync(partial, path);
  const figures = { packets: writer.packets, connections, halfClosed };
  writeFileSync(`${path}.json`, `${JSON.stringify(figures)}\n`);
  return { path, ...figures };
}
