// The story of fixtures/tour.pcapng, in the order of its packets. About 75 s, most of it waiting.
import type { Socket } from "./host.ts";
import { type Lab, pause } from "./lab.ts";
import { linkAddress } from "./namespaces.ts";

const SERVER = "10.9.0.2";
/** Services: web, an application that leaks, one that stalls, one that nobody runs. */
const WEB = 80;
const LEAK = 8080;
const STALL = 443;
/** Linux sends its eleventh SYN 68 s after the first: by then CLOSE_WAIT has lasted for a minute too. */
const LAST_SYN_SECONDS = 71;

export async function tour(lab: Lab): Promise<void> {
  for (const { namespace } of [lab.client, lab.server]) // each connection with timers of its own
    await namespace.set({ "net.ipv4.tcp_fastopen": 3, "net.ipv4.tcp_no_metrics_save": 1 });
  await lab.wire.delay("to-server", 4);
  await lab.wire.delay("to-client", 4);
  // An address that leads to the server's link and that nobody has.
  const link = await linkAddress(lab.server.namespace, "eth0");
  await lab.client.namespace.ip(
    "neigh",
    "replace",
    "10.9.0.9",
    "lladdr",
    link,
    "nud",
    "permanent",
    "dev",
    "eth0",
  );
  const begun = performance.now();
  const web = await lab.server.listen({ port: WEB, options: { fastopen: 16 } });

  await leak(lab);
  await lab.client.connect({ port: 40020, to: ["10.9.0.9", 5432], wait: false });
  await pause(300);
  await orderly(lab, web);
  await failing(lab);
  await resets(lab, web);
  await reuse(lab, web);
  await six(lab);
  await lossy(lab, web);
  await stalling(lab, web);
  await pause(LAST_SYN_SECONDS * 1000 - (performance.now() - begun));
}

/** Twelve requests whose server never closes. */
async function leak(lab: Lab): Promise<void> {
  const listener = await lab.server.listen({ port: LEAK });
  for (let port = 40001; port <= 40012; port++) {
    const { client, server } = await lab.open(port, listener, LEAK);
    await request(client, server, 120, 1400);
    await client.shutdown();
    await pause(50);
  }
}

async function orderly(lab: Lab, web: Socket): Promise<void> {
  for (const port of [40021, 40022]) {
    const { client, server } = await lab.open(port, web, WEB); // the client closes first
    await request(client, server, 73, 377);
    await client.shutdown();
    await pause(150);
    await server.close();
  }
  for (const port of [40023, 40024]) {
    const { client, server } = await lab.open(port, web, WEB); // the server closes first
    await request(client, server, 73, 1200);
    await server.close();
    await pause(150);
    await client.receive();
    await client.close();
  }
  const three = await lab.open(40025, web, WEB); // FIN, FIN + ACK, ACK
  const ending = three.server.receive().then(() => three.server.close());
  await three.client.send(90);
  await three.client.shutdown();
  await ending;

  const to = [SERVER, WEB] as const; // the request rides on the third segment
  const third = await lab.client.connect({ port: 40026, to, options: { "defer-accept": 1 } });
  await third.send("GET / HTTP/1.0\r\n\r\n");
  const answering = await lab.server.accept(web);
  await answering.receive(18);
  await answering.send(200);
  await answering.close();
  await third.receive();
  await third.close();

  const crossing = await lab.open(40027, web, WEB);
  await request(crossing.client, crossing.server, 50, 50);
  await lab.wire.rule("fins", { direction: "both", has: "F", port: 40027, action: "hold" });
  await Promise.all([crossing.client.shutdown(), crossing.server.shutdown()]);
  await lab.wire.holds(2);
  await lab.wire.lift("fins");
  await lab.wire.release();

  const half = await lab.open(40028, web, WEB); // the client reads on after its FIN
  await half.client.send(40);
  await half.client.shutdown();
  await half.server.receive();
  for (let round = 0; round < 3; round++) {
    await pause(250);
    await half.server.send(900);
  }
  await half.server.close();
  await half.client.receive();
  await half.client.close();

  for (const port of [40029, 40030]) {
    const connecting = lab.client.connect({ port, to: [SERVER, WEB], data: "GET / HTTP/1.0\r\n\r\n" }); // Fast Open
    const server = await lab.server.accept(web);
    await server.receive(18);
    await server.send(300);
    const client = await connecting;
    await client.receive(300);
    await closeInTurn(client, server);
  }
}

async function failing(lab: Lab): Promise<void> {
  for (const port of [40031, 40032, 40033]) await lab.client.connect({ port, to: [SERVER, 81 + (port % 2)] });
  await lab.server.namespace.filter("input", "tcp dport 25 reject with icmp type admin-prohibited");
  await lab.client.connect({ port: 40034, to: [SERVER, 25] });
  await lab.server.namespace.filter("input", "tcp dport 26 reject with icmp type port-unreachable");
  await lab.client.connect({ port: 40035, to: [SERVER, 26] });
}

async function resets(lab: Lab, web: Socket): Promise<void> {
  const aborted = await lab.open(40036, web, WEB);
  await request(aborted.client, aborted.server, 60, 500);
  await aborted.client.abort();

  const unread = await lab.open(40037, web, WEB);
  await unread.client.send(400);
  await pause(50);
  await unread.server.close();

  const late = await lab.open(40038, web, WEB);
  await late.server.close();
  await pause(50);
  await late.client.send(80);

  const lost = await lab.open(40039, web, WEB);
  await request(lost.client, lost.server, 30, 30);
  await pause(50); // its last ACK has arrived
  await lost.server.forget();
  await pause(500);
  await lost.client.send(30);
  await pause(50);
}

async function reuse(lab: Lab, web: Socket): Promise<void> {
  for (let round = 0; round < 2; round++) {
    const { client, server } = await lab.open(40040, web, WEB); // TIME_WAIT stays with the server
    await request(client, server, 20, 20);
    await server.close();
    await client.receive();
    await client.close();
    await pause(1300);
  }
}

async function six(lab: Lab): Promise<void> {
  const listener = await lab.server.listen({ port: WEB, six: true });
  for (const port of [40041, 40042]) {
    const { client, server } = await lab.open(port, listener, WEB, { six: true });
    await request(client, server, 80, 600);
    await (port === 40041 ? client : server).close();
    await pause(150);
    await (port === 40041 ? server : client).close();
  }
  await lab.client.connect({ port: 40043, to: [lab.server.address6, 81] });
}

async function lossy(lab: Lab, web: Socket): Promise<void> {
  await lab.wire.rule("syn", { direction: "to-server", flags: "S", port: 40044, action: "drop", count: 1 });
  const retried = await lab.open(40044, web, WEB);
  await request(retried.client, retried.server, 70, 300);
  await closeInTurn(retried.server, retried.client);

  await lab.wire.rule("ack", { direction: "to-server", flags: ".", port: 40045, action: "drop", count: 1 });
  const repeated = await lab.open(40045, web, WEB); // the SYN-ACK comes again
  await closeInTurn(repeated.client, repeated.server);
}

/** A window that closes, an idle line that is probed, a last ACK that never arrives. */
async function stalling(lab: Lab, web: Socket): Promise<void> {
  const listener = await lab.server.listen({ port: STALL, options: { "receive-buffer": 2304 } });
  const slow = await lab.open(40046, listener, STALL, {
    options: { "send-buffer": 4608, "max-segment": 536 },
  });
  const written = await slow.client.fill();
  await pause(2500);
  await slow.server.receive(written);
  await closeInTurn(slow.client, slow.server);

  const idle = await lab.open(40047, listener, STALL, {
    options: { keepalive: 1, "keepalive-idle": 2, "keepalive-interval": 1, "keepalive-count": 3 },
  });
  await pause(4500);
  await closeInTurn(idle.client, idle.server);

  const stuck = await lab.open(40048, web, WEB);
  await stuck.client.shutdown();
  await stuck.server.receive();
  await lab.wire.rule("last", { direction: "to-server", port: 40048, action: "drop" });
  await stuck.server.close();
}

async function request(client: Socket, server: Socket, asked: number, answered: number): Promise<void> {
  await client.send(asked);
  await server.receive(asked);
  await server.send(answered);
  await client.receive(answered);
}

/** The second closes once it has the first one's FIN. */
async function closeInTurn(first: Socket, second: Socket): Promise<void> {
  await first.shutdown();
  await second.receive();
  await second.close();
}
