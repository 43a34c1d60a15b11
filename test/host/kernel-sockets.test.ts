// Both ways of asking the kernel for its sockets, judged by what ss prints of the same moment.
import { execFileSync } from "node:child_process";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { KernelSocket, SocketList } from "../../src/host/kernel-socket.ts";
import { ProcNetTcp, readProcNetTcp } from "../../src/host/proc-net-tcp.ts";
import { openSockDiag } from "../../src/host/sock-diag.ts";
import { addressText } from "../../src/record/address-text.ts";
import { readSocketStates } from "../lab/socket-states.ts";

const isLinux = process.platform === "linux";
const sockets: Socket[] = [];
const accepted: Socket[] = [];
const servers: Server[] = [];

async function serve(host: string): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    // Unless it is read, the end is not noticed.
    socket.resume();
    accepted.push(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as { port: number }).port;
}

async function open(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port, allowHalfOpen: true });
  sockets.push(socket);
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

beforeAll(async () => {
  if (!isLinux) return;
  const port = await serve("127.0.0.1");
  await open("127.0.0.1", port);
  (await open("127.0.0.1", port)).end();
  const dual = await serve("::");
  await open("::1", dual);
  await open("127.0.0.1", dual);
  await new Promise((resolve) => setTimeout(resolve, 50));
});

afterAll(() => {
  for (const socket of [...sockets, ...accepted]) socket.destroy();
  for (const server of servers) server.close();
});

const PORTS = () => new Set(servers.map((server) => (server.address() as { port: number }).port));

/** As ss prints a socket of this test, without its own interface names. */
function line(socket: KernelSocket): string {
  const { local0, local1, local2, local3, remote0, remote1, remote2, remote3 } = socket;
  const local = `${addressText(local0, local1, local2, local3)}:${socket.localPort}`;
  const remote = `${addressText(remote0, remote1, remote2, remote3)}:${socket.remotePort}`;
  return `${socket.state} ${local} ${remote} uid:${socket.uid} ino:${socket.inode}`;
}

async function listed(list: SocketList): Promise<string[]> {
  const lines: string[] = [];
  const ports = PORTS();
  await list.read((socket) => {
    if (ports.has(socket.localPort) || ports.has(socket.remotePort)) lines.push(line(socket));
  }, false);
  return lines.sort();
}

/** What ss says of the same sockets. */
function bySs(): string[] {
  const ports = PORTS();
  return execFileSync("ss", ["-tanHe"], { encoding: "utf8" })
    .split("\n")
    .filter((text) => text !== "")
    .flatMap((text) => {
      const [state] = readSocketStates("client", text);
      const bare = (address = "") =>
        address
          .replace(/[[\]]/g, "")
          .replace(/^\*/, "::")
          .replace(/^::ffff:/, "");
      const local = bare(state?.local);
      const remote = bare(state?.remote).replace(/:\*$/, ":0");
      const port = (address: string) => Number(address.slice(address.lastIndexOf(":") + 1));
      if (!ports.has(port(local)) && !ports.has(port(remote))) return [];
      const uid = /uid:(\d+)/.exec(text)?.[1] ?? "0";
      return [`${state?.state} ${local} ${remote} uid:${uid} ino:${/ino:(\d+)/.exec(text)?.[1]}`];
    })
    .sort();
}

test.skipIf(!isLinux)("netlink tells what ss tells", async () => {
  const list = await openSockDiag();
  if (list === null) throw new Error("no socket diagnostics, though koffi is installed");
  const lines = await listed(list);
  list.close();
  expect(lines).toEqual(bySs());
  expect(lines.filter((text) => text.startsWith("CLOSE_WAIT"))).toHaveLength(1);
  expect(lines.filter((text) => text.startsWith("FIN_WAIT_2"))).toHaveLength(1);
  expect(lines.filter((text) => text.startsWith("LISTEN"))).toHaveLength(2);
  expect(lines.filter((text) => text.startsWith("ESTABLISHED"))).toHaveLength(6);
});

test.skipIf(!isLinux)("/proc/net/tcp and tcp6 tell the same", async () => {
  expect(await listed(new ProcNetTcp())).toEqual(bySs());
});

test("lines of /proc/net/tcp that are none are passed over", () => {
  const states: string[] = [];
  const steps = readProcNetTcp(
    "  sl  local_address rem_address   st tx_queue rx_queue\n" +
      "   0: 0100007F:1F90 0200007F:9C40 08 00000000:00000001 00:00000000 00000000  1000        0 4711 1\n" +
      "   1: 0100007F:1F90 0200007F:9C40 63 00000000:00000001 00:00000000 00000000  1000        0 4712 1\n" +
      "   2: 0100007F:1F90 02000",
    (socket) => states.push(line(socket)),
  );
  for (const _ of steps);
  expect(states).toEqual(["CLOSE_WAIT 127.0.0.1:8080 127.0.0.2:40000 uid:1000 ino:4711"]);
});
